import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { READ } from '../../lib/fits/ranged-window.ts';
import { effort } from '../helpers/effort.ts';
import { image, primary } from '../helpers/fits.ts';
import { readAll } from '../helpers/read-file.ts';
import { hdusFile } from '../helpers/sparse-source.ts';

const cards = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `K${i}`.padEnd(8).concat(`= ${i} / a value`));

/** A file whose HDUs have `bytes[i]` bytes of data, and `records` cards besides those of their size. */
const fileOf = (bytes: readonly number[], records = 140) =>
  hdusFile(
    bytes.map((length, i) => [
      i === 0 ? primary([length], cards(records)) : image([length], cards(records)),
      length,
    ]),
  );

const MB = 1024 * 1024;

describe('reading headers', () => {
  it('takes one read for a small file', async () => {
    const source = fileOf([5000, 5000, 0]);
    const { hdus } = await readAll(source);
    expect(hdus).toHaveLength(3);
    expect(source.reads).toHaveLength(1);
  });

  it('takes one read for a large file with one HDU', async () => {
    const source = fileOf([500 * MB]);
    const { report } = await readAll(source);
    expect(report).toMatchObject({ hdus: 1, requests: 1, bytesRead: READ });
  });

  it('takes two reads for a file of 6 GB with an extension at its end', async () => {
    const source = fileOf([6_000_000_000, 0]);
    const { hdus, faults } = await readAll(source);
    expect(faults).toEqual([]);
    expect(hdus.map(({ dataLength }) => dataLength)).toEqual([6_000_000_000n, 0n]);
    expect(hdus[1]?.headerOffset).toBeGreaterThan(6_000_000_000);
    expect(source.reads).toHaveLength(2);
  });

  it('takes at most 21 reads and 1.5 MB for 20 HDUs of 105 MB', async () => {
    const source = fileOf(Array(20).fill(105_000_000));
    const { hdus } = await readAll(source);
    expect(hdus).toHaveLength(20);
    expect(source.reads.length).toBeLessThanOrEqual(21);
    expect(source.bytes()).toBeLessThanOrEqual(1.5 * MB);
  });

  it('takes at most 10 rounds of requests for 60 equal HDUs of 8 MB', async () => {
    const source = fileOf(Array(60).fill(8 * MB));
    const { hdus } = await readAll(source);
    expect(hdus).toHaveLength(60);
    expect(source.rounds()).toBeLessThanOrEqual(10);
    expect(source.reads.length).toBeLessThanOrEqual(61);
  });

  it('predicts headers of HDUs in a cycle, such as SCI, ERR, DQ', async () => {
    const source = fileOf([0, ...Array.from({ length: 60 }, (_, i) => (i % 3 === 2 ? 4 : 8) * MB)]);
    const { hdus } = await readAll(source);
    expect(hdus).toHaveLength(61);
    expect(source.rounds()).toBeLessThanOrEqual(16);
  });

  it('finds every header after wrong predictions', async () => {
    const sizes = [8, 8, 8, 8, 8, 3, 8, 8, 5, 8, 8, 8, 8].map((n) => n * MB);
    const source = fileOf(sizes);
    const { hdus, faults } = await readAll(source);
    expect(faults).toEqual([]);
    expect(hdus.map((hdu) => Number(hdu.dataLength))).toEqual(sizes);
  });

  it('reads headers longer than a read, and headers of unequal length at equal distances', async () => {
    const long = cards(3000);
    const stride = 3000 * 2880;
    const source = hdusFile(
      Array.from({ length: 9 }, (_, i): [Buffer, number] => {
        const records = i === 0 ? long : long.slice(0, 300 * i);
        const build = i === 0 ? primary : image;
        const length = stride - build([1], records).length;
        return [build([length], records), length];
      }),
    );
    const { hdus, faults } = await readAll(source);
    expect(faults).toEqual([]);
    expect(hdus.map((hdu) => hdu.cards.length)).toEqual([
      3004,
      ...[1, 2, 3, 4, 5, 6, 7, 8].map((i) => 300 * i + 6),
    ]);
  });

  it('reads through small HDUs in growing reads instead of jumping', async () => {
    const source = fileOf(Array(200).fill(20_000));
    const { hdus } = await readAll(source);
    expect(hdus).toHaveLength(200);
    const size = 200 * (20_160 + 14_400);
    expect(source.reads.length).toBeLessThanOrEqual(Math.ceil(size / MB) + 5);
  });

  it('never jumps over a gap that is smaller than a read', async () => {
    const sizes = fc.array(fc.oneof(fc.nat(300_000), fc.constantFrom(0, 70_000, 90_000, 8 * MB)), {
      minLength: 1,
      maxLength: 30,
    });
    await fc.assert(
      fc.asyncProperty(sizes, fc.integer({ min: 0, max: 400 }), async (bytes, records) => {
        const source = fileOf(bytes, records);
        const { hdus, faults } = await readAll(source);
        expect(faults).toEqual([]);
        expect(hdus.map((hdu) => Number(hdu.dataLength))).toEqual(bytes);
        for (const [i, { offset }] of source.reads.entries()) {
          const ends = source.reads.slice(0, i).map((read) => read.offset + read.length);
          const gap = offset - Math.max(0, ...ends.filter((end) => end <= offset));
          expect(gap === 0 || gap >= READ).toBe(true);
        }
      }),
      { numRuns: effort(60) },
    );
  });
});

const BIG = '../shared/bench/make_big.py';
describe.skipIf(!existsSync(BIG))('the 2.1 GB file of ../shared/bench', () => {
  it('takes at most 21 reads and 1.5 MB', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'fits-big-'));
    try {
      const path = join(folder, 'big.fits');
      execFileSync('python3', [BIG, path]);
      const file = openSync(path, 'r');
      const size = fstatSync(file).size;
      const { hdus, report } = await readAll({
        read: async (offset, length) => {
          const bytes = Buffer.alloc(Math.max(0, Math.min(length, size - offset)));
          readSync(file, bytes, 0, bytes.length, offset);
          return { bytes, size };
        },
      });
      closeSync(file);
      expect(hdus).toHaveLength(20);
      expect(report.requests).toBeLessThanOrEqual(21);
      expect(report.bytesRead).toBeLessThanOrEqual(1.5 * MB);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
