import { type Bits, invalidBits, moveTo, peek, position } from './bzip2-bits.ts';
import { type Code, symbolOf } from './bzip2-code.ts';

/** How many symbols are read with one code before the next code is selected. */
const GROUP = 50;
/** The most bytes of input that a group takes: 50 codes of 20 bits. */
export const GROUP_BYTES = 126;

/** Bytes of text that are passed on at a time. */
const STEP = 64 * 1024;
const LONGEST_REPEAT = 255;

/** A block that is being read: bytes in the order of the Burrows-Wheeler transform. */
export interface Block {
  /** One byte in each element; later also the links of the transform, in the bits above. */
  readonly store: Uint32Array;
  /** The most bytes that it may have. */
  readonly capacity: number;
  size: number;
  /** How often each byte occurs. */
  readonly counts: Uint32Array;
  /** The bytes that occur, the most recent one first. */
  readonly recent: Uint8Array;
  /** The symbol that ends the block. */
  readonly last: number;
  /** Length of a run of the first of `recent`, as far as its digits have been read, and the value of the next digit. */
  run: number;
  worth: number;
}

/** An empty block, whose bytes go to `store`. `used` are the bytes that occur in it. */
export function newBlock(store: Uint32Array, capacity: number, used: Uint8Array): Block {
  const counts = new Uint32Array(256);
  return { store, capacity, size: 0, counts, recent: used, last: used.length + 1, run: 0, worth: 1 };
}

/**
 * Reads a group of symbols: digits of the length of a run (0, 1), places in the list of recent bytes, or the end of
 * the block. Returns true at the end of the block. GROUP_BYTES should be in the window, if the input has that many.
 */
export function readGroup(bits: Bits, code: Code, block: Block): boolean {
  const { bytes } = bits.input;
  const { store, recent, counts, last, capacity } = block;
  let { size, run, worth } = block;
  let bit = position(bits);
  let symbol = 0;
  for (let i = 0; i < GROUP && symbol !== last; i++) {
    const entry = symbolOf(code, peek(bytes, bit));
    if (entry === 0) throw invalidBits(bits, bit + 20, 'a bzip2 code does not belong to a symbol');
    bit += entry & 31;
    symbol = entry >>> 5;
    if (symbol <= 1) {
      run += (symbol + 1) * worth;
      worth *= 2;
      if (run > capacity) throw invalidBits(bits, bit, 'a bzip2 run is longer than a block');
      continue;
    }
    if (run > 0) {
      if (size + run > capacity) throw invalidBits(bits, bit, 'a bzip2 block has too many bytes');
      store.fill(recent[0]!, size, size + run);
      counts[recent[0]!]! += run;
      size += run;
      run = 0;
      worth = 1;
    }
    if (symbol === last) break;
    if (size === capacity) throw invalidBits(bits, bit, 'a bzip2 block has too many bytes');
    const byte = recent[symbol - 1]!;
    // the call costs more than a short loop
    if (symbol > 33) recent.copyWithin(1, 0, symbol - 1);
    else for (let place = symbol - 1; place > 0; place--) recent[place] = recent[place - 1]!;
    recent[0] = byte;
    counts[byte]!++;
    store[size++] = byte;
  }
  moveTo(bits, bit);
  block.size = size;
  block.run = run;
  block.worth = worth;
  return symbol === last;
}

/** Stores, in the bits above each byte, the place of the byte that follows it in the text. */
function linkPlaces({ store, size, counts }: Block): void {
  const next = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) next[byte] = next[byte - 1]! + counts[byte - 1]!;
  for (let place = 0; place < size; place++) {
    const byte = store[place]! & 0xff;
    store[next[byte]!++]! |= place << 8;
  }
}

/**
 * Unpacks a block that has been read, whose text begins at the place `origin`. In the text, four equal bytes are
 * followed by the number of further ones. Each chunk has its own buffer.
 */
export function* unpackBlock(block: Block, origin: number): Generator<Uint8Array> {
  linkPlaces(block);
  const { store } = block;
  let left = block.size;
  let place = store[origin]! >>> 8;
  let previous = -1;
  let equal = 0;
  while (left > 0) {
    const out = new Uint8Array(Math.min(STEP, LONGEST_REPEAT * left) + LONGEST_REPEAT);
    let length = 0;
    while (left > 0 && length < STEP) {
      const word = store[place]!;
      const byte = word & 0xff;
      place = word >>> 8;
      left--;
      if (equal === 4) {
        out.fill(previous, length, length + byte);
        length += byte;
        equal = 0;
        previous = -1;
      } else {
        equal = byte === previous ? equal + 1 : 1;
        previous = byte;
        out[length++] = byte;
      }
    }
    yield out.subarray(0, length);
  }
}
