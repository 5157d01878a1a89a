import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sendResponse } from '../../lib/serve/http/from-node.ts';
import { servedLake, TOKEN } from '../helpers/served-lake.ts';

const served = servedLake(() => ['fits_data'], { asker: { processes: 1 } });

/** Much more than sockets hold. */
const ROWS = 40_000;
const LARGE = `SELECT range AS n, repeat('x', 500) AS text FROM range(${ROWS})`;

function connected(): Socket {
  const { hostname, port } = new URL(served().server.url);
  const socket = connect(Number(port), hostname);
  onTestFinished(() => void socket.destroy());
  return socket;
}

/** Asks for a download, and reads no more than its beginning. */
async function askedSlowly(sql: string): Promise<Socket> {
  const socket = connected();
  const body = JSON.stringify({ sql, format: 'csv' });
  socket.write(
    `POST /ask HTTP/1.1\r\nHost: ${new URL(served().server.url).host}\r\nAuthorization: Bearer ${TOKEN}\r\n` +
      `Connection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
  );
  await once(socket, 'readable');
  return socket;
}

describe('clients that read slowly', () => {
  it('keep no process from others, and still get all of their answers', async () => {
    const slow = await Promise.all(Array.from({ length: 6 }, () => askedSlowly(LARGE)));
    // there is a single process: it has the whole answers behind it
    expect(await served().json('/ask', { sql: 'SELECT 42' })).toMatchObject({ rows: [[42]] });
    for (const socket of slow) {
      const lines = (await text(socket)).match(/x{500}/g);
      expect(lines?.length).toBe(ROWS);
    }
    expect(served().errors).toEqual([]);
  });

  it('are left if they go away', async () => {
    const slow = await askedSlowly(LARGE.replace(String(ROWS), '100000000'));
    slow.destroy();
    expect(await served().json('/ask', { sql: 'SELECT 42' })).toMatchObject({ rows: [[42]] });
  });
});

describe('a client that takes nothing', () => {
  it('is disconnected, but not one that takes a little again and again', async () => {
    const BYTES = 30_000_000;
    const ended: string[] = [];
    const server = createServer((message, response) => {
      response.on('close', () => ended.push(`${message.url} ${response.writableFinished}`));
      const body = new Uint8Array(BYTES);
      void sendResponse(new Response(body), response, { isHead: false, stalledMs: 400 });
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const asked = (path: string): Socket => {
      const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
      onTestFinished(() => void socket.destroy());
      socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      return socket.pause();
    };
    const [stalled, steady] = [asked('/stalled'), asked('/steady')];
    let bytes = 0;
    steady.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      if (ended.length > 0) return;
      steady.pause();
      setTimeout(() => steady.resume(), 2);
    });
    steady.resume();
    await once(steady, 'end');
    expect(ended).toEqual(['/stalled false', '/steady true']);
    expect(bytes).toBeGreaterThan(BYTES);
    stalled.destroy();
  });
});
