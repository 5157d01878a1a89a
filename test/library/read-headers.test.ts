import { readFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { readHeaders as readInBrowser } from '../../lib/library/browser.ts';
import { headerValue, RangeNotServed, readHeaders } from '../../lib/library/node.ts';
import { data, image, primary } from '../helpers/fits.ts';

const PATH = 'fits_data/wide8/2023/ngc1365-g.fits';
const BYTES = readFileSync(PATH);

/** Serves requests until the test is over; returns a URL. */
async function served(answer: RequestListener): Promise<URL> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await new Promise((listening) => server.once('listening', listening));
  onTestFinished(() => void server.close());
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/a.fits`);
}

/** Serves ranges of bytes. */
const ranges =
  (bytes: Uint8Array, etag: () => string = () => '"1"'): RequestListener =>
  ({ headers }, response) => {
    const [, first = 0, last = 0] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '')?.map(Number) ?? [];
    const end = Math.min(last, bytes.length - 1);
    if (first > end)
      return void response.writeHead(416, { 'content-range': `bytes */${bytes.length}`, etag: etag() }).end();
    response
      .writeHead(206, { 'content-range': `bytes ${first}-${end}/${bytes.length}`, etag: etag() })
      .end(bytes.subarray(first, end + 1));
  };

describe('readHeaders', () => {
  it('reads the same from a path, memory, a blob, a file handle, a URL and a source of its own', async () => {
    const expected = await readHeaders(PATH);
    expect(expected).toMatchObject({ container: 'fits', faults: [], size: BYTES.length });
    expect(expected.hdus.length).toBeGreaterThan(8);
    const handle = await open(PATH);
    onTestFinished(() => handle.close());
    const read = async (offset: number, length: number) => ({
      bytes: BYTES.subarray(offset, offset + length),
      size: BYTES.length,
    });
    for (const source of [BYTES, new Blob([BYTES]), handle, await served(ranges(BYTES)), { read }]) {
      expect(await readHeaders(source)).toEqual(expected);
      expect(await readInBrowser(source)).toEqual(expected);
    }
  });

  it('converts values into those of JavaScript, and keeps the text and the records', async () => {
    const cards = [
      "OBJECT  = 'M31     '           / the target",
      'EXPTIME =               1.5D1 / seconds',
      'BIG     = 12345678901234567890',
      'GOOD    =                    T',
      'POINT   = (1.5, -2)',
      'EMPTY   =',
      'COMMENT as text',
      "LONGSTR = 'one &'",
      "CONTINUE  'two'",
      'HIERARCH ESO DPR CATG = 7',
    ];
    const { hdus } = await readHeaders(primary([], cards));
    const [hdu] = hdus;
    const values = ['OBJECT', 'EXPTIME', 'BIG', 'GOOD', 'POINT', 'LONGSTR', 'eso dpr catg'];
    expect(values.map((name) => headerValue(hdu!, name))).toEqual([
      ...['M31', 15, 12345678901234567890n, true, [1.5, -2], 'one two', 7],
    ]);
    expect(headerValue(hdu!, 'NONE')).toBeUndefined();
    const find = (name: string) => hdu!.cards.find(({ keyword }) => keyword === name);
    expect(find('EMPTY')).toMatchObject({ value: null, type: 'undefined' });
    expect(find('COMMENT')).toMatchObject({ value: 'as text', type: 'commentary' });
    expect(find('BIG')?.text).toBe('12345678901234567890');
    expect(find('OBJECT')).toMatchObject({ comment: 'the target', raw: cards[0]?.padEnd(80) });
    expect(find('LONGSTR')?.raw).toBe(cards[7]!.padEnd(80) + cards[8]!.padEnd(80));
  });

  it('decompresses files on Node, and reports what is wrong as faults', async () => {
    const { container, hdus } = await readHeaders(gzipSync(BYTES));
    expect(container).toBe('gzip');
    expect(hdus).toEqual((await readHeaders(BYTES)).hdus);
    await expect(readInBrowser(gzipSync(BYTES))).rejects.toMatchObject({ name: 'EnginesMissing' });
    const { faults } = await readHeaders('fits_data/meridian/20241102/m33-r.fits');
    expect(faults).toMatchObject([{ code: 'truncated-data', hdu: 0, byte: 9760 }]);
    const { faults: limited } = await readHeaders(BYTES, { limits: { hdus: 1 } });
    expect(limited).toMatchObject([{ code: 'limit-hdus' }]);
  });

  it('throws what the source throws', async () => {
    await expect(readHeaders('/nowhere/a.fits')).rejects.toMatchObject({ code: 'ENOENT' });
    const aborted = readHeaders(BYTES, { signal: AbortSignal.abort(new Error('enough')) });
    await expect(aborted).rejects.toThrow('enough');
  });
});

describe('a URL', () => {
  it.each([200, 404])('is refused if the server answers with status %i', async (status) => {
    const url = await served((_, response) => void response.writeHead(status).end(BYTES));
    const reading = readHeaders(url);
    await expect(reading).rejects.toBeInstanceOf(RangeNotServed);
    await expect(reading).rejects.toMatchObject({ status });
  });

  it('of an empty file gives the fault', async () => {
    const { faults } = await readHeaders(await served(ranges(new Uint8Array(0))));
    expect(faults).toMatchObject([{ code: 'empty' }]);
  });

  it('is refused if the file changes in between', async () => {
    let version = 0;
    const large = Buffer.concat([primary([1_000_000]), data(1_000_000), image()]);
    const url = await served(ranges(large, () => `"${version++}"`));
    await expect(readHeaders(url)).rejects.toBeInstanceOf(RangeNotServed);
  });
});
