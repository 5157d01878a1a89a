import { corrupt, truncated } from './damage.ts';
import { need, type PackedInput } from './packed.ts';

const CLEAR = 256;
const NARROWEST = 9;
const WIDEST = 16;
const GROUP = 8;
const STEP = 64 * 1024;

/**
 * Unpacks compress(1) data, `.Z`: LZW with codes of 9 to at most 16 bits, the lowest bit first.
 *
 * The format is what compress(1) writes: codes come in groups of eight of one width, and where the width
 * changes, as after a CLEAR code (block mode), what is left of a group is passed over. It has neither an end
 * mark nor a check: a file that is cut between two codes looks whole, and one that is cut within a code shows
 * it only where the bits that are left, which would be padding, are not all zero.
 */
export async function* uncompress(input: PackedInput): AsyncGenerator<Uint8Array> {
  const { widest, blockMode } = await header(input);
  const { bytes } = input;
  // the string of a code is that of its prefix and one more byte
  const capacity = 2 ** widest;
  const prefix = new Uint16Array(capacity);
  const lastByte = new Uint8Array(capacity);
  const length = new Uint16Array(capacity).fill(1, 0, 256);
  const out = new Uint8Array(STEP + 2 ** WIDEST);
  let unpacked = 0;

  let width = NARROWEST;
  let free = blockMode ? CLEAR + 1 : CLEAR;
  let previous = -1;
  let firstByte = 0;
  // input.at is where a group begins: how many of its codes there are, and are taken
  let codes = 0;
  let taken = 0;
  const passGroup = (): void => {
    if (taken > 0) input.at = Math.min(input.at + width, input.end);
    codes = taken = 0;
  };

  for (;;) {
    if (unpacked >= STEP) {
      yield out.slice(0, unpacked);
      unpacked = 0;
    }
    if (free === 1 << width && width < widest) {
      passGroup();
      width++;
    }
    if (taken === codes) {
      if (codes === GROUP) passGroup();
      const whole = await input.fill(width);
      codes = whole ? GROUP : Math.floor((8 * (input.end - input.at)) / width);
      if (taken === codes) break;
    }

    const code = bitsFrom(bytes, 8 * input.at + taken++ * width) & ((1 << width) - 1);
    if (code === CLEAR && blockMode) {
      passGroup();
      width = NARROWEST;
      free = CLEAR + 1;
      previous = -1;
      continue;
    }
    if (code > (previous < 0 ? 255 : free)) {
      if (unpacked > 0) yield out.slice(0, unpacked);
      throw corrupt(`compress code ${code} where ${previous < 0 ? 255 : free} is the highest`);
    }

    // written from its last byte to its first; the code that is only about to be made repeats its first byte
    const early = code === free;
    let from = early ? previous : code;
    unpacked += length[from]! + (early ? 1 : 0);
    let end = unpacked;
    if (early) out[--end] = firstByte;
    for (; from > 255; from = prefix[from]!) out[--end] = lastByte[from]!;
    out[--end] = from;
    firstByte = from;

    if (previous >= 0 && free < capacity) {
      prefix[free] = previous;
      lastByte[free] = firstByte;
      length[free] = length[previous]! + 1;
      free++;
    }
    previous = code;
  }

  if (unpacked > 0) yield out.slice(0, unpacked);
  const left = 8 * (input.end - input.at) - taken * width;
  const padding = bitsFrom(bytes, 8 * input.end - left) & ((1 << left) - 1);
  if (left > 0 && padding !== 0) throw truncated('a compress code');
}

/** The bits from the `bit`th on, at least 17, the first one lowest. */
function bitsFrom(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) >> (bit & 7);
}

/** Three bytes: two of magic, one that tells the widest code and, with its highest bit, block mode. */
async function header(input: PackedInput): Promise<{ widest: number; blockMode: boolean }> {
  await need(input, 3, 'the header of compress data');
  const flags = input.bytes[input.at + 2]!;
  input.at += 3;
  const widest = flags & 0x1f;
  if (widest < NARROWEST || widest > WIDEST) throw corrupt(`compress codes of up to ${widest} bits`);
  return { widest, blockMode: (flags & 0x80) !== 0 };
}
