import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cards, noise, unpackAll, unpackWhole } from '../../helpers/compressed.ts';
import { effort } from '../../helpers/effort.ts';
import { compressed, ofCodes } from '../../helpers/lzw.ts';

const made = (name: string): Buffer => readFileSync(new URL(`made/${name}`, import.meta.url));

/** Bytes of few or many values, with runs and repetitions. */
const redundant = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 60 })), {
    maxLength: 40,
  })
  .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array.from({ length: times }, () => part))));

describe('compress', () => {
  it('reads a file made by compress(1), with a CLEAR code within a group', async () => {
    // compress -b 11 (ncompress 4.2.4.6): the CLEAR code is the 8414th, not the last of its eight
    const text = Buffer.concat([cards(250), noise(16_000)]);
    for (const pieceSize of [1, 1e6]) {
      const bytes = await unpackWhole('compress', made('cards-and-noise.Z'), pieceSize);
      expect(bytes.equals(text)).toBe(true);
    }
  });

  // MD5 sums of the output of gzip -dc
  const FILES = {
    'astropy--data--lzw.fits.Z': 'f94c547866a746dbb558b80b5aa1f142',
    'nom-tam-fits--test--rp600245n00_im1.fits.Z': 'c4a69349733d975a99e9cc0179827a2b',
  };
  for (const [name, sum] of Object.entries(FILES)) {
    const path = new URL(`../../../../shared/fits/${name}`, import.meta.url);
    it.skipIf(!existsSync(path))(`reads ${name} (skipped if ../shared is missing)`, async () => {
      const bytes = await unpackWhole('compress', readFileSync(path));
      expect(createHash('md5').update(bytes).digest('hex')).toBe(sum);
    });
  }

  it('reads back whatever an encoder writes', async () => {
    const options = fc.record({
      widest: fc.integer({ min: 9, max: 16 }),
      blockMode: fc.boolean(),
      clearEvery: fc.integer({ min: 1, max: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(
        redundant,
        options,
        fc.integer({ min: 1, max: 5000 }),
        async (text, how, pieceSize) => {
          const { widest, blockMode } = how;
          const file = compressed(text, blockMode ? how : { widest, blockMode });
          expect((await unpackWhole('compress', file, pieceSize)).equals(text)).toBe(true);
        },
      ),
      { numRuns: effort(50) },
    );
  });

  it('continues after the table of each width is full', async () => {
    for (const widest of [9, 12, 13, 16]) {
      const text = Buffer.concat([noise(1.5 * 2 ** widest), cards(500)]);
      for (const blockMode of [true, false]) {
        const bytes = await unpackWhole('compress', compressed(text, { widest, blockMode }));
        expect(bytes.equals(text)).toBe(true);
      }
    }
  });

  it('reads a code that is about to be defined, and the longest strings', async () => {
    const text = Buffer.alloc(3_000_000, 'z');
    expect((await unpackWhole('compress', compressed(text))).equals(text)).toBe(true);
  });

  it.each([
    ['at the beginning', [300], ''],
    ['later', [65, 66, 259], 'AB'],
    ['after a CLEAR', [65, 66, 256, 257], 'AB'],
  ])('refuses a code without a string %s', async (_, codes, text) => {
    const { bytes, error } = await unpackAll('compress', ofCodes(codes));
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: text.length });
    expect(bytes.toString()).toBe(text);
  });

  it('refuses code widths that compress(1) does not write', async () => {
    for (const flags of [0x80, 0x88, 0x91, 0x9f]) {
      const { error } = await unpackAll('compress', Buffer.from([0x1f, 0x9d, flags, 65, 0]));
      expect(error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
    }
  });

  it('recognises a truncated file only by the remaining bits', async () => {
    const file = ofCodes([0x141, 0x042, 0x043].map((code) => code & 0xff)); // 27 bits in 4 bytes
    expect((await unpackAll('compress', file)).bytes.toString()).toBe('ABC');
    // without the last byte: 'A', 'B' and six bits of 'C'
    const cut = await unpackAll('compress', file.subarray(0, -1));
    expect(cut.bytes.toString()).toBe('AB');
    expect(cut.error).toMatchObject({ code: 'container-truncated', unpacked: 2 });
    expect((await unpackAll('compress', file.subarray(0, 3))).error).toBeUndefined();
    expect((await unpackAll('compress', file.subarray(0, 2))).error?.code).toBe('container-truncated');
  });

  it('unpacks the beginning of every truncated file', async () => {
    const text = cards(300);
    const file = compressed(text, { clearEvery: 700 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: file.length }), async (length) => {
        const { bytes } = await unpackAll('compress', file.subarray(0, length));
        expect(bytes.equals(text.subarray(0, bytes.length))).toBe(true);
      }),
    );
  });

  it('reports garbage as an error, and never crashes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 9, max: 16 }),
        fc.uint8Array({ maxLength: 500 }),
        async (widest, rest) => {
          for (const mode of [0, 0x80]) {
            const file = Buffer.concat([Buffer.from([0x1f, 0x9d, widest + mode]), rest]);
            const { bytes, error } = await unpackAll('compress', file);
            expect(error?.unpacked ?? bytes.length).toBe(bytes.length);
          }
        },
      ),
    );
  });
});
