import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Limits } from '../../lib/fits/limits.ts';
import { beginsAsFits as beginsAsFitsOn } from '../../lib/fits/sniff.ts';
import type { ByteSource } from '../../lib/fits/source.ts';
import { NODE } from '../../lib/node/platform.ts';
import { bzip2 } from '../helpers/bzip2.ts';
import { noise } from '../helpers/compressed.ts';
import { primary } from '../helpers/fits.ts';
import { compressed } from '../helpers/lzw.ts';
import { bytesSource } from '../helpers/read-file.ts';

const beginsAsFits = (source: ByteSource, limits?: Pick<Limits, 'unpacking'>): Promise<boolean> =>
  beginsAsFitsOn(source, limits, NODE);

/** A file whose first block hardly compresses. */
const FITS = Buffer.concat([primary([120_000]), noise(120_000)]);
const OTHER = Buffer.concat([Buffer.from('<!DOCTYPE html>'), noise(120_000)]);

const COMPRESSORS: Readonly<Record<string, (bytes: Uint8Array) => Buffer>> = {
  plain: (bytes) => Buffer.from(bytes),
  gzip: (bytes) => gzipSync(bytes),
  compress: (bytes) => compressed(bytes),
  bzip2: (bytes) => bzip2(bytes, 100_000),
  zstd: (bytes) => zstdCompressSync(bytes),
};

describe.each(Object.entries(COMPRESSORS))('beginsAsFits on a file: %s', (name, compress) => {
  const most = name === 'bzip2' || name === 'zstd' ? 2 : 1;

  it('recognises FITS in one read, or in two if whole blocks have to be unpacked', async () => {
    const source = bytesSource(compress(FITS));
    expect(await beginsAsFits(source)).toBe(true);
    expect(source.reads).toHaveLength(most);
  });

  it('recognises another file at no greater cost', async () => {
    const source = bytesSource(compress(OTHER));
    expect(await beginsAsFits(source)).toBe(false);
    expect(source.reads.length).toBeLessThanOrEqual(most);
  });

  it('recognises a file that is small, truncated or corrupt', async () => {
    expect(await beginsAsFits(bytesSource(compress(primary())))).toBe(true);
    const other = compress(OTHER);
    for (const length of [0, 1, 3, 4, 10, 100])
      expect(await beginsAsFits(bytesSource(other.subarray(0, length)))).toBe(false);
  });
});

/** A gzip member of 60 kB, most of it an optional field, that unpacks to nothing: RFC 1952, 2.3. */
function emptyMember(): Buffer {
  const member = gzipSync('');
  member[3] = 4;
  const extra = Buffer.alloc(60_002);
  extra.writeUInt16LE(60_000);
  return Buffer.concat([member.subarray(0, 10), extra, member.subarray(10)]);
}

describe('beginsAsFits', () => {
  it.each(['SIMPLE', 'SIMPLE = T', 'SIMPLEX =', 'simple  = T', ' SIMPLE  = T'])(
    'is not misled by %j',
    async (start) => {
      expect(await beginsAsFits(bytesSource(Buffer.from(start.padEnd(2880))))).toBe(false);
    },
  );

  it('recognises FITS in a container that is corrupt later', async () => {
    const file = gzipSync(FITS);
    file.fill(0, 100_000);
    expect(await beginsAsFits(bytesSource(file))).toBe(true);
  });

  it('stops reading a file that unpacks to nothing', async () => {
    const source = bytesSource(Buffer.concat(Array(50).fill(emptyMember())));
    expect(await beginsAsFits(source)).toBe(false);
    const read = source.reads.reduce((sum, [, length]) => sum + length, 0);
    expect(read).toBeLessThan(2 * 1024 * 1024);
  });

  it('waits for its turn if it has to unpack the file', async () => {
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
