import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bzip2 } from '../../helpers/bzip2.ts';
import { cards, noise, outcome } from '../../helpers/packed.ts';

const TEXT = Buffer.concat([cards(40), noise(2000), Buffer.alloc(3000, 7), cards(10)]);
const ALL = { bytes: TEXT, error: undefined };
const PACKED = bzip2(TEXT);

// bzip2 -1 (1.0.8) of cards(3000): two blocks
const MADE = readFileSync(new URL('made/cards.bz2', import.meta.url));
const CARDS = cards(3000);

/** Where the last of the marks of blocks lies in `packed`, in bits. */
function lastBlock(packed: Uint8Array): number {
  const bits = Array.from(packed, (byte) => byte.toString(2).padStart(8, '0')).join('');
  return bits.lastIndexOf((0x314159265359).toString(2).padStart(48, '0'));
}

describe('bzip2', () => {
  it('reads what bzip2(1) made', async () => {
    for (const pieces of [1, 1000, 1e6]) {
      const { bytes, error } = await outcome('bzip2', MADE, pieces);
      expect(error).toBeUndefined();
      expect(bytes.equals(CARDS)).toBe(true);
    }
  });

  it('reads all streams, empty ones too', async () => {
    const parts = [bzip2(TEXT.subarray(0, 99)), bzip2(Buffer.alloc(0)), MADE, bzip2(TEXT.subarray(99))];
    for (const pieces of [1, 1e6]) {
      const { bytes, error } = await outcome('bzip2', Buffer.concat(parts), pieces);
      expect(error).toBeUndefined();
      expect(bytes.equals(Buffer.concat([TEXT.subarray(0, 99), CARDS, TEXT.subarray(99)]))).toBe(true);
    }
  });

  it('ignores bytes after the last stream that begin none', async () => {
    for (const tail of [Buffer.alloc(5000), Buffer.from('BZ'), Buffer.from('BZh0')]) {
      for (const pieces of [1, 1e6]) {
        expect(await outcome('bzip2', Buffer.concat([PACKED, tail]), pieces)).toEqual(ALL);
      }
    }
  });

  it('reads back all that an encoder may write', async () => {
    const part = fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 9 }), fc.integer({ min: 1, max: 60 }));
    await fc.assert(
      fc.asyncProperty(
        fc.array(part, { maxLength: 20 }),
        fc.integer({ min: 1, max: 700 }),
        fc.integer({ min: 1, max: 2000 }),
        async (parts, blockSize, pieces) => {
          const text = Buffer.concat(
            parts.flatMap(([bytes, times]) => Array.from({ length: times }, () => bytes)),
          );
          const { bytes, error } = await outcome('bzip2', bzip2(text, blockSize), pieces);
          expect(error).toBeUndefined();
          expect(bytes.equals(text)).toBe(true);
        },
      ),
    );
  });

  it('counts runs of equal bytes anew after the longest', async () => {
    for (const length of [3, 4, 5, 258, 259, 260, 262, 263, 264, 518, 900]) {
      const text = Buffer.concat([Buffer.from('a'), Buffer.alloc(length, 'b'), Buffer.from('bc')]);
      expect((await outcome('bzip2', bzip2(text))).bytes.toString()).toBe(text.toString());
    }
  });

  it('gives the blocks before the one that is cut', async () => {
    const within = Math.ceil(lastBlock(MADE) / 8);
    for (const length of [2, 4, 12, within, within + 300, MADE.length - 5, MADE.length - 1]) {
      const { bytes, error } = await outcome('bzip2', MADE.subarray(0, length), 777);
      expect(error).toMatchObject({ code: 'container-truncated', unpacked: bytes.length });
      expect(bytes.equals(CARDS.subarray(0, bytes.length))).toBe(true);
      expect(bytes.length > 100_000).toBe(length >= within);
      if (length === MADE.length - 1) expect(bytes.length).toBe(CARDS.length);
    }
  });

  it('finds wrong checksums, of a block and of the stream', async () => {
    const ofBlock = Buffer.from(PACKED);
    ofBlock[4 + 6]! ^= 1;
    expect((await outcome('bzip2', ofBlock)).error).toMatchObject({
      code: 'container-corrupt',
      unpacked: 1000,
    });
    const ofStream = Buffer.from(PACKED);
    ofStream[PACKED.length - 2]! ^= 1;
    const { bytes, error } = await outcome('bzip2', ofStream);
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: TEXT.length });
    expect(bytes.equals(TEXT)).toBe(true);
  });

  it.each([
    ['a level that is none', 3, 0x30],
    ['a block mark that is none', 4, 0x32],
    ['a randomised block', 14, 0x80],
    ['a block that begins outside itself', 15, 0xff],
  ])('refuses %s', async (_, at, value) => {
    const wrong = Buffer.from(PACKED);
    wrong[at] = value;
    expect((await outcome('bzip2', wrong)).error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
  });

  it('never does worse than a fault on bytes that are wrong', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.integer({ min: 4, max: PACKED.length - 1 }), fc.integer({ min: 1, max: 255 })), {
          minLength: 1,
          maxLength: 3,
        }),
        async (flips) => {
          const wrong = Buffer.from(PACKED);
          for (const [at, flip] of flips) wrong[at]! ^= flip;
          const { bytes, error } = await outcome('bzip2', wrong, 500);
          if (error === undefined) expect(bytes.equals(TEXT)).toBe(true);
          else expect(error.unpacked).toBe(bytes.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('never does worse than a fault on garbage', async () => {
    const mark = Buffer.from('BZh9\x31\x41\x59\x26\x53\x59', 'latin1');
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 500 }), async (rest) => {
        const { bytes, error } = await outcome('bzip2', Buffer.concat([mark, rest]));
        expect(error?.unpacked).toBe(bytes.length);
      }),
    );
  });
});
