import { crc32, deflateRawSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cards, noise, unpackAll, unpackWhole } from '../../helpers/compressed.ts';
import { effort } from '../../helpers/effort.ts';

const TEXT = cards(300);

/** A member whose header has the optional fields that `flags` announces, and the CRC of the header. */
function member(flags: number, ...fields: readonly Uint8Array[]): Buffer {
  const header = Buffer.concat([Buffer.from([0x1f, 0x8b, 8, flags | 2, 0, 0, 0, 0, 0, 3]), ...fields]);
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(TEXT));
  trailer.writeUInt32LE(TEXT.length, 4);
  const headerCrc = Buffer.alloc(2);
  headerCrc.writeUInt16LE(crc32(header) % 65536);
  return Buffer.concat([header, headerCrc, deflateRawSync(TEXT), trailer]);
}

describe('gzip', () => {
  it('unpacks the same whatever the size of the pieces', async () => {
    for (const pieceSize of [1, 7, 1000, 1e6])
      expect((await unpackWhole('gzip', gzipSync(TEXT), pieceSize)).equals(TEXT)).toBe(true);
  });

  it('reads all members, empty ones too', async () => {
    const parts = [TEXT.subarray(0, 1000), Buffer.alloc(0), TEXT.subarray(1000, 1001), TEXT.subarray(1001)];
    const compressed = Buffer.concat(parts.map((part) => gzipSync(part)));
    for (const pieceSize of [1, 1e6])
      expect((await unpackWhole('gzip', compressed, pieceSize)).equals(TEXT)).toBe(true);
  });

  it('skips the optional fields of a header', async () => {
    const extra = Buffer.concat([Buffer.from([0x60, 0xea]), noise(60_000)]);
    const name = Buffer.from('a long name'.repeat(10_000).concat('\0'));
    const compressed = member(4 + 8 + 16, extra, name, Buffer.from('comment\0'));
    for (const pieceSize of [997, 1e6])
      expect((await unpackWhole('gzip', compressed, pieceSize)).equals(TEXT)).toBe(true);
    compressed[compressed.indexOf('comment')]! ^= 1;
    expect((await unpackAll('gzip', compressed)).error).toMatchObject({
      code: 'container-corrupt',
      unpacked: 0,
    });
  });

  it.each([
    ['zeros', Buffer.alloc(5000)],
    ['text', Buffer.from('not a member')],
    ['half a magic number', Buffer.from([0x1f])],
  ])('ignores %s after the last member', async (_, tail) => {
    const compressed = Buffer.concat([gzipSync(TEXT), tail]);
    for (const pieceSize of [1, 1e6])
      expect((await unpackWhole('gzip', compressed, pieceSize)).equals(TEXT)).toBe(true);
  });

  it('unpacks as much of a truncated member as possible', async () => {
    const compressed = gzipSync(TEXT);
    const { length: whole } = compressed;
    for (const length of [2, 9, 10, 2000, whole - 9, whole - 8, whole - 1]) {
      const { bytes, error } = await unpackAll('gzip', compressed.subarray(0, length));
      expect(error).toMatchObject({ code: 'container-truncated', unpacked: bytes.length });
      expect(bytes.equals(TEXT.subarray(0, bytes.length))).toBe(true);
      // the text is about nine times as long; a truncated code cannot hide many bytes
      if (length === 2000) expect(bytes.length).toBeGreaterThan(8000);
      if (length >= whole - 8) expect(bytes.length).toBe(TEXT.length);
    }
  });

  it('unpacks the whole first member if the second is truncated', async () => {
    const compressed = Buffer.concat([gzipSync(TEXT), gzipSync(TEXT).subarray(0, 3)]);
    const { bytes, error } = await unpackAll('gzip', compressed);
    expect(error).toMatchObject({ code: 'container-truncated', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it.each([
    ['CRC', 8],
    ['length', 4],
  ])('reports a wrong %s after everything is unpacked', async (_, fromEnd) => {
    const compressed = gzipSync(TEXT);
    compressed[compressed.length - fromEnd]! ^= 1;
    const { bytes, error } = await unpackAll('gzip', compressed);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it.each([
    ['method', 2, 7],
    ['flag', 3, 0x20],
  ])('refuses an unknown %s', async (_, at, value) => {
    const compressed = gzipSync(TEXT);
    compressed[at] = value;
    expect((await unpackAll('gzip', compressed)).error).toMatchObject({
      code: 'container-corrupt',
      unpacked: 0,
    });
  });

  it('unpacks every byte before an invalid deflate block', async () => {
    // a stored block of which nothing is lost, then the block type that does not exist
    const stored = (bytes: Uint8Array): Buffer => {
      const head = Buffer.from([0, 0, 0, 0, 0]);
      head.writeUInt16LE(bytes.length, 1);
      head.writeUInt16LE(0xffff - bytes.length, 3);
      return Buffer.concat([head, bytes]);
    };
    const header = gzipSync('').subarray(0, 10);
    for (const text of [TEXT, TEXT.subarray(0, 1)]) {
      const compressed = Buffer.concat([header, stored(text), Buffer.from([0x07]), noise(300)]);
      for (const pieceSize of [100, 1e6]) {
        const { bytes, error } = await unpackAll('gzip', compressed, pieceSize);
        expect(error).toMatchObject({ code: 'container-corrupt', unpacked: text.length });
        expect(bytes.equals(text)).toBe(true);
      }
    }
    // far into a member, one step of the engine may be missing
    const far = noise(60_000);
    const blocks = Array.from({ length: 40 }, () => stored(far));
    const { bytes, error } = await unpackAll('gzip', Buffer.concat([header, ...blocks, Buffer.from([0x07])]));
    expect(error?.code).toBe('container-corrupt');
    expect(bytes.length).toBeGreaterThan(40 * far.length - 65_536);
  });

  it('reports changed bytes as an error, and never crashes', async () => {
    const compressed = gzipSync(TEXT);
    await fc.assert(
      fc.asyncProperty(fc.nat(compressed.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const changed = Buffer.from(compressed);
        changed[at]! ^= flip;
        const { bytes, error } = await unpackAll('gzip', changed, 500);
        if (error === undefined) expect(bytes.equals(TEXT)).toBe(true);
        else expect(error.unpacked).toBe(bytes.length);
      }),
      { numRuns: effort(50) },
    );
  });
});
