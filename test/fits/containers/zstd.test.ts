import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cards, noise, outcome } from '../../helpers/packed.ts';

const TEXT = Buffer.concat([cards(3000), noise(200_000), cards(3000)]);
const ALL = { bytes: TEXT, error: undefined };

const frame = (bytes: Uint8Array): Buffer =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

function skippable(bytes: Uint8Array, kind = 0): Buffer {
  const head = Buffer.from([0x50 + kind, 0x2a, 0x4d, 0x18, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 4);
  return Buffer.concat([head, bytes]);
}

/** A frame without content size, of blocks that repeat one byte. */
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
  it('gives the same however the input is cut into pieces', async () => {
    for (const pieces of [3, 1000, 1e6]) expect(await outcome('zstd', frame(TEXT), pieces)).toEqual(ALL);
    expect(await outcome('zstd', zstdCompressSync(TEXT))).toEqual(ALL);
  });

  it('reads all frames and passes over skippable ones', async () => {
    const packed = Buffer.concat([
      frame(TEXT.subarray(0, 1000)),
      skippable(noise(100_000), 15),
      frame(Buffer.alloc(0)),
      skippable(Buffer.alloc(0)),
      frame(TEXT.subarray(1000)),
      skippable(noise(10)),
    ]);
    for (const pieces of [7, 1e6]) expect(await outcome('zstd', packed, pieces)).toEqual(ALL);
  });

  it('ignores bytes after the last frame that begin none', async () => {
    for (const tail of [Buffer.alloc(5000), Buffer.from('xyz')]) {
      for (const pieces of [7, 1e6]) {
        expect(await outcome('zstd', Buffer.concat([frame(TEXT), tail]), pieces)).toEqual(ALL);
      }
    }
  });

  it('gives the blocks before the one that is cut', async () => {
    const packed = frame(TEXT);
    for (const length of [3, 4, 6, 100, packed.length >> 1, packed.length - 5, packed.length - 1]) {
      const { bytes, error } = await outcome('zstd', packed.subarray(0, length), 999);
      expect(error).toMatchObject({ code: 'container-truncated', unpacked: bytes.length });
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      if (length === packed.length >> 1) expect(bytes.length).toBeGreaterThanOrEqual(2 * 128 * 1024);
      if (length === packed.length - 1) expect(bytes.length).toBe(TEXT.length);
    }
    const cut = await outcome('zstd', Buffer.concat([frame(TEXT), skippable(noise(9)).subarray(0, 12)]));
    expect(cut.error).toMatchObject({ code: 'container-truncated', unpacked: TEXT.length });
  });

  it('finds a wrong checksum, after all is given', async () => {
    const packed = frame(TEXT);
    packed[packed.length - 1]! ^= 1;
    const { bytes, error } = await outcome('zstd', packed);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it('gives the blocks before the one that is corrupt', async () => {
    const reserved = repeated(0x50, 1000, 131_072, 7, 7);
    reserved[reserved.length - 4]! |= 6;
    const { bytes, error } = await outcome('zstd', reserved);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: 132_079 });
    expect(bytes.equals(Buffer.alloc(132_079, 'x'))).toBe(true);
  });

  it('refuses a window of more than 128 MiB', async () => {
    const exponent = (log: number): number => (log - 10) << 3;
    expect((await outcome('zstd', repeated(exponent(27), 5))).bytes.toString()).toBe('xxxxx');
    for (const log of [28, 31, 41]) {
      const { error } = await outcome('zstd', repeated(exponent(log), 5));
      expect(error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
      expect(error?.message).toContain('128 MiB');
    }
    // without a window the content, here of 2^40 bytes, is the window
    const single = Buffer.from('28b52ffde00000000000010000430000', 'hex');
    expect((await outcome('zstd', single)).error?.message).toContain('128 MiB');
  });

  it('never does worse than a fault on bytes that are wrong', async () => {
    const text = cards(200);
    const packed = frame(text);
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const wrong = Buffer.from(packed);
        wrong[at]! ^= flip;
        const { bytes, error } = await outcome('zstd', wrong);
        // a frame made skippable is passed over
        if (error === undefined) expect(bytes.equals(text) || at < 4).toBe(true);
        else expect(error.unpacked).toBe(bytes.length);
      }),
    );
  });
});
