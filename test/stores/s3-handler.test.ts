import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sendLeanly } from '../../lib/stores/s3-handler.ts';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let seen: { readonly url: string; readonly name: unknown; readonly port: number | undefined }[];
const clients: S3Client[] = [];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const { url = '', headers, socket } = request;
    seen.push({ url, name: headers['x-name'], port: socket.remotePort });
    answer(request, response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  answer = (_, response) => response.writeHead(206, { 'x-two': ['a', 'b'] }).end('body');
});
afterEach(() => {
  for (const client of clients.splice(0)) client.destroy();
  server.closeAllConnections();
  server.close();
});

/** The handler of a client of the SDK; with `silence`, as we use it. */
function handlerWith(silence?: number, sockets = 64) {
  const client = new S3Client({ region: 'eu-central-1', requestHandler: { socketTimeout: 60_000 } });
  clients.push(client);
  const handler = client.config.requestHandler;
  if (silence !== undefined) sendLeanly(handler, { sockets, connect: 60_000, silence });
  return handler;
}

const requestFor = (more: object = {}) =>
  ({
    ...{ protocol: 'http:', hostname: '127.0.0.1', port: (server.address() as AddressInfo).port },
    ...{ method: 'GET', path: '/b/k%20y', query: { 'x-id': "Get'Object", a: '' } },
    ...{ headers: { 'x-name': 'value' }, ...more },
  }) as unknown as Parameters<ReturnType<typeof handlerWith>['handle']>[0];

async function answerOf(handler: ReturnType<typeof handlerWith>, more: object = {}) {
  const { response } = await handler.handle(requestFor(more));
  const { statusCode, reason, headers, body } = response;
  return { statusCode, reason, headers: { ...headers, date: '' }, body: String(await buffer(body)) };
}

const failure = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => error);

describe('requests without a body', () => {
  it.each(['GET', 'HEAD'])('are sent as the SDK sends them, and answered alike: %s', async (method) => {
    const sdk = await answerOf(handlerWith(), { method });
    expect(await answerOf(handlerWith(60_000), { method })).toEqual(sdk);
    const [first, second] = seen.map(({ url, name }) => ({ url, name }));
    expect(second).toEqual(first);
  });

  it('use as many connections as they may, again and again', async () => {
    const handler = handlerWith(60_000, 2);
    for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 6 }, () => answerOf(handler)));
    expect(seen).toHaveLength(18);
    expect(new Set(seen.map(({ port }) => port)).size).toBe(2);
  });

  it('end if the server is silent, before or within the body', async () => {
    const handler = handlerWith(50);
    answer = () => {};
    expect(await failure(handler.handle(requestFor()))).toMatchObject({ name: 'TimeoutError' });
    answer = (_, response) => response.writeHead(200, { 'content-length': 10 }).write('part');
    expect(await failure(answerOf(handler))).toBeInstanceOf(Error);
  });

  it('fail with an error that the SDK takes for temporary if the connection breaks', async () => {
    answer = ({ socket }) => socket.resetAndDestroy();
    expect(await failure(handlerWith(60_000).handle(requestFor()))).toMatchObject({ name: 'TimeoutError' });
  });

  it('end when the client is destroyed', async () => {
    const handler = handlerWith(60_000);
    answer = () => clients[0]?.destroy();
    expect(await failure(handler.handle(requestFor()))).toBeInstanceOf(Error);
  });
});

it('a request with a body is left to the SDK', async () => {
  let body = '';
  answer = async (request, response) => {
    body = String(await buffer(request));
    response.end();
  };
  await answerOf(handlerWith(60_000), { method: 'PUT', body: 'content' });
  expect(body).toBe('content');
});
