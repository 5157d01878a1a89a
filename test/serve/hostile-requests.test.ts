import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, describe, expect, it } from 'vitest';
import { FILES_PATH, filesRoute, pathInUrl } from '../../lib/serve/files/route.ts';
import { servedLake, TOKEN } from '../helpers/served-lake.ts';

const base = mkdtempSync(join(tmpdir(), 'fits-datalake-hostile-'));
afterAll(() => rmSync(base, { recursive: true }));
const root = join(base, 'archive');
const SAMPLE = 'fits_data/meridian/20240912/m31-r.fits';
mkdirSync(join(root, 'night'), { recursive: true });
mkdirSync(join(base, 'private'));
for (const file of ['night/a.fits', 'night/b.fits']) cpSync(SAMPLE, join(root, file));
cpSync(SAMPLE, join(base, 'private/a.fits'));

const served = servedLake(() => [root], { routes: (lake) => ({ [FILES_PATH]: filesRoute(lake, false) }) });

/** What the server answers to these bytes, until it closes the connection. */
async function answerTo(bytes: string): Promise<string> {
  const { hostname, port } = new URL(served().server.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.write(bytes);
  return text(socket);
}
const statusesOf = (answer: string): string[] => answer.match(/HTTP\/1\.1 \d{3}/g) ?? [];
const ask = '{"sql": "SELECT 42"}';
const start = (): string =>
  `POST /ask HTTP/1.1\r\nHost: ${new URL(served().server.url).host}\r\nAuthorization: Bearer ${TOKEN}\r\nConnection: close\r\n`;

describe('a request that could be two', () => {
  it('is one if it is as it should be', async () => {
    const answer = await answerTo(`${start()}Content-Length: ${ask.length}\r\n\r\n${ask}`);
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 200']);
    expect(answer).toContain('"rows":[[42]]');
  });
  const smuggled = 'GET /files/ HTTP/1.1\r\nHost: x\r\n\r\n';
  it.each([
    [
      'two lengths',
      `Content-Length: ${ask.length}\r\nContent-Length: ${ask.length + smuggled.length}\r\n\r\n`,
    ],
    ['two equal lengths', `Content-Length: ${ask.length}\r\nContent-Length: ${ask.length}\r\n\r\n`],
    ['a list of lengths', `Content-Length: ${ask.length}, ${ask.length}\r\n\r\n`],
    ['a length and chunks', `Content-Length: ${ask.length}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['an unknown encoding', 'Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n'],
    ['a signed length', `Content-Length: +${ask.length}\r\n\r\n`],
    ['a length before a colon', `Content-Length : ${ask.length}\r\n\r\n`],
    ['a folded header', `X: a\r\n b\r\n : c\r\nContent-Length: ${ask.length}\r\n\r\n`],
    ['lines without a return', `Content-Length: ${ask.length}\nX: y\r\n\r\n`],
  ])('is refused: %s', async (_, headers) => {
    const answer = await answerTo(`${start()}${headers}${ask}${smuggled}`);
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 400']);
    expect(answer).not.toContain('42');
  });
  it('has only one Host', async () => {
    const answer = await answerTo(
      `${start()}Host: evil.example\r\nContent-Length: ${ask.length}\r\n\r\n${ask}`,
    );
    expect(statusesOf(answer)).toEqual(['HTTP/1.1 421']);
  });
});

describe('headers', () => {
  it('without end are refused', async () => {
    const flood = Array.from({ length: 2000 }, (_, at) => `X-${at}: ${'y'.repeat(20)}\r\n`).join('');
    expect(statusesOf(await answerTo(`${start()}${flood}\r\n`))).toEqual(['HTTP/1.1 431']);
    expect(statusesOf(await answerTo(`GET /${'x'.repeat(20_000)} HTTP/1.1\r\n\r\n`))).toEqual([
      'HTTP/1.1 431',
    ]);
  });
});

describe('a range', () => {
  it.each<[string, number, string?]>([
    ['bytes=0-0', 206],
    ['bytes=0-0,2-2', 200],
    ['bytes=-', 200],
    ['bytes=a-b', 200],
    ['bytes=1-0', 200],
    ['bytes=0x1-2', 200],
    ['bytes=-1e9', 200],
    ['lines=0-1', 200],
    ['bytes=99999999999999999999999-', 416],
    ['bytes=0-99999999999999999999999', 206],
    ['many at once', 200, `bytes=${'0-1,'.repeat(2000)}0-1`],
  ])('%s gives %d', async (name, status, range = name) => {
    const response = await fetch(served().server.url + pathInUrl(join(root, 'night/a.fits')), {
      headers: { range },
    });
    await response.arrayBuffer();
    expect(response.status).toBe(status);
  });
});

describe('slow requests', () => {
  it('are closed if their headers do not end', async () => {
    expect(statusesOf(await answerTo('GET / HTTP/1.1\r\nHost: x\r\n'))).toEqual(['HTTP/1.1 408']);
  });

  it('reserve no more than the memory for bodies, and small ones are still answered', async () => {
    const { hostname, port } = new URL(served().server.url);
    const claims = Array.from({ length: 4 }, () => connect(Number(port), hostname));
    const claim = `${start()}Expect: 100-continue\r\nContent-Length: 64000000\r\n\r\n`;
    for (const socket of claims) {
      socket.write(claim);
      // the server waits for the body
      await once(socket, 'data');
    }
    const small = `${start()}Content-Length: ${ask.length}\r\n\r\n${ask}`;
    expect(statusesOf(await answerTo(claim)).at(-1)).toBe('HTTP/1.1 503');
    expect(statusesOf(await answerTo(`${start()}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`))).toEqual([
      'HTTP/1.1 503',
    ]);
    expect(statusesOf(await answerTo(small))).toEqual(['HTTP/1.1 200']);
    for (const socket of claims) socket.destroy();
    for (;;) {
      const again = statusesOf(await answerTo(`${start()}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`));
      // there is no SQL in it
      if (again.join() === 'HTTP/1.1 400') break;
    }
  });
});

describe('a folder of the lake that became a link to another', () => {
  it('is not followed, and the other is not named', async () => {
    const path = join(root, 'night/a.fits');
    const look = () => served().post('/look', { path });
    const file = () => fetch(served().server.url + pathInUrl(path));
    expect([(await look()).status, (await file()).status]).toEqual([200, 200]);
    rmSync(join(root, 'night'), { recursive: true });
    symlinkSync(join(base, 'private'), join(root, 'night'));
    for (const response of [await look(), await file()]) {
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('private');
    }
    // the link is within the root, but not what it leads to
    const other = join(root, 'night/b.fits');
    for (const response of [
      await served().post('/look', { path: other }),
      await fetch(served().server.url + pathInUrl(other)),
    ]) {
      expect(response.status).toBe(404);
      expect(await response.text()).not.toContain('private');
    }
    expect(served().errors).toEqual([]);
  });
});

describe('what the server says', () => {
  it('has no path of its own', async () => {
    const { folder } = served();
    const answers = [
      await served().post('/data/state'),
      await served().post('/ask', { sql: 'SELECT * FROM duckdb_databases()' }),
      await served().post('/ask', { sql: 'FROM pragma_database_list' }),
      await served().post('/ask', { sql: `SELECT * FROM '${base}/x.csv'` }),
      await served().post('/ask', { sql: "SELECT * FROM '~/x.csv'" }),
      await served().post('/look', { path: '/etc/passwd' }),
      await served().post('/data/header', { path: '../x' }),
    ];
    for (const answer of answers) {
      const said = (await answer.text()).replaceAll(`${base}/x.csv`, '');
      expect(said).not.toContain(folder);
      expect(said).not.toMatch(/\.cache|\.duckdb\b|fits-datalake-spill|node_modules/);
    }
    expect(answers.slice(1).every(({ status }) => status >= 400)).toBe(true);
  });
});
