import { type CompressedInput, ensure } from './compressed-input.ts';
import { corrupt, truncated } from './decode-error.ts';

const CLEAR = 256;
const NARROWEST = 9;
const WIDEST = 16;
/** Codes come in groups of eight of the same width. */
const GROUP = 8;
/** Bytes that are unpacked before they are passed on. */
const STEP = 64 * 1024;

/**
 * Unpacks the data of compress(1), `.Z`: LZW with codes of 9 to at most 16 bits, the lowest bit first.
 *
 * The format is what compress(1) writes: codes come in groups of eight of the same width, and when the width
 * changes, or after a CLEAR code (block mode), the rest of a group is skipped. There is neither an end mark nor a
 * checksum. A file that is truncated between two codes looks complete; one that is truncated within a code is only
 * recognised if the remaining bits, which would be padding, are not all zero.
 */
export async function* uncompress(input: CompressedInput): AsyncGenerator<Uint8Array> {
  const { widest, isBlockMode } = await readHeader(input);
  const codes = codeReader(input, widest);
  const strings = stringTable(widest, isBlockMode);
  const out = new Uint8Array(STEP + 2 ** WIDEST);
  let unpacked = 0;
  for (;;) {
    if (unpacked >= STEP) {
      yield out.slice(0, unpacked);
      unpacked = 0;
    }
    if (strings.free === 1 << codes.width && codes.width < widest) widen(codes);
    if (codes.taken === codes.available && !(await nextGroup(codes))) break;
    const code = takeCode(codes);
    if (code === CLEAR && isBlockMode) {
      skipGroup(codes);
      codes.width = NARROWEST;
      strings.free = CLEAR + 1;
      strings.previous = -1;
      continue;
    }
    const highest = strings.previous < 0 ? 255 : strings.free;
    if (code > highest) {
      if (unpacked > 0) yield out.slice(0, unpacked);
      throw corrupt(`a compress code is ${code}, but ${highest} is the highest possible`);
    }
    unpacked = writeString(strings, code, out, unpacked);
  }
  if (unpacked > 0) yield out.slice(0, unpacked);
  if (hasBitsLeft(codes)) throw truncated('a compress code');
}

/** Three bytes: two of magic, and one with the widest code and, in its highest bit, block mode. */
async function readHeader(input: CompressedInput): Promise<{ widest: number; isBlockMode: boolean }> {
  await ensure(input, 3, 'the header of compress data');
  const flags = input.bytes[input.at + 2]!;
  input.at += 3;
  const widest = flags & 0x1f;
  if (widest < NARROWEST || widest > WIDEST) throw corrupt(`compress codes of up to ${widest} bits`);
  return { widest, isBlockMode: (flags & 0x80) !== 0 };
}

/** Reads codes, group by group. `input.at` is where the current group begins. */
interface CodeReader {
  readonly input: CompressedInput;
  readonly widest: number;
  /** Bits of a code. */
  width: number;
  /** Codes of the current group that are in the window, and how many of them have been taken. */
  available: number;
  taken: number;
}

const codeReader = (input: CompressedInput, widest: number): CodeReader => ({
  input,
  widest,
  width: NARROWEST,
  available: 0,
  taken: 0,
});

/** Moves past the current group, whether or not all of its codes have been taken. */
function skipGroup(codes: CodeReader): void {
  const { input } = codes;
  if (codes.taken > 0) input.at = Math.min(input.at + codes.width, input.end);
  codes.available = codes.taken = 0;
}

function widen(codes: CodeReader): void {
  skipGroup(codes);
  codes.width++;
}

/** Makes the codes of the next group available. Returns false if there are none. */
async function nextGroup(codes: CodeReader): Promise<boolean> {
  const { input, width } = codes;
  if (codes.available === GROUP) skipGroup(codes);
  const isWhole = await input.fill(width);
  codes.available = isWhole ? GROUP : Math.floor((8 * (input.end - input.at)) / width);
  return codes.taken < codes.available;
}

const takeCode = (codes: CodeReader): number =>
  bitsFrom(codes.input.bytes, 8 * codes.input.at + codes.taken++ * codes.width) & ((1 << codes.width) - 1);

/** Whether bits that are not zero follow the last whole code. */
function hasBitsLeft({ input, taken, width }: CodeReader): boolean {
  const left = 8 * (input.end - input.at) - taken * width;
  return left > 0 && (bitsFrom(input.bytes, 8 * input.end - left) & ((1 << left) - 1)) !== 0;
}

/** The bits from the `bit`th on, at least 17, the first one lowest. */
function bitsFrom(bytes: Uint8Array, bit: number): number {
  const at = bit >> 3;
  return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16)) >> (bit & 7);
}

/** The strings that codes stand for: each is the string of its prefix and one more byte. */
interface StringTable {
  readonly capacity: number;
  readonly prefix: Uint16Array;
  readonly lastByte: Uint8Array;
  readonly length: Uint16Array;
  /** The next code to be defined. */
  free: number;
  /** The code that was read before, or -1. */
  previous: number;
  /** The first byte of its string. */
  firstByte: number;
}

function stringTable(widest: number, isBlockMode: boolean): StringTable {
  const capacity = 2 ** widest;
  return {
    capacity,
    prefix: new Uint16Array(capacity),
    lastByte: new Uint8Array(capacity),
    length: new Uint16Array(capacity).fill(1, 0, 256),
    free: isBlockMode ? CLEAR + 1 : CLEAR,
    previous: -1,
    firstByte: 0,
  };
}

/** Writes the string of `code` to `out` at `start`, and defines the next code. Returns where the string ends. */
function writeString(strings: StringTable, code: number, out: Uint8Array, start: number): number {
  const { prefix, lastByte, length, previous, free } = strings;
  // The code that is about to be defined stands for the previous string and its first byte.
  const isNext = code === free;
  let from = isNext ? previous : code;
  const end = start + length[from]! + (isNext ? 1 : 0);
  // strings are written from their last byte to their first
  let at = end;
  if (isNext) out[--at] = strings.firstByte;
  for (; from > 255; from = prefix[from]!) out[--at] = lastByte[from]!;
  out[--at] = from;
  strings.firstByte = from;
  if (previous >= 0 && free < strings.capacity) {
    prefix[free] = previous;
    lastByte[free] = from;
    length[free] = length[previous]! + 1;
    strings.free++;
  }
  strings.previous = code;
  return end;
}
