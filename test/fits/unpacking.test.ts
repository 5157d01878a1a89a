import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../lib/fits/limits.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { data, image, primary } from '../helpers/fits.ts';
import { compressed } from '../helpers/lzw.ts';
import { noise } from '../helpers/packed.ts';
import { bytesSource, readAll } from '../helpers/read-file.ts';

const MB = 1024 * 1024;

const CONTAINERS: readonly [string, (bytes: Buffer) => Buffer][] = [
  ['gzip', gzipSync],
  ['compress', compressed],
  ['bzip2', (bytes) => bzip2(bytes, 100_000)],
  ['zstd', zstdCompressSync],
];

/** An HDU of zeros: its header, and a number of bytes of data. */
const hdu = (bytes: number, isFirst = false): Buffer =>
  Buffer.concat([isFirst ? primary([bytes]) : image([bytes]), data(bytes)]);

describe.each(CONTAINERS)('what %s unpacks to since the last header', (_, pack) => {
  const limits = { ...LIMITS, unpackedGap: MB };

  it('may be long in total, as long as headers keep coming', async () => {
    const file = pack(Buffer.concat([hdu(700_000, true), hdu(700_000), hdu(700_000), hdu(700_000)]));
    const read = await readAll(bytesSource(file), limits);
    expect(read.faults).toEqual([]);
    expect(read.hdus).toHaveLength(4);
  });
  it('is cut at the limit: a fault with HDU and byte, and the headers before it', async () => {
    const first = hdu(700_000, true);
    const file = pack(Buffer.concat([first, hdu(3 * MB), hdu(1000)]));
    const read = await readAll(bytesSource(file), limits);
    expect(read.hdus.map(({ headerOffset }) => headerOffset)).toEqual([0, first.length]);
    expect(read.faults).toEqual([
      {
        code: 'limit-unpacked',
        hdu: 1,
        byte: expect.any(Number),
        reason: expect.stringMatching(
          /^HDU 1, byte \d+: unpacks to more than 1048576 bytes after its header; the rest was not read$/,
        ),
      },
    ]);
    const byte = read.faults[0]?.byte ?? 0;
    expect(byte).toBeGreaterThan(first.length + MB - 200_000);
    expect(byte).toBeLessThanOrEqual(first.length + 2880 + MB);
  });
  it('is also cut in bytes after the last HDU', async () => {
    const file = pack(Buffer.concat([hdu(1000, true), Buffer.alloc(3 * MB)]));
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

  it.each(CONTAINERS)('%s: ends it with a fault, and what was found before counts', async (_, pack) => {
    const file = pack(Buffer.concat([hdu(100_000, true), hdu(5 * MB), hdu(1000)]));
    const limits = { ...LIMITS, unpackingTime: 20_000, unpackingClock: ticking() };
    const read = await readAll(bytesSource(file), limits);
    expect(read.faults).toMatchObject([{ code: 'limit-time', byte: expect.any(Number) }]);
    expect(read.hdus).toHaveLength(2);
  });
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
  it('ends a stream that unpacks to nothing at all', async () => {
    // empty members of gzip, one after the other
    const nothing = gzipSync(Buffer.alloc(0));
    const file = Buffer.concat(Array<Buffer>(1_000_000).fill(nothing));
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
        time += 1000;
        return time;
      },
    };
    const read = await readAll(counted, limits);
    expect(read.faults).toMatchObject([{ code: 'limit-time' }]);
    expect(reads).toBeLessThan(4);
  });
  it('does not concern plain files', async () => {
    const limits = { ...LIMITS, unpackingTime: -1, unpackedGap: 0 };
    const read = await readAll(bytesSource(Buffer.concat([hdu(MB, true), hdu(MB)])), limits);
    expect(read.faults).toEqual([]);
    expect(read.hdus).toHaveLength(2);
  });
});
