import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { beginsAsFits } from '../../lib/fits/sniff.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { primary } from '../helpers/fits.ts';
import { compressed } from '../helpers/lzw.ts';
import { noise } from '../helpers/packed.ts';
import { bytesSource } from '../helpers/read-file.ts';

/** A file whose first block hardly compresses. */
const FITS = Buffer.concat([primary([300_000]), noise(300_000)]);
const OTHER = Buffer.concat([Buffer.from('<!DOCTYPE html>'), noise(300_000)]);

const PACKERS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  plain: (bytes) => Buffer.from(bytes),
  gzip: (bytes) => gzipSync(bytes),
  compress: (bytes) => compressed(bytes),
  bzip2: (bytes) => bzip2(bytes, 100_000),
  zstd: (bytes) => zstdCompressSync(bytes),
};

describe.each(Object.entries(PACKERS))('a sniff at a file: %s', (name, pack) => {
  const most = name === 'bzip2' || name === 'zstd' ? 2 : 1;

  it('finds FITS, in one read; in two where whole blocks are unpacked', async () => {
    const source = bytesSource(pack(FITS));
    expect(await beginsAsFits(source)).toBe(true);
    expect(source.reads).toHaveLength(most);
  });

  it('finds that it is not FITS, at no greater cost', async () => {
    const source = bytesSource(pack(OTHER));
    expect(await beginsAsFits(source)).toBe(false);
    expect(source.reads.length).toBeLessThanOrEqual(most);
  });

  it('recognizes a file that is small, truncated or damaged', async () => {
    expect(await beginsAsFits(bytesSource(pack(primary())))).toBe(true);
    const packed = pack(OTHER);
    for (const length of [0, 1, 3, 4, 10, 100])
      expect(await beginsAsFits(bytesSource(packed.subarray(0, length)))).toBe(false);
  });
});

describe('a sniff', () => {
  it.each(['SIMPLE', 'SIMPLE = T', 'SIMPLEX =', 'simple  = T', ' SIMPLE  = T'])(
    'is not misled by %j',
    async (start) => {
      expect(await beginsAsFits(bytesSource(Buffer.from(start.padEnd(2880))))).toBe(false);
    },
  );

  it('finds FITS in a container that is damaged later', async () => {
    const packed = gzipSync(FITS);
    packed.fill(0, 100_000);
    expect(await beginsAsFits(bytesSource(packed))).toBe(true);
  });

  it('ends at bytes that unpack to nothing forever', async () => {
    const empty = gzipSync('');
    const source = bytesSource(Buffer.concat(Array(100_000).fill(empty)));
    expect(await beginsAsFits(source)).toBe(false);
    const read = source.reads.reduce((sum, [, length]) => sum + length, 0);
    expect(read).toBeLessThan(2 * 1024 * 1024);
  });

  it('waits for its turn if it has to unpack', async () => {
    const sizes: number[] = [];
    const unpacking = <T>(size: number, work: () => Promise<T>): Promise<T> => {
      sizes.push(size);
      return work();
    };
    await beginsAsFits(bytesSource(FITS), { unpacking });
    expect(sizes).toEqual([]);
    await beginsAsFits(bytesSource(gzipSync(FITS)), { unpacking });
    expect(sizes).toHaveLength(1);
  });
});
