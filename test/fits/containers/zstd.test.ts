import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cards, noise, unpackAll, unpackWhole } from '../../helpers/compressed.ts';
import { effort } from '../../helpers/effort.ts';

const TEXT = Buffer.concat([cards(3000), noise(200_000), cards(3000)]);

const frame = (bytes: Uint8Array): Buffer =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

function skippable(bytes: Uint8Array, kind = 0): Buffer {
  const head = Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

/** A frame without a content size, of blocks that each repeat one byte. */
const repeated = (window: number, ...sizes: readonly number[]): Buffer =>
  Buffer.concat([
    Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0, window]),
    ...sizes.map((size, i) => {
      const block = Buffer.alloc(4, 'x');
      block.writeUIntLE((size << 3) + 2 + (i === sizes.length - 1 ? 1 : 0), 0, 3);
      return block;
    }),
  ]);

describe('zstd', () => {
  it('unpacks the same whatever the size of the pieces', async () => {
    for (const pieceSize of [3, 1000, 1e6])
      expect((await unpackWhole('zstd', frame(TEXT), pieceSize)).equals(TEXT)).toBe(true);
    expect((await unpackWhole('zstd', zstdCompressSync(TEXT))).equals(TEXT)).toBe(true);
  });

  it('reads all frames and skips skippable ones', async () => {
    const compressed = Buffer.concat([
      frame(TEXT.subarray(0, 1000)),
      skippable(noise(100_000), 15),
      frame(Buffer.alloc(0)),
      skippable(Buffer.alloc(0)),
      frame(TEXT.subarray(1000)),
      skippable(noise(10)),
    ]);
    for (const pieceSize of [7, 1e6])
      expect((await unpackWhole('zstd', compressed, pieceSize)).equals(TEXT)).toBe(true);
  });

  it('ignores bytes after the last frame that do not begin another', async () => {
    for (const tail of [Buffer.alloc(5000), Buffer.from('xyz')]) {
      for (const pieceSize of [7, 1e6]) {
        const compressed = Buffer.concat([frame(TEXT), tail]);
        expect((await unpackWhole('zstd', compressed, pieceSize)).equals(TEXT)).toBe(true);
      }
    }
  });

  it('unpacks the blocks before a truncated one', async () => {
    const compressed = frame(TEXT);
    const half = compressed.length >> 1;
    for (const length of [3, 4, 6, 100, half, compressed.length - 5, compressed.length - 1]) {
      const { bytes, error } = await unpackAll('zstd', compressed.subarray(0, length), 999);
      expect(error).toMatchObject({ code: 'container-truncated', unpacked: bytes.length });
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      if (length === half) expect(bytes.length).toBeGreaterThanOrEqual(2 * 128 * 1024);
      if (length === compressed.length - 1) expect(bytes.length).toBe(TEXT.length);
    }
    const cut = Buffer.concat([frame(TEXT), skippable(noise(9)).subarray(0, 12)]);
    expect((await unpackAll('zstd', cut)).error).toMatchObject({
      code: 'container-truncated',
      unpacked: TEXT.length,
    });
  });

  it('reports a wrong checksum after everything is unpacked', async () => {
    const compressed = frame(TEXT);
    compressed[compressed.length - 1]! ^= 1;
    const { bytes, error } = await unpackAll('zstd', compressed);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it('unpacks the blocks before a corrupt one', async () => {
    const reserved = repeated(0x50, 1000, 131_072, 7, 7);
    reserved[reserved.length - 4]! |= 6;
    const { bytes, error } = await unpackAll('zstd', reserved);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: 132_079 });
    expect(bytes.equals(Buffer.alloc(132_079, 'x'))).toBe(true);
  });

  it('refuses a window of more than 128 MiB', async () => {
    const exponent = (log: number): number => (log - 10) << 3;
    expect((await unpackAll('zstd', repeated(exponent(27), 5))).bytes.toString()).toBe('xxxxx');
    for (const log of [28, 31, 41]) {
      const { error } = await unpackAll('zstd', repeated(exponent(log), 5));
      expect(error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
      expect(error?.message).toContain('128 MiB');
    }
    // without a window the content, here of 2^40 bytes, is the window
    const single = Buffer.from('28b52ffde00000000000010000430000', 'hex');
    expect((await unpackAll('zstd', single)).error?.message).toContain('128 MiB');
  });

  it('reports changed bytes as an error, and never crashes', async () => {
    const text = cards(200);
    const compressed = frame(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(compressed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(compressed);
        changed[at]! ^= flip;
        const { bytes, error } = await unpackAll('zstd', changed);
        // a changed magic number can make the frame a skippable one
        if (error === undefined) expect(bytes.equals(text) || at < 4).toBe(true);
        else expect(error.unpacked).toBe(bytes.length);
      }),
      { numRuns: effort(100) },
    );
  });
});
