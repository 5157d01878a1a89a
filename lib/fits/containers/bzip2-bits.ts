import { corrupt, type Damage, truncated } from './damage.ts';
import type { PackedInput } from './packed.ts';

/** Reads an input bit by bit, the highest bit of a byte first. */
export interface Bits {
  readonly input: PackedInput;
  /** Bits of the byte at `input.at` that are taken, 0 to 7. */
  taken: number;
}

/**
 * The 25 bits of `bytes` from the `bit`th on, as the highest of 32; the rest, and what lies beyond the end of
 * the input, is of no value.
 */
export function peek(bytes: Uint8Array, bit: number): number {
  const at = bit >>> 3;
  const word = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  return (word << (bit & 7)) >>> 0;
}

export const position = ({ input, taken }: Bits): number => 8 * input.at + taken;

/** Moves on to a bit of the window; throws where the input ends before. */
export function moveTo(bits: Bits, bit: number): void {
  bits.input.at = bit >>> 3;
  bits.taken = bit & 7;
  if (bit > 8 * bits.input.end) throw truncated('bzip2 data');
}

/** Takes `count` bits, 1 to 24, of those at hand. */
export function take(bits: Bits, count: number): number {
  const bit = position(bits);
  moveTo(bits, bit + count);
  return peek(bits.input.bytes, bit) >>> (32 - count);
}

export const take32 = (bits: Bits): number => take(bits, 16) * 65536 + take(bits, 16);

/** What is wrong where the bits up to `bit` make no sense: that the input ends before, or `what`. */
export const senseless = (bits: Bits, bit: number, what: string): Damage =>
  bit > 8 * bits.input.end ? truncated('bzip2 data') : corrupt(`bzip2 data ${what}`);
