import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cards, noise, outcome } from '../../helpers/packed.ts';

const TEXT = cards(600);
const ALL = { bytes: TEXT, error: undefined };

/** A member whose header has the optional fields that `flags` tells of, and the CRC of the header. */
function member(flags: number, ...fields: readonly Uint8Array[]): Buffer {
  const header = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags | 2, 0, 0, 0, 0, 0, 3]), ...fields]);
  const tail = Buffer.alloc(8);
  tail.writeUInt32LE(crc32(TEXT));
  tail.writeUInt32LE(TEXT.length, 4);
  const check = Buffer.alloc(2);
  check.writeUInt16LE(crc32(header) % 65536);
  return Buffer.concat([header, check, deflateRawSync(TEXT), tail]);
}

describe('gzip', () => {
  it('gives the same however the input is cut into pieces', async () => {
    for (const pieces of [1, 7, 1000, 1e6])
      expect(await outcome('gzip', gzipSync(TEXT), pieces)).toEqual(ALL);
  });

  it('reads all members, empty ones too', async () => {
    const parts = [TEXT.subarray(0, 1000), Buffer.alloc(0), TEXT.subarray(1000, 1001), TEXT.subarray(1001)];
    const packed = Buffer.concat(parts.map((part) => gzipSync(part)));
    for (const pieces of [1, 1e6]) expect(await outcome('gzip', packed, pieces)).toEqual(ALL);
  });

  it('passes over the optional fields of a header', async () => {
    const extra = Buffer.concat([Buffer.from([0x60, 0xea]), noise(60_000)]);
    const name = Buffer.from('a long name'.repeat(10_000).concat('\0'));
    const packed = member(4 + 8 + 16, extra, name, Buffer.from('comment\0'));
    for (const pieces of [997, 1e6]) expect(await outcome('gzip', packed, pieces)).toEqual(ALL);
    packed[packed.indexOf('comment')]! ^= 1;
    expect((await outcome('gzip', packed)).error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
  });

  it.each([
    ['zeros', Buffer.alloc(5000)],
    ['text', Buffer.from('not a member')],
    ['half a magic number', Buffer.from([0x1f])],
  ])('ignores %s after the last member', async (_, tail) => {
    for (const pieces of [1, 1e6]) {
      expect(await outcome('gzip', Buffer.concat([gzipSync(TEXT), tail]), pieces)).toEqual(ALL);
    }
  });

  it('gives all of a cut member that can be unpacked', async () => {
    const packed = gzipSync(TEXT);
    for (const length of [2, 9, 10, 2000, packed.length - 9, packed.length - 8, packed.length - 1]) {
      const { bytes, error } = await outcome('gzip', packed.subarray(0, length));
      expect(error).toMatchObject({ code: 'container-truncated', unpacked: bytes.length });
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      // what is packed is about a ninth; a code that is cut cannot hide many bytes
      if (length === 2000) expect(bytes.length).toBeGreaterThan(8000);
      if (length >= packed.length - 8) expect(bytes.length).toBe(TEXT.length);
    }
  });

  it('gives the whole of a first member before the second, which is cut', async () => {
    const packed = Buffer.concat([gzipSync(TEXT), gzipSync(TEXT).subarray(0, 3)]);
    const { bytes, error } = await outcome('gzip', packed);
    expect(error).toMatchObject({ code: 'container-truncated', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it.each([
    ['CRC', 8],
    ['length', 4],
  ])('finds a wrong %s, after all is given', async (_, fromEnd) => {
    const packed = gzipSync(TEXT);
    packed[packed.length - fromEnd]! ^= 1;
    const { bytes, error } = await outcome('gzip', packed);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it.each([
    ['method', 2, 7],
    ['flag', 3, 0x20],
  ])('refuses an unknown %s', async (_, at, value) => {
    const packed = gzipSync(TEXT);
    packed[at] = value;
    expect((await outcome('gzip', packed)).error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
  });

  it('gives every byte before an invalid deflate block', async () => {
    // a stored block of which nothing is lost, then the block type that does not exist
    const stored = (bytes: Uint8Array): Buffer => {
      const head = Buffer.from([0, 0, 0, 0, 0]);
      head.writeUInt16LE(bytes.length, 1);
      head.writeUInt16LE(0xffff - bytes.length, 3);
      return Buffer.concat([head, bytes]);
    };
    const header = gzipSync('').subarray(0, 10);
    for (const text of [TEXT, TEXT.subarray(0, 1)]) {
      const packed = Buffer.concat([header, stored(text), Buffer.from([0x07]), noise(300)]);
      for (const pieces of [100, 1e6]) {
        const { bytes, error } = await outcome('gzip', packed, pieces);
        expect(error).toMatchObject({ code: 'container-corrupt', unpacked: text.length });
        expect(bytes.equals(text)).toBe(true);
      }
    }
    // far into a member up to a step of the engine may be missing
    const far = noise(60_000);
    const blocks = Array.from({ length: 40 }, () => stored(far));
    const { bytes, error } = await outcome('gzip', Buffer.concat([header, ...blocks, Buffer.from([0x07])]));
    expect(error?.code).toBe('container-corrupt');
    expect(bytes.length).toBeGreaterThan(40 * far.length - 65_536);
  });

  it('never does worse than a fault on bytes that are wrong', async () => {
    const packed = gzipSync(TEXT);
    await fc.assert(
      fc.asyncProperty(fc.nat(packed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const wrong = Buffer.from(packed);
        wrong[at]! ^= flip;
        const { bytes, error } = await outcome('gzip', wrong, 500);
        if (error === undefined) expect(bytes.equals(TEXT)).toBe(true);
        else expect(error.unpacked).toBe(bytes.length);
      }),
    );
  });
});
