import { appendFileSync, readFileSync, truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { look } from '../../../lib/serve/look/look.ts';
import { openLocalFile } from '../../../lib/stores/local-file.ts';
import { fitsFile, headersOf, lookAt } from '../../helpers/look-at.ts';
import { expectRefusal } from '../../helpers/refusal.ts';

const IMAGE = (bitpix: number, ...axes: number[]): string[] => [
  'SIMPLE  =                    T',
  `BITPIX  = ${bitpix}`,
  `NAXIS   = ${axes.length}`,
  ...axes.map((length, at) => `NAXIS${at + 1}  = ${length}`),
];

describe('a picture', () => {
  it('shows a sample as another decoder reads it', async () => {
    const path = 'fits_data/meridian/20240912/m31-r.fits';
    const { header: found, blocks } = await lookAt(path);
    const { hdus } = await headersOf(path);
    const { facts, cards } = hdus[Number(found['hdu'])]!;
    const value = (keyword: string): number => Number(cards.find((card) => card.keyword === keyword)?.value);
    const [width, height] = [value('NAXIS1'), value('NAXIS2')];
    expect(value('BITPIX')).toBe(16);
    const bytes = readFileSync(path);
    const all = Array.from(
      { length: width * height },
      (_, at) =>
        bytes.readInt16BE(Number(facts['data_offset']) + 2 * at) * (value('BSCALE') || 1) +
        (value('BZERO') || 0),
    );
    expect(found).toMatchObject({ kind: 'image', width, height, bytesRead: 2 * width * height, reads: 1 });
    const sorted = [...all].sort((a, b) => a - b);
    const at = (part: number): number => sorted[Math.round(part * (all.length - 1))]!;
    expect([found['low'], found['high']]).toEqual([at(0.01), at(0.995)]);
    const shade = (pixel: number): number => {
      const part = Math.min(1, Math.max(0, (pixel - at(0.01)) / (at(0.995) - at(0.01))));
      return 1 + Math.round((254 * Math.asinh(10 * part)) / Math.asinh(10));
    };
    // the last row of the file is the top of the picture
    const expected = Array.from({ length: height }, (_, row) =>
      all.slice((height - 1 - row) * width, (height - row) * width).map(shade),
    ).flat();
    expect([...(blocks['pixels'] ?? [])]).toEqual(expected);
  });

  it('of 191 MB costs less than 8 MB', async () => {
    const [width, height] = [9576, 9974];
    const path = fitsFile([...IMAGE(16, width, height), 'BZERO   = 32768'], Buffer.alloc(0));
    truncateSync(path, 2880 + Math.ceil((width * height * 2) / 2880) * 2880);
    const { header: found, blocks } = await lookAt(path, { width: 1024 });
    expect(width * height * 2).toBeGreaterThan(191_000_000);
    expect(Number(found['bytesRead'])).toBeLessThan(8_000_000);
    expect(found).toMatchObject({ width: 301, height: 313, low: 32_768, high: 32_768 });
    expect(blocks['pixels']?.length).toBe(Number(found['width']) * Number(found['height']));
  });

  it.each([
    [8, Buffer.from([0, 50, 100, 150, 200, 250])],
    [16, Buffer.from(new Int16Array([0, 1, 2, 3, 4, 5]).buffer).swap16()],
    [32, Buffer.from(new Int32Array([0, 1, 2, 3, 4, 5]).buffer).swap32()],
    [64, Buffer.from(new BigInt64Array([0n, 1n, 2n, 3n, 4n, 5n]).buffer).swap64()],
    [-32, Buffer.from(new Float32Array([0, 1, 2, 3, 4, 5]).buffer).swap32()],
    [-64, Buffer.from(new Float64Array([0, 1, 2, 3, 4, 5]).buffer).swap64()],
  ])('with BITPIX %i is the first plane of a cube, upside down', async (bitpix, data) => {
    const path = fitsFile(IMAGE(bitpix, 3, 2, 4), Buffer.concat([data, Buffer.alloc(3 * data.length, 0x7f)]));
    const { header: found, blocks } = await lookAt(path);
    expect(found).toMatchObject({ kind: 'image', width: 3, height: 2, image: { planes: 4 } });
    const shades = [...(blocks['pixels'] ?? [])];
    const upright = [...shades.slice(3), ...shades.slice(0, 3)];
    expect(upright).toEqual([...upright].sort((a, b) => a - b));
    expect(new Set(upright).size).toBe(6);
  });

  it('leaves out blank pixels and NaN', async () => {
    const blank = fitsFile([...IMAGE(8, 2, 2), 'BLANK   = 7'], Buffer.from([7, 1, 2, 3]));
    expect((await lookAt(blank)).blocks['pixels']?.filter((shade) => shade === 0).length).toBe(1);
    const nan = fitsFile(
      IMAGE(-32, 2, 2),
      Buffer.from(new Float32Array([1, Number.NaN, 2, 3]).buffer).swap32(),
    );
    expect((await lookAt(nan)).blocks['pixels']?.filter((shade) => shade === 0).length).toBe(1);
  });

  it.each([
    // the first pixel is south-east: north is up and east left already
    [-0.01, 0, 0, 0.01, [1, 0, 0, 1]],
    // RA grows to the right: mirrored
    [0.01, 0, 0, 0.01, [-1, 0, 0, 1]],
    // south is up: turned by half a circle
    [0.01, 0, 0, -0.01, [-1, 0, 0, -1]],
    // north is to the right
    [0, 0.01, 0.01, 0, [0, -1, 1, 0]],
  ])('has a matrix that puts north up and east left: CD %d %d %d %d', async (a, b, c, d, matrix) => {
    const path = fitsFile(
      [
        ...IMAGE(8, 20, 20),
        ...["CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", 'CRVAL1  = 150.0', 'CRVAL2  = 20.0'],
        ...['CRPIX1  = 10.5', 'CRPIX2  = 10.5'],
        ...[`CD1_1   = ${a}`, `CD1_2   = ${b}`, `CD2_1   = ${c}`, `CD2_2   = ${d}`, "RADESYS = 'ICRS'"],
      ],
      Buffer.from(Array.from({ length: 400 }, (_, at) => at % 200)),
    );
    const found = (await lookAt(path)).header['northUp'] as number[];
    expect(found.map((value) => Math.round(value * 1000) / 1000 + 0)).toEqual(matrix);
  });
});

describe('a plot', () => {
  it('of a spectrum has its wavelengths', async () => {
    const { header: found, blocks } = await lookAt(
      fitsFile(
        [
          ...IMAGE(-32, 5),
          "CTYPE1  = 'WAVE'",
          "CUNIT1  = 'nm'",
          'CRVAL1  = 500',
          'CRPIX1  = 1',
          'CDELT1  = 0.5',
          "BUNIT   = 'Jy'",
        ],
        Buffer.from(new Float32Array([1, 2, Number.NaN, 4, 5]).buffer).swap32(),
      ),
    );
    expect(found).toMatchObject({
      kind: 'line',
      x: { label: 'WAVE', unit: 'nm' },
      y: { label: 'value', unit: 'Jy' },
      isSampled: false,
    });
    expect([...(blocks['x'] ?? [])]).toEqual([500, 500.5, 501, 501.5, 502]);
    expect([...(blocks['y'] ?? [])]).toEqual([1, 2, Number.NaN, 4, 5]);
  });

  it('of a long spectrum has fewer points, at the right places', async () => {
    const length = 50_000;
    const data = Buffer.from(Float32Array.from({ length }, (_, at) => at).buffer).swap32();
    const { header: found, blocks } = await lookAt(fitsFile(IMAGE(-32, length), data));
    const [x, y] = [[...(blocks['x'] ?? [])], [...(blocks['y'] ?? [])]];
    expect(found['isSampled']).toBe(true);
    expect(x.length).toBeLessThanOrEqual(4000);
    expect(y).toEqual(x.map((pixel) => pixel - 1));
  });

  it('of the samples has columns of their tables', async () => {
    const { header: found, blocks } = await lookAt('fits_data/catalogue/m13-stars.fits');
    expect(found).toMatchObject({ kind: 'scatter', x: { label: expect.any(String) }, hdu: 1 });
    expect(blocks['x']?.length).toBe(blocks['y']?.length);
    expect([...(blocks['x'] ?? [])].every(Number.isFinite)).toBe(true);
  });
});

describe('what cannot be drawn', () => {
  it.each([
    ['../x.fits.gz', { container: 'gzip' }, 'compressed (gzip)'],
    ['../x.fits.bz2', { container: 'bzip2' }, 'compressed (bzip2)'],
  ])('is the file %s', async (path, facts, reason) => {
    const file = { path, url: '', collection: '', facts, derived: [], faults: [], hdus: [] };
    const source = { read: () => Promise.reject(new Error('it was read')), close: () => {} };
    await expectRefusal(
      look(file, { hdu: undefined, width: 64, x: undefined, y: undefined }, source),
      422,
      reason,
    );
  });

  it('is an HDU that the file does not have, or whose pixels are all blank', async () => {
    const path = fitsFile([...IMAGE(8, 2, 2), 'BLANK   = 7'], Buffer.from([7, 7, 7, 7]));
    await expectRefusal(lookAt(path, { hdu: 1 }), 422, 'no HDU 1');
    await expectRefusal(lookAt(path), 422, 'none of the pixels');
  });

  it('is a file that has changed since the lake was made', async () => {
    const path = fitsFile(IMAGE(8, 2, 2), Buffer.from([1, 2, 3, 4]));
    const file = await headersOf(path);
    appendFileSync(path, Buffer.alloc(2880));
    const source = openLocalFile(path);
    const request = { hdu: undefined, width: 64, x: undefined, y: undefined };
    await expectRefusal(look(file, request, source), 422, 'has changed').finally(() => source.close());
  });
});
