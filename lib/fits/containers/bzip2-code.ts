import { corrupt } from './decode-error.ts';

/** The longest code, in bits. */
export const LONGEST_CODE = 20;
/** Codes of up to this many bits are found by a table. */
const QUICK = 10;

/** A canonical Huffman code. */
export interface Code {
  /** By the next ten bits: 32 times the symbol plus the length of its code; 0 if the code is longer. */
  readonly quick: Uint16Array;
  /** Symbols in the order of their codes. */
  readonly symbols: Uint16Array;
  /** By length: the first code, how many codes there are, and where their symbols begin. */
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly start: Int32Array;
}

/** The code in which symbol i has `lengths[i]` bits, 1 to 20. Unused codes are allowed; too few codes are corrupt. */
export function huffmanCode(lengths: Uint8Array): Code {
  const count = new Int32Array(LONGEST_CODE + 1);
  const first = new Int32Array(LONGEST_CODE + 1);
  const start = new Int32Array(LONGEST_CODE + 1);
  for (const length of lengths) count[length]!++;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    first[length] = (first[length - 1]! + count[length - 1]!) << 1;
    start[length] = start[length - 1]! + count[length - 1]!;
    if (first[length]! + count[length]! > 1 << length) throw corrupt('a bzip2 Huffman code is impossible');
  }

  const symbols = new Uint16Array(lengths.length);
  const quick = new Uint16Array(1 << QUICK);
  const next = start.slice();
  lengths.forEach((length, symbol) => {
    const place = next[length]!++;
    symbols[place] = symbol;
    if (length > QUICK) return;
    const code = first[length]! + place - start[length]!;
    quick.fill(32 * symbol + length, code << (QUICK - length), (code + 1) << (QUICK - length));
  });
  return { quick, symbols, first, count, start };
}

/** The symbol whose code is in the highest bits of `word`: 32 times the symbol plus the code's length; 0 if none. */
export function symbolOf(code: Code, word: number): number {
  const entry = code.quick[word >>> (32 - QUICK)]!;
  return entry > 0 ? entry : longSymbolOf(code, word);
}

function longSymbolOf({ symbols, first, count, start }: Code, word: number): number {
  for (let length = QUICK + 1; length <= LONGEST_CODE; length++) {
    const place = (word >>> (32 - length)) - first[length]!;
    if (place < count[length]!) return 32 * symbols[start[length]! + place]! + length;
  }
  return 0;
}
