import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compressed, ofCodes } from '../../helpers/lzw.ts';
import { cards, noise, outcome } from '../../helpers/packed.ts';

const made = (name: string): Buffer => readFileSync(new URL(`made/${name}`, import.meta.url));

/** Bytes of few or many values, with runs and repeats. */
const redundant = fc
  .array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 60 })), {
    maxLength: 40,
  })
  .map((parts) => Buffer.concat(parts.flatMap(([part, times]) => Array.from({ length: times }, () => part))));

describe('compress', () => {
  it('reads what compress(1) made, with a CLEAR code within a group', async () => {
    // compress -b 11 (ncompress 4.2.4.6): the CLEAR code is the 8414th, not the last of its eight
    const text = Buffer.concat([cards(250), noise(16_000)]);
    for (const pieces of [1, 1e6]) {
      const { bytes, error } = await outcome('compress', made('cards-and-noise.Z'), pieces);
      expect(error).toBeUndefined();
      expect(bytes.equals(text)).toBe(true);
    }
  });

  // the sums are of what gzip -dc makes of them
  const FILES = {
    'astropy--data--lzw.fits.Z': 'f94c547866a746dbb558b80b5aa1f142',
    'nom-tam-fits--test--rp600245n00_im1.fits.Z': 'c4a69349733d975a99e9cc0179827a2b',
  };
  for (const [name, sum] of Object.entries(FILES)) {
    const path = new URL(`../../../../shared/fits/${name}`, import.meta.url);
    it.skipIf(!existsSync(path))(`reads ${name} (skipped where ../shared is missing)`, async () => {
      const { bytes, error } = await outcome('compress', readFileSync(path));
      expect(error).toBeUndefined();
      expect(createHash('md5').update(bytes).digest('hex')).toBe(sum);
    });
  }

  it('reads back all that an encoder may write', async () => {
    const options = fc.record({
      widest: fc.integer({ min: 9, max: 16 }),
      blockMode: fc.boolean(),
      clearEvery: fc.integer({ min: 1, max: 2000 }),
    });
    await fc.assert(
      fc.asyncProperty(redundant, options, fc.integer({ min: 1, max: 5000 }), async (text, how, pieces) => {
        const { widest, blockMode, clearEvery } = how;
        const packed = compressed(text, blockMode ? how : { widest, blockMode });
        const { bytes, error } = await outcome('compress', packed, pieces);
        expect(error, `cleared every ${clearEvery}`).toBeUndefined();
        expect(bytes.equals(text)).toBe(true);
      }),
    );
  });

  it('fills the table of every width and goes on', async () => {
    const text = Buffer.concat([noise(100_000), cards(2000)]);
    for (const widest of [9, 12, 13, 16]) {
      for (const blockMode of [true, false]) {
        const { bytes, error } = await outcome('compress', compressed(text, { widest, blockMode }));
        expect(error).toBeUndefined();
        expect(bytes.equals(text)).toBe(true);
      }
    }
  });

  it('reads a code that is only about to be made, and the longest strings', async () => {
    const text = Buffer.alloc(3_000_000, 'z');
    const { bytes, error } = await outcome('compress', compressed(text));
    expect(error).toBeUndefined();
    expect(bytes.equals(text)).toBe(true);
  });

  it.each([
    ['of no string, at the beginning', [300], ''],
    ['of no string, later', [65, 66, 259], 'AB'],
    ['of no string, after a CLEAR', [65, 66, 256, 257], 'AB'],
  ])('refuses a code %s', async (_, codes, text) => {
    const { bytes, error } = await outcome('compress', ofCodes(codes));
    expect(error).toMatchObject({ code: 'container-corrupt', unpacked: text.length });
    expect(bytes.toString()).toBe(text);
  });

  it('refuses widths that compress(1) has not', async () => {
    for (const flags of [0x80, 0x88, 0x91, 0x9f]) {
      const { error } = await outcome('compress', Buffer.from([0x1f, 0x9d, flags, 65, 0]));
      expect(error).toMatchObject({ code: 'container-corrupt', unpacked: 0 });
    }
  });

  it('tells a cut file by bits that are left, and only so', async () => {
    const packed = ofCodes([0x141, 0x042, 0x043].map((code) => code & 0xff)); // 27 bits in 4 bytes
    expect((await outcome('compress', packed)).bytes.toString()).toBe('ABC');
    // without the last byte: 'A', 'B' and six bits of 'C'
    const cut = await outcome('compress', packed.subarray(0, -1));
    expect(cut.bytes.toString()).toBe('AB');
    expect(cut.error).toMatchObject({ code: 'container-truncated', unpacked: 2 });
    expect((await outcome('compress', packed.subarray(0, 3))).error).toBeUndefined();
    expect((await outcome('compress', packed.subarray(0, 2))).error?.code).toBe('container-truncated');
  });

  it('gives a beginning of the text of every cut file', async () => {
    const text = cards(300);
    const packed = compressed(text, { clearEvery: 700 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 3, max: packed.length }), async (length) => {
        const { bytes } = await outcome('compress', packed.subarray(0, length));
        expect(bytes.equals(text.subarray(0, bytes.length))).toBe(true);
      }),
    );
  });

  it('never does worse than a fault on garbage', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 9, max: 16 }),
        fc.uint8Array({ maxLength: 500 }),
        async (widest, rest) => {
          for (const mode of [0, 0x80]) {
            const packed = Buffer.concat([Buffer.from([0x1f, 0x9d, widest + mode]), rest]);
            const { bytes, error } = await outcome('compress', packed);
            expect(error?.unpacked ?? bytes.length).toBe(bytes.length);
          }
        },
      ),
    );
  });
});
