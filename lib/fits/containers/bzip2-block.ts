import { type Bits, moveTo, peek, position, senseless } from './bzip2-bits.ts';
import { type Code, symbolOf } from './bzip2-code.ts';

/** Symbols that one code is used for before the next is selected. */
const GROUP = 50;
/** Most bytes of input that a group takes: 50 codes of 20 bits. */
export const GROUP_BYTES = 126;

const STEP = 64 * 1024;
const LONGEST_REPEAT = 255;

/** A block as it is being read: bytes in the order of the Burrows-Wheeler transform. */
export interface Block {
  /** Bytes, one an element; then the links of the transform above them. */
  readonly store: Uint32Array;
  /** Most bytes it may hold. */
  readonly capacity: number;
  size: number;
  /** How often each byte is there. */
  readonly counts: Uint32Array;
  /** The bytes that occur, the one used last in front. */
  readonly recent: Uint8Array;
  /** The symbol that ends the block. */
  readonly last: number;
  /** A run of the front byte as far as its digits are read, and what the next digit is worth. */
  run: number;
  worth: number;
}

export function newBlock(store: Uint32Array, capacity: number, used: Uint8Array): Block {
  const counts = new Uint32Array(256);
  return { store, capacity, size: 0, counts, recent: used, last: used.length + 1, run: 0, worth: 1 };
}

/**
 * Reads a group of symbols: digits of the length of a run (0, 1), places in the list of recent bytes, the end
 * of the block (then true). GROUP_BYTES should be at hand, if the input has as many.
 */
export function readGroup(bits: Bits, code: Code, block: Block): boolean {
  const { bytes } = bits.input;
  const { store, recent, counts, last, capacity } = block;
  let { size, run, worth } = block;
  let bit = position(bits);
  let symbol = 0;
  for (let i = 0; i < GROUP && symbol !== last; i++) {
    const entry = symbolOf(code, peek(bytes, bit));
    if (entry === 0) throw senseless(bits, bit + 20, 'have a code of no symbol');
    bit += entry & 31;
    symbol = entry >>> 5;
    if (symbol <= 1) {
      run += (symbol + 1) * worth;
      worth *= 2;
      if (run > capacity) throw senseless(bits, bit, 'have a run longer than a block');
      continue;
    }
    if (run > 0) {
      if (size + run > capacity) throw senseless(bits, bit, 'overfill a block');
      store.fill(recent[0]!, size, size + run);
      counts[recent[0]!]! += run;
      size += run;
      run = 0;
      worth = 1;
    }
    if (symbol === last) break;
    if (size === capacity) throw senseless(bits, bit, 'overfill a block');
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

/** Above each byte, links the place of the byte that follows it in the text. */
function link({ store, size, counts }: Block): void {
  const next = new Uint32Array(256);
  for (let byte = 1; byte < 256; byte++) next[byte] = next[byte - 1]! + counts[byte - 1]!;
  for (let place = 0; place < size; place++) {
    const byte = store[place]! & 0xff;
    store[next[byte]!++]! |= place << 8;
  }
}

/**
 * The text of a block that is read, whose links begin at the place `origin`: four equal bytes are followed by
 * the number of further ones. Each chunk is a buffer of its own.
 */
export function* textOf(block: Block, origin: number): Generator<Uint8Array> {
  link(block);
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
