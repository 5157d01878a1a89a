import { BLANK } from './ascii.ts';

// Blanks and letters in cards. Cards are compared four bytes at a time, as words, wherever that is faster.

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
export function endOfText(words: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let word = (end >> 2) - 1;
  const first = start >> 2;
  while (word >= first && words[word] === FOUR_BLANKS) word--;
  let last = (word + 1) << 2;
  while (last > start && bytes[last - 1] === BLANK) last--;
  return Math.max(last, start);
}

/** Where the text of [start, end) begins: at its first byte that is not a blank, or at `end`. */
export function startOfText(words: Int32Array, bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (at < end && bytes[at] === BLANK) {
    at++;
    if ((at & 3) === 0) while (at < end && words[at >> 2] === FOUR_BLANKS) at += 4;
  }
  return at;
}

/** Whether a byte is a lower-case letter of ASCII. */
export const isLower = (byte: number): boolean => byte >= 0x61 && byte <= 0x7a;
/** A byte in upper case. */
export const upper = (byte: number): number => (isLower(byte) ? byte - 0x20 : byte);
