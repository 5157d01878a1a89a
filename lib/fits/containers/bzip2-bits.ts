import type { CompressedInput } from './compressed-input.ts';
import { corrupt, type DecodeError, truncated } from './decode-error.ts';

/** Reads an input bit by bit, the highest bit of a byte first. */
export interface Bits {
  readonly input: CompressedInput;
  /** Bits of the byte at `input.at` that have been taken, 0 to 7. */
  taken: number;
}

/**
 * The 25 bits of `bytes` from the `bit`th on, as the highest of 32. The other bits, and those beyond the end of the
 * input, have no meaning.
 */
export function peek(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return (word << (bit & 7)) >>> 0;
}

/** The next bit to take, counted from the beginning of the window. */
export const position = ({ input, taken }: Bits): number => 8 * input.at + taken;

/** Moves to a bit of the window. Throws if the input ends before it. */
export function moveTo(bits: Bits, bit: number): void {
  bits.input.at = bit >>> 3;
  bits.taken = bit & 7;
  if (bit > 8 * bits.input.end) throw truncated('bzip2 data');
}

/** Takes `count` bits, 1 to 24, which have to be in the window. */
export function take(bits: Bits, count: number): number {
  const bit = position(bits);
  moveTo(bits, bit + count);
  return peek(bits.input.bytes, bit) >>> (32 - count);
}

/** Takes 32 bits, which have to be in the window. */
export const take32 = (bits: Bits): number => take(bits, 16) * 65536 + take(bits, 16);

/** The error for invalid bits before `bit`: truncated if the input ends first, otherwise corrupt, described by `what`. */
export const invalidBits = (bits: Bits, bit: number, what: string): DecodeError =>
  bit > 8 * bits.input.end ? truncated('bzip2 data') : corrupt(what);
