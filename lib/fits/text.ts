// Blanks and letters in cards. Cards are read four bytes at a time, as little-endian words, wherever that is faster. A
// word may end up to three bytes after the text that is asked for.

/** Four blanks, read as one word. */
export const FOUR_BLANKS = 0x20202020;

/** `length` bytes of `source` from `start` on, as words. They are copied if they are not at a multiple of four. */
export function wordsOf(source: Uint8Array, start: number, length: number): Int32Array {
  const at = source.byteOffset + start;
  if (at % 4 === 0) return new Int32Array(source.buffer, at, length / 4);
  return new Int32Array(new Uint8Array(source.subarray(start, start + length)).buffer);
}

/**
 * Where the text of [start, end) ends: after its last byte that is not a blank, or at `start`. `end` has to be the
 * end of a card, because words are compared.
 */
export function endOfText(words: Int32Array, start: number, end: number): number {
  let word = (end >> 2) - 1;
  const first = start >> 2;
  while (word >= first && words[word] === FOUR_BLANKS) word--;
  return word < first ? start : Math.max(start, lastByte(words[word]!, word << 2));
}

/** Where the last byte of a word that is not a blank ends. The word begins at `start`, and is not four blanks. */
export const lastByte = (word: number, start: number): number =>
  start + 4 - (Math.clz32(word ^ FOUR_BLANKS) >> 3);

/** Where the text of [start, end) begins: at its first byte that is not a blank, or at `end`. */
export function startOfText(view: DataView, start: number, end: number): number {
  for (let at = start; at < end; at += 4) {
    const differences = view.getInt32(at, true) ^ FOUR_BLANKS;
    if (differences !== 0) return Math.min(end, at + firstByte(differences));
  }
  return end;
}

/** Where a byte is in [start, end), or `end`. `four` is a word of four such bytes. */
export function find(view: DataView, start: number, end: number, four: number): number {
  for (let at = start; at < end; at += 4) {
    const differences = view.getInt32(at, true) ^ four;
    // a high bit for the first byte that is zero (a borrow may add false ones after it)
    const zeros = (differences - ONES) & ~differences & HIGH_BITS;
    if (zeros !== 0) return Math.min(end, at + firstByte(zeros));
  }
  return end;
}

/** The index of the first byte of a word that is not zero. The word is not zero. */
const firstByte = (word: number): number => (31 - Math.clz32(word & -word)) >> 3;

const ONES = 0x01010101;
const HIGH_BITS = 0x80808080;

/** Whether a byte is a lower-case letter of ASCII. */
export const isLower = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;
/** A byte in upper case. */
export const upper = (byte: number): number => (isLower(byte) ? byte - 0x20 : byte);
