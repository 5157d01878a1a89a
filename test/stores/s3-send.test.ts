import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Send, senderOf, sendLeanly } from '../../lib/stores/s3-send.ts';

let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let seen: { readonly url: string; readonly headers: object; readonly port: number | undefined }[];
const clients: S3Client[] = [];

beforeEach(async () => {
  seen = [];
  server = createServer((request, response) => {
    const { url = '', headers, socket } = request;
    seen.push({ url, headers, port: socket.remotePort });
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

type Request = Parameters<Send>[0];

/** Sends for a client of the SDK, over connections of its own if it is told how long to wait. */
function senderWith(silence?: number, sockets = 64): Send {
  const client = new S3Client({ region: 'eu-central-1', requestHandler: { socketTimeout: 60_000 } });
  clients.push(client);
  const handler = client.config.requestHandler;
  if (silence !== undefined) sendLeanly(handler, { sockets, connect: 60_000, silence });
  return senderOf(handler);
}

const requestFor = (more: object = {}): Request =>
  ({
    ...{ protocol: 'http:', hostname: '127.0.0.1', port: (server.address() as AddressInfo).port },
    ...{ method: 'GET', path: '/b/k%20y', query: { 'x-id': "Get'Object", a: '' } },
    ...{ headers: { 'x-name': 'é' }, ...more },
  }) as unknown as Request;

async function answerOf(send: Send, more: object = {}, most = 1000) {
  const { statusCode, reason, headers, body } = await send(requestFor(more), { most });
  const bytes = body instanceof Uint8Array ? body : await buffer(body);
  return { statusCode, reason, headers: { ...headers, date: '' }, body: Buffer.from(bytes).toString() };
}

const failure = (work: Promise<unknown>): Promise<unknown> => work.then(String, (error: unknown) => error);

it.each(['GET', 'HEAD'])(
  'requests are sent as the SDK sends them, and answered alike: %s',
  async (method) => {
    const sdk = await answerOf(senderWith(), { method });
    expect(await answerOf(senderWith(60_000), { method })).toEqual(sdk);
    const [first, second] = seen.map(({ url, headers }) => ({ url, headers }));
    expect(second).toEqual(first);
  },
);

it('a header value with a line break is refused', async () => {
  const headers = { 'x-name': 'a\r\nx-other: b' };
  expect(await failure(senderWith(60_000)(requestFor({ headers }), { most: 9 }))).toMatchObject({
    message: 'the header x-name has an invalid character',
  });
  expect(seen).toEqual([]);
});

describe('connections', () => {
  it('are used again and again, as many as there may be', async () => {
    const send = senderWith(60_000, 2);
    for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 6 }, () => answerOf(send)));
    expect(seen).toHaveLength(18);
    expect(new Set(seen.map(({ port }) => port)).size).toBe(2);
  });

  it('are replaced if the server closes them, so that waiting requests are sent', async () => {
    const send = senderWith(60_000, 2);
    answer = (_, response) => response.writeHead(200, { connection: 'close' }).end('body');
    const answers = await Promise.all(Array.from({ length: 6 }, () => answerOf(send)));
    expect(answers.map(({ body }) => body)).toEqual(Array(6).fill('body'));
    expect(new Set(seen.map(({ port }) => port)).size).toBe(6);
  });

  it('are replaced if the server closed them while they were idle', async () => {
    const send = senderWith(60_000, 1);
    await answerOf(send);
    server.closeAllConnections();
    // a request fails if it is sent before the client has learned of that
    const { body } = await vi.waitFor(() => answerOf(send), 60_000);
    expect(body).toBe('body');
    expect(new Set(seen.map(({ port }) => port)).size).toBe(2);
  });

  it('are not used if the process was frozen for so long that the server will have closed them', async () => {
    const send = senderWith(60_000, 1);
    await answerOf(send);
    const thawed = Date.now() + 60_000;
    vi.spyOn(Date, 'now').mockReturnValue(thawed);
    expect((await answerOf(send)).body).toBe('body');
    expect((await answerOf(send)).body).toBe('body');
    vi.restoreAllMocks();
    expect(seen.map(({ port }) => port === seen[0]?.port)).toEqual([true, false, false]);
  });

  it('are closed if more follows than may be received', async () => {
    const send = senderWith(60_000, 1);
    answer = (_, response) => response.end('0123456789');
    expect((await answerOf(send, {}, 4)).body).toBe('0123');
    expect((await answerOf(send, {}, 10)).body).toBe('0123456789');
    expect(new Set(seen.map(({ port }) => port)).size).toBe(2);
  });

  it('end with the client', async () => {
    const send = senderWith(60_000, 1);
    await answerOf(send);
    answer = () => clients[0]?.destroy();
    const sent = [answerOf(send), answerOf(send)].map(failure);
    expect(await Promise.all(sent)).toMatchObject(Array(2).fill({ message: 'the client was closed' }));
  });
});

describe('a request fails', () => {
  it('if the server is silent, before or within the body', async () => {
    const send = senderWith(50);
    answer = () => {};
    expect(await failure(answerOf(send))).toMatchObject({ name: 'TimeoutError' });
    answer = (_, response) => response.writeHead(200, { 'content-length': 10 }).write('part');
    expect(await failure(answerOf(send))).toMatchObject({ name: 'TimeoutError' });
  });

  it('with an error that the SDK takes for temporary if the connection breaks', async () => {
    answer = ({ socket }) => socket.resetAndDestroy();
    expect(await failure(answerOf(senderWith(60_000)))).toMatchObject({ name: 'TimeoutError' });
    answer = ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\npart');
    expect(await failure(answerOf(senderWith(60_000)))).toMatchObject({ name: 'TimeoutError' });
  });

  it('if there is no server', async () => {
    const request = requestFor({ hostname: 'no-such-host.invalid' });
    expect(await failure(senderWith(60_000)(request, { most: 9 }))).toMatchObject({ syscall: 'getaddrinfo' });
  });
});
