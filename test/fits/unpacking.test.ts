import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { noise } from '../helpers/compressed.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { compressed } from '../helpers/lzw.ts';
import { bytesSource, readAll } from '../helpers/read-file.ts';

const MB = 1024 * 1024;
/** The most bytes after a header in these tests. */
const GAP = 256 * 1024;

const CONTAINERS: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['compress', compressed],
  ['bzip2', (bytes) => bzip2(bytes, 100_000)],
  ['zstd', zstdCompressSync],
];

/** An HDU with `bytes` bytes of data, all zeros. */
const hdu = (bytes: number, isFirst = false): Buffer =>
  Buffer.concat([isFirst ? primary([bytes]) : image([bytes]), data(bytes)]);

describe.each(CONTAINERS)('what a %s file unpacks to after its last header', (_, compress) => {
  const limits = { ...LIMITS, unpackedGap: GAP };

  it('may be long in total as long as headers keep coming', async () => {
    const file = compress(Buffer.concat([hdu(170_000, true), hdu(170_000), hdu(170_000), hdu(170_000)]));
    const read = await readAll(bytesSource(file), limits);
    expect(read.faults).toEqual([]);
    expect(read.hdus).toHaveLength(4);
  });
  it('stops at the limit, with a fault that names HDU and byte, and keeps the headers before it', async () => {
    const first = hdu(170_000, true);
    const file = compress(Buffer.concat([first, hdu(3 * GAP), hdu(1000)]));
    const read = await readAll(bytesSource(file), limits);
    expect(read.hdus.map(({ headerOffset }) => headerOffset)).toEqual([0, first.length]);
    expect(read.faults).toMatchObject([{ code: 'limit-unpacked', hdu: 1, byte: expect.any(Number) }]);
    expect(read.faults[0]?.reason).toContain(String(GAP));
    const byte = read.faults[0]?.byte ?? 0;
    expect(byte).toBeGreaterThan(first.length + GAP - 200_000);
    expect(byte).toBeLessThanOrEqual(first.length + 2880 + GAP);
  });
  it('stops at the limit in bytes after the last HDU, too', async () => {
    const file = compress(Buffer.concat([hdu(1000, true), Buffer.alloc(3 * GAP)]));
    const read = await readAll(bytesSource(file), limits);
    expect(read.hdus).toHaveLength(1);
    expect(read.faults.map(({ code, hdu: of }) => [code, of])).toContainEqual(['limit-unpacked', 0]);
  });
});

describe('the time that unpacking takes', () => {
  /** A clock that advances by a second each time it is read. */
  const ticking = () => {
    let time = 0;
    return () => {
      time += 1000;
      return time;
    };
  };

  it.each(CONTAINERS)(
    'is limited for %s files, and the headers found before are kept',
    async (_, compress) => {
      const file = compress(Buffer.concat([hdu(100_000, true), hdu(2 * MB), hdu(1000)]));
      const limits = { ...LIMITS, unpackingTime: 20_000, unpackingClock: ticking() };
      const read = await readAll(bytesSource(file), limits);
      expect(read.faults).toMatchObject([{ code: 'limit-time', byte: expect.any(Number) }]);
      expect(read.hdus).toHaveLength(2);
    },
  );
  it('does not include waiting for the source', async () => {
    const file = gzipSync(Buffer.concat([primary([2 * MB]), noise(2 * MB), data(880), image()]));
    let time = 0;
    const inner = bytesSource(file);
    let reads = 0;
    const slow: ByteSource = {
      read: async (...range) => {
        reads++;
        time += 100_000;
        return inner.read(...range);
      },
    };
    const limits = { ...LIMITS, unpackingTime: 20_000, unpackingClock: () => time };
    const read = await readAll(slow, limits);
    expect(reads).toBeGreaterThan(3);
    expect(read.faults.map(({ code }) => code)).not.toContain('limit-time');
  });
  it('is limited for a stream that unpacks to nothing', async () => {
    const emptyMember = gzipSync(Buffer.alloc(0));
    const file = Buffer.concat(Array<Buffer>(50_000).fill(emptyMember));
    let [time, reads] = [0, 0];
    const inner = bytesSource(file);
    const counted: ByteSource = {
      read: async (...range) => {
        reads++;
        return inner.read(...range);
      },
    };
    const limits = {
      ...LIMITS,
      unpackingTime: 2000,
      unpackingClock: () => {
        time += 10_000;
        return time;
      },
    };
    const read = await readAll(counted, limits);
    expect(read.faults).toMatchObject([{ code: 'limit-time' }]);
    expect(reads).toBeLessThan(4);
  });
  it('is not limited for plain files', async () => {
    const limits = { ...LIMITS, unpackingTime: -1, unpackedGap: 0 };
    const read = await readAll(bytesSource(Buffer.concat([hdu(MB, true), hdu(MB)])), limits);
    expect(read.faults).toEqual([]);
    expect(read.hdus).toHaveLength(2);
  });
});
