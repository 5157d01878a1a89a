import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { senderOf, sendLeanly } from '../../lib/stores/s3-send.ts';
import { CERTIFICATE, KEY } from '../helpers/certificate.ts';

/** More than a record of TLS. */
const BODY = Buffer.from(Array.from({ length: 100_000 }, (_, i) => i));

let server: Server;
let client: S3Client;
beforeEach(async () => {
  server = createServer({ key: KEY, cert: CERTIFICATE }, (_, response) => response.end(BODY));
  await once(server.listen(0), 'listening');
  client = new S3Client({ region: 'eu-central-1' });
  sendLeanly(client.config.requestHandler, { sockets: 2, connect: 60_000, silence: 60_000 });
});
afterEach(() => {
  setDefaultCACertificates(getCACertificates('bundled'));
  client.destroy();
  server.closeAllConnections();
  server.close();
});

function read(hostname: string) {
  const { port } = server.address() as AddressInfo;
  const request = { protocol: 'https:', hostname, port, method: 'GET', path: '/b/k', query: {}, headers: {} };
  return senderOf(client.config.requestHandler)(request as never, { most: 200_000 });
}

it.each(['localhost', '127.0.0.1'])('responses arrive over TLS, from %s', async (hostname) => {
  setDefaultCACertificates([CERTIFICATE]);
  for (let i = 0; i < 3; i++) expect((await read(hostname)).body).toEqual(BODY);
});

it('a server whose certificate is not trusted, or is for another name, gets no request', async () => {
  let requests = 0;
  server.on('request', () => requests++);
  await expect(read('localhost')).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  setDefaultCACertificates([CERTIFICATE]);
  await expect(read('127.0.0.2')).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  expect(requests).toBe(0);
});
