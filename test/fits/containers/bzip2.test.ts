import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bzip2 } from '../../helpers/bzip2.ts';
import { cards, noise, unpackAll, unpackWhole } from '../../helpers/compressed.ts';
import { effort } from '../../helpers/effort.ts';

const TEXT = Buffer.concat([cards(40), noise(2000), Buffer.alloc(3000, 7), cards(10)]);
const COMPRESSED = bzip2(TEXT);

// bzip2 -1 (1.0.8) of cards(3000): two blocks
const FROM_BZIP2 = readFileSync(new URL('made/cards.bz2', import.meta.url));
const CARDS = cards(3000);

/** Where the last block of a file begins, in bits: its mark is found by searching. */
function lastBlock(compressed: Uint8Array): number {
  const bits = Array.from(compressed, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.lastIndexOf((0x314159265359).toString(2).padStart(48, '0'));
}

describe('bzip2', () => {
  it('reads a file made by bzip2(1)', async () => {
    for (const pieceSize of [1, 1000, 1e6]) {
      expect((await unpackWhole('bzip2', FROM_BZIP2, pieceSize)).equals(CARDS)).toBe(true);
    }
  });

  it('reads all streams, empty ones too', async () => {
    const parts = [bzip2(TEXT.subarray(0, 99)), bzip2(Buffer.alloc(0)), FROM_BZIP2, bzip2(TEXT.subarray(99))];
    for (const pieceSize of [1, 1e6]) {
      const bytes = await unpackWhole('bzip2', Buffer.concat(parts), pieceSize);
      expect(bytes.equals(Buffer.concat([TEXT.subarray(0, 99), CARDS, TEXT.subarray(99)]))).toBe(true);
    }
  });

  it('ignores bytes after the last stream that do not begin another', async () => {
    for (const tail of [Buffer.alloc(5000), Buffer.from('BZ'), Buffer.from('BZh0')]) {
      for (const pieceSize of [1, 1e6]) {
        const compressed = Buffer.concat([COMPRESSED, tail]);
        expect((await unpackWhole('bzip2', compressed, pieceSize)).equals(TEXT)).toBe(true);
      }
    }
  });

  it('reads back whatever an encoder writes', async () => {
    const part = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 60 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 20 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 2000 }),
        async (parts, blockSize, pieceSize) => {
          const text = Buffer.concat(
            parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes)),
          );
          const bytes = await unpackWhole('bzip2', bzip2(text, blockSize), pieceSize);
          expect(bytes.equals(text)).toBe(true);
        },
      ),
      { numRuns: effort(50) },
    );
  });

  it('begins a new run of equal bytes after the longest possible run', async () => {
    for (const length of [3, 4, 5, 258, 259, 260, 262, 263, 264, 518, 900]) {
      const text = Buffer.concat([Buffer.from('a'), Buffer.alloc(length, 'b'), Buffer.from('bc')]);
      expect((await unpackAll('bzip2', bzip2(text))).bytes.toString()).toBe(text.toString());
    }
  });

  it('unpacks the blocks before a truncated one', async () => {
    const within = Math.ceil(lastBlock(FROM_BZIP2) / 8);
    for (const length of [2, 4, 12, within, within + 300, FROM_BZIP2.length - 5, FROM_BZIP2.length - 1]) {
      const { bytes, error } = await unpackAll('bzip2', FROM_BZIP2.subarray(0, length), 777);
      expect(error).toMatchObject({ code: 'container-truncated', unpacked: bytes.length });
      expect(bytes.equals(CARDS.subarray(0, bytes.length))).toBe(true);
      expect(bytes.length > 100_000).toBe(length >= within);
      if (length === FROM_BZIP2.length - 1) expect(bytes.length).toBe(CARDS.length);
    }
  });

  it('reports wrong checksums of a block and of the stream', async () => {
    const ofBlock = Buffer.from(COMPRESSED);
    ofBlock[4 + 6]! ^= 1;
    expect((await unpackAll('bzip2', ofBlock)).error).toMatchObject({
      code: 'container-corrupt',
      unpacked: 1000,
    });
    const ofStream = Buffer.from(COMPRESSED);
    ofStream[COMPRESSED.length - 2]! ^= 1;
    const { bytes, error } = await unpackAll('bzip2', ofStream);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it.each([
    ['an invalid level', 3, 0x30],
    ['an invalid block mark', 4, 0x32],
    ['a randomised block', 14, 0x80],
    ['a block whose text begins outside of it', 15, 0xff],
  ])('refuses %s', async (_, at, value) => {
    const changed = Buffer.from(COMPRESSED);
    changed[at] = value;
    expect((await unpackAll('bzip2', changed)).error).toMatchObject({
      code: 'container-corrupt',
      unpacked: 0,
    });
  });

  it('reports changed bytes as an error, and never crashes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(fc.integer({ min: 4, max: COMPRESSED.length - 1 }), fc.integer({ min: 1, max: 255 })),
          {
            minLength: 1,
            maxLength: 3,
          },
        ),
        async (flips) => {
          const changed = Buffer.from(COMPRESSED);
          for (const [at, flip] of flips) changed[at]! ^= flip;
          const { bytes, error } = await unpackAll('bzip2', changed, 500);
          if (error === undefined) expect(bytes.equals(TEXT)).toBe(true);
          else expect(error.unpacked).toBe(bytes.length);
        },
      ),
      { numRuns: effort(150) },
    );
  });

  it('reports garbage as an error, and never crashes', async () => {
    const mark = Buffer.from('BZh9\x31\x41\x59\x26\x53\x59', 'latin1');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (rest) => {
        const { bytes, error } = await unpackAll('bzip2', Buffer.concat([mark, rest]));
        expect(error?.unpacked).toBe(bytes.length);
      }),
    );
  });
});
