import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Bitpix, bytesOf, decoded } from '../../../lib/serve/look/numbers.ts';

const PLAIN = { scale: 1, zero: 0, blank: undefined };

/** How Node's buffers write a number of each kind. */
const WRITERS: Readonly<Record<Bitpix, (buffer: Buffer, value: number, at: number) => void>> = {
  8: (buffer, value, at) => buffer.writeUInt8(value, at),
  16: (buffer, value, at) => buffer.writeInt16BE(value, at),
  32: (buffer, value, at) => buffer.writeInt32BE(value, at),
  64: (buffer, value, at) => buffer.writeBigInt64BE(BigInt(value), at),
  [-32]: (buffer, value, at) => buffer.writeFloatBE(value, at),
  [-64]: (buffer, value, at) => buffer.writeDoubleBE(value, at),
};
const VALUES: Readonly<Record<Bitpix, fc.Arbitrary<number>>> = {
  8: fc.integer({ min: 0, max: 255 }),
  16: fc.integer({ min: -32_768, max: 32_767 }),
  32: fc.integer(),
  64: fc.maxSafeInteger(),
  [-32]: fc.float({ noDefaultInfinity: true }),
  [-64]: fc.double({ noDefaultInfinity: true }),
};
const KINDS = [8, 16, 32, 64, -32, -64] as const;

function written(bitpix: Bitpix, values: readonly number[], stride = bytesOf(bitpix)): Buffer {
  const buffer = Buffer.alloc(values.length * stride, 0xee);
  for (const [index, value] of values.entries()) WRITERS[bitpix](buffer, value, index * stride);
  return buffer;
}

describe.each(KINDS)('numbers with BITPIX %i', (bitpix) => {
  it('are those that were written, however they are placed', () => {
    fc.assert(
      fc.property(fc.array(VALUES[bitpix]), fc.nat(20), fc.nat(9), (values, more, shift) => {
        const stride = bytesOf(bitpix) + more;
        const bytes = Buffer.concat([Buffer.alloc(shift), written(bitpix, values, stride)]).subarray(shift);
        expect([...decoded(bytes, bitpix, values.length, PLAIN, stride)]).toEqual(
          values.map((value) => value + 0),
        );
      }),
    );
  });

  it('are scaled, and have no value if they are blank', () => {
    fc.assert(
      fc.property(fc.array(VALUES[bitpix], { minLength: 1 }), (values) => {
        const blank = values[0]!;
        const found = decoded(written(bitpix, values), bitpix, values.length, {
          scale: 2,
          zero: 32_768,
          blank,
        });
        const expected = values.map((value) =>
          bitpix > 0 && value === blank ? Number.NaN : 32_768 + 2 * value,
        );
        expect([...found]).toEqual(expected.map((value) => (Number.isFinite(value) ? value : Number.NaN)));
      }),
    );
  });

  it('have no value where the file ends', () => {
    const bytes = written(bitpix, [1, 2, 3]).subarray(0, 3 * bytesOf(bitpix) - 1);
    expect([...decoded(bytes, bitpix, 4, PLAIN)]).toEqual([1, 2, Number.NaN, Number.NaN]);
  });
});
