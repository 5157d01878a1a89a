import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { hasVersion, rangeOf } from '../../../lib/serve/files/byte-range.ts';
import { FILES_PATH, filesRoute, pathInUrl } from '../../../lib/serve/files/route.ts';
import { servedLake } from '../../helpers/served-lake.ts';

const base = mkdtempSync(join(tmpdir(), 'fits-datalake-files-'));
afterAll(() => rmSync(base, { recursive: true }));
const root = join(base, 'archive');
const NAME = 'odd name, 50% ü&?#.fits';
mkdirSync(root);
cpSync('fits_data/meridian/20240912/m31-r.fits', join(root, 'm31-r.fits'));
cpSync('fits_data/meridian/20240912/m31-r.fits', join(root, NAME));
cpSync('fits_data/meridian/20240912/m31-r.fits', join(root, 'moved.fits'));
writeFileSync(join(root, 'page.fits'), '<!DOCTYPE html><script>alert(1)</script>');
writeFileSync(join(root, 'notes.txt'), 'not in the lake');
cpSync('fits_data/meridian/20240912/m31-r.fits', join(base, 'outside.fits'));

const served = servedLake(() => [root], { routes: (lake) => ({ [FILES_PATH]: filesRoute(lake, false) }) });
const url = (path: string): string => served().server.url + pathInUrl(path);
const BYTES = readFileSync('fits_data/meridian/20240912/m31-r.fits');
const FILE = join(root, 'm31-r.fits');

/** The first line of the response to a request whose path nothing has changed on its way. */
async function statusOf(path: string): Promise<string> {
  const { host, hostname, port } = new URL(served().server.url);
  const socket = connect(Number(port), hostname);
  socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return (await text(socket)).split('\r\n')[0] ?? '';
}

describe('the files of the lake', () => {
  it('are served as they are, whatever their names', async () => {
    for (const name of ['m31-r.fits', NAME]) {
      const response = await fetch(url(join(root, name)));
      expect(response.status).toBe(200);
      expect(response.headers.get('content-type')).toBe('application/fits');
      expect(Number(response.headers.get('content-length'))).toBe(BYTES.length);
      expect(Buffer.from(await response.arrayBuffer()).equals(BYTES)).toBe(true);
    }
  });

  it.each([
    ['bytes=0-2879', 206, [0, 2879]],
    ['bytes=2880-', 206, [2880, BYTES.length - 1]],
    ['bytes=-100', 206, [BYTES.length - 100, BYTES.length - 1]],
    [`bytes=10-${BYTES.length + 5}`, 206, [10, BYTES.length - 1]],
    [`bytes=${BYTES.length}-`, 416, undefined],
    ['bytes=0-1,5-6', 200, undefined],
    ['bytes=5-2', 200, undefined],
    ['lines=1-2', 200, undefined],
  ] as const)('answer the range %s with %d', async (range, status, bytes) => {
    const response = await fetch(url(FILE), { headers: { range } });
    expect(response.status).toBe(status);
    const body = Buffer.from(await response.arrayBuffer());
    if (status === 416) expect(response.headers.get('content-range')).toBe(`bytes */${BYTES.length}`);
    if (bytes === undefined) return;
    expect(response.headers.get('content-range')).toBe(`bytes ${bytes[0]}-${bytes[1]}/${BYTES.length}`);
    expect(body.equals(BYTES.subarray(bytes[0], bytes[1] + 1))).toBe(true);
  });

  it('have a version, which ranges and caches can rely on', async () => {
    const head = await fetch(url(FILE), { method: 'HEAD' });
    const etag = head.headers.get('etag') ?? '';
    expect([head.status, Number(head.headers.get('content-length'))]).toEqual([200, BYTES.length]);
    expect(await head.text()).toBe('');
    const range = 'bytes=0-9';
    const status = async (headers: Record<string, string>): Promise<number> => {
      const response = await fetch(url(FILE), { headers });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await status({ range, 'if-range': etag })).toBe(206);
    expect(await status({ range, 'if-range': '"another"' })).toBe(200);
    expect(await status({ 'if-none-match': etag })).toBe(304);
    expect(await status({ 'if-none-match': '"another"' })).toBe(200);
  });

  it.each([
    `${root}/notes.txt`,
    `${root}/page.fits`,
    `${root}/../outside.fits`,
    `${base}/outside.fits`,
    `${root}//m31-r.fits`,
    `${root}`,
    '/etc/passwd',
    '',
  ])('are all that is served: not %s', async (path) => {
    expect((await fetch(url(path))).status).toBe(404);
  });

  it.each([
    [`/files${root}/../outside.fits`],
    [`/files${root}/%2e%2e/outside.fits`],
    [`/files${root}/..%2foutside.fits`],
    [`/files${root}/%2e%2e%2foutside.fits`],
    ['/files/../../../etc/passwd'],
    ['/files/%2fetc%2fpasswd'],
    [`/files${root}/m31-r.fits%00.txt`],
    ['/files/%'],
    ['/files/%ff'],
  ])('cannot be left by %s', async (path) => {
    expect(await statusOf(path)).toMatch(/^HTTP\/1.1 40[04] /);
  });

  it('are not reached through links that lead out of their root', async () => {
    const path = join(root, 'moved.fits');
    rmSync(path);
    symlinkSync(join(base, 'outside.fits'), path);
    expect((await fetch(url(path))).status).toBe(404);
    rmSync(path);
    renameSync(join(base, 'outside.fits'), path);
    expect((await fetch(url(path))).status).toBe(200);
    expect(served().errors).toEqual([]);
  });
});

describe('a range', () => {
  it('is within the file, and as RFC 9110 says', () => {
    fc.assert(
      fc.property(
        fc.nat(50),
        fc.option(fc.nat(60), { nil: undefined }),
        fc.option(fc.nat(60), { nil: undefined }),
        (size, from, to) => {
          const range = rangeOf(`bytes=${from ?? ''}-${to ?? ''}`, size);
          const all = Array.from({ length: size }, (_, byte) => byte);
          const wanted =
            from === undefined
              ? all.slice(Math.max(0, size - (to ?? 0)))
              : all.filter((byte) => byte >= from && byte <= (to ?? size));
          if (from === undefined && to === undefined) expect(range).toBeUndefined();
          else if (from !== undefined && to !== undefined && to < from) expect(range).toBeUndefined();
          else if (wanted.length === 0) expect(range).toBe('unsatisfiable');
          else expect(range).toEqual({ first: wanted[0], last: wanted.at(-1) });
        },
      ),
    );
  });

  it.each([
    [null, false],
    ['*', true],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['"b"', false],
    ['a', false],
  ])('a client with the versions %j has "a": %j', (header, has) => {
    expect(hasVersion(header, '"a"')).toBe(has);
  });
});
