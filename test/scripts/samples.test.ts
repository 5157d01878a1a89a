import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Card, records } from '../../scripts/samples/card.ts';
import { BLOCK, hdu } from '../../scripts/samples/hdu.ts';
import { samples, writeSamples } from '../../scripts/samples.ts';
import { type ReadFile, readBytes } from '../helpers/read-file.ts';

const COMMITTED = join(import.meta.dirname, '../../fits_data');

const FAULTY = { 'meridian/20241102/m33-r.fits': 'truncated-data', 'wide8/2023/ngc1365-r.fits': 'not-fits' };

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();

const readSample = (path: string): Promise<ReadFile> => readBytes(readFileSync(join(COMMITTED, path)));

const valueIn = (file: ReadFile, hdu: number, name: string): string | undefined =>
  file.hdus[hdu]?.cards.find((card) => card.name === name)?.value;

describe('fits_data', () => {
  const remade = mkdtempSync(join(tmpdir(), 'samples-'));
  beforeAll(() => writeSamples(remade));
  afterAll(() => rmSync(remade, { recursive: true }));
  const committed = filesBelow(COMMITTED).filter((path) => path !== 'README.md');

  test('contains what `npm run samples` makes, byte for byte', () => {
    expect(filesBelow(remade)).toEqual(committed);
    const different = committed.filter(
      (path) => !readFileSync(join(remade, path)).equals(readFileSync(join(COMMITTED, path))),
    );
    expect(different).toEqual([]);
  });

  test('is small: at most 60 KB per file and 400 KB in total', () => {
    const sizes = samples().map(({ bytes }) => bytes.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(60_000);
    expect(sizes.reduce((sum, size) => sum + size)).toBeLessThan(400_000);
  });

  test('lists each file in its README, with a maker that has the name of the folder', () => {
    const rows = readFileSync(join(COMMITTED, 'README.md'), 'utf8').matchAll(
      /^\| `(.+?)` \|.*\| `(.+)\(\)` \|$/gm,
    );
    const listed = Array.from(rows, ([, path, maker]) => ({ path, maker }));
    expect(listed).toEqual(committed.map((path) => ({ path, maker: path.split('/')[0] })));
  });

  test.each(committed)('%s has the faults that it should have, and no others', async (path) => {
    const { faults, cards } = await readSample(path);
    const expected = Object.entries(FAULTY).filter(([faulty]) => faulty === path);
    expect(faults.map(({ code }) => code)).toEqual(expected.map(([, code]) => code));
    if (faults.every(({ code }) => code !== 'not-fits')) {
      expect(cards.find(({ name }) => name === 'ORIGIN')?.value).toBe('fits-datalake samples');
    }
  });

  test('has the everyday keywords of the mosaic in its primary header only', async () => {
    const mosaic = await readSample('wide8/2023/ngc1365-g.fits');
    expect(mosaic.hdus).toHaveLength(9);
    for (const name of [
      'OBJECT',
      'TELESCOP',
      'INSTRUME',
      'FILTER',
      'IMAGETYP',
      'DATE-OBS',
      'EXPTIME',
      'AIRMASS',
    ]) {
      expect(mosaic.cards.filter((card) => card.name === name).map((card) => card.hdu)).toEqual([0]);
    }
    expect(mosaic.hdus.slice(1).map((_, index) => valueIn(mosaic, index + 1, 'INHERIT'))).toEqual(
      Array(8).fill('true'),
    );
  });

  test('has a catalogue with more than three header blocks, and a heap of PCOUNT bytes', async () => {
    const catalogue = await readSample('catalogue/m13-stars.fits');
    const { headerOffset, dataOffset, dataLength } = catalogue.hdus[1]!;
    expect((dataOffset - headerOffset) / BLOCK).toBeGreaterThan(3);
    const [width, rows, heap] = ['NAXIS1', 'NAXIS2', 'PCOUNT'].map((name) =>
      Number(valueIn(catalogue, 1, name)),
    );
    expect(heap).toBeGreaterThan(0);
    expect(dataLength).toBe(BigInt(width! * rows! + heap!));
  });

  test('has a compressed image whose tiles unpack to its pixels and are smaller', async () => {
    const path = 'survey/2024/field-0421-i.fits.fz';
    const bytes = readFileSync(join(COMMITTED, path));
    const tiled = await readBytes(bytes);
    const number = (name: string): number => Number(valueIn(tiled, 1, name));
    const { dataOffset } = tiled.hdus[1]!;
    const heap = dataOffset + number('NAXIS1') * number('NAXIS2');
    const tiles = Array.from({ length: number('NAXIS2') }, (_, row) => {
      const [length, offset] = [0, 4].map((at) => bytes.readInt32BE(dataOffset + 8 * row + at));
      return gunzipSync(bytes.subarray(heap + offset!, heap + offset! + length!));
    });
    const pixels = Buffer.concat(tiles);
    expect(pixels).toHaveLength(number('ZNAXIS1') * number('ZNAXIS2') * 2);
    expect(number('PCOUNT')).toBeLessThan(0.8 * pixels.length);
  });
});

describe('records', () => {
  const parsed = async (card: Card) => {
    const file = await readBytes(hdu([['SIMPLE', true], ['BITPIX', 8], ['NAXIS', 0], card]));
    expect(file.faults).toEqual([]);
    return file.cards.slice(3).map(({ name, type, value, comment }) => ({ name, type, value, comment }));
  };

  const printable = fc.string({ unit: fc.constantFrom(..."aB9 '&/,=.;-"), maxLength: 400 });
  const words = fc.array(fc.string({ unit: fc.constantFrom(...'ab/,9'), minLength: 1, maxLength: 12 }), {
    maxLength: 30,
  });

  test('preserve strings and comments of any length', () =>
    fc.assert(
      fc.asyncProperty(printable, words, async (text, remark) => {
        // the convention has no way to write a string that ends in &
        const value = text.trimEnd().replace(/&+$/, '').trimEnd();
        const comment = remark.join(' ');
        expect(await parsed(['NOTE', value, comment])).toEqual([
          { name: 'NOTE', type: 'string', value, comment },
        ]);
      }),
    ));

  test('never break between two doubled quotes', () => {
    const lines = records(['NOTE', `${'x'.repeat(66)}'s end`]);
    expect(lines[0]).toBe(`NOTE    = '${'x'.repeat(66)}&' `);
    expect(lines[1]).toBe(`CONTINUE  '''s end'`.padEnd(80));
  });

  test('have values in fixed format', () => {
    expect(records(['EXPTIME', { digits: '120.0' }, '[s] exposure'])).toEqual([
      'EXPTIME =                120.0 / [s] exposure'.padEnd(80),
    ]);
    expect(records(['AIRMASS', null, 'unknown'])).toEqual([
      'AIRMASS =                      / unknown'.padEnd(80),
    ]);
    expect(records(['ESO DPR CATG', 'SKY'])).toEqual(["HIERARCH ESO DPR CATG = 'SKY     '".padEnd(80)]);
  });

  test('refuse a card that does not fit, by its name', () => {
    expect(() => records(['GAIN', 1, 'x'.repeat(60)])).toThrow(/card GAIN takes 93 characters/);
    expect(() => records(['OBJECT', 'Ångström'])).toThrow(
      /card OBJECT contains characters that are not ASCII/,
    );
  });
});
