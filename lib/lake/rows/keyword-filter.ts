/**
 * Tests whether the keyword at [start, end) of `bytes` is wanted.
 *
 * @param words the same memory, which makes the test faster
 */
export type KeywordFilter = (bytes: Uint8Array, start: number, end: number, words?: Int32Array) => boolean;

/** Keywords of standard cards have up to eight bytes, which are two words. */
const LONGEST = 8;
/** How many answers are remembered: a power of two. */
const BITS = 12;
const SLOTS = 1 << BITS;

/** Four blanks, which pad shorter keywords. */
const BLANKS = 0x20202020;

const UNKNOWN = 0;
const NO = 1;
const YES = 2;

/**
 * Returns a test of keywords as bytes. It remembers the answers about keywords that have at most eight bytes, and so makes
 * a string of each only once. A new answer replaces an old one, so the memory does not grow.
 *
 * @param decode makes a keyword of bytes
 */
export function keywordFilter(
  wants: (keyword: string) => boolean,
  decode: (bytes: Uint8Array, start: number, end: number) => string,
): KeywordFilter {
  const high = new Int32Array(SLOTS);
  const low = new Int32Array(SLOTS);
  const lengths = new Uint8Array(SLOTS);
  const answers = new Uint8Array(SLOTS);
  return (bytes, start, end, words) => {
    const length = end - start;
    if (length > LONGEST) return wants(decode(bytes, start, end));
    let [a, b] = [BLANKS, BLANKS];
    if (words !== undefined && (start & 3) === 0) {
      // usually the first eight bytes of a card; what follows the keyword is part of the question, too
      a = words[start >> 2]!;
      b = words[(start >> 2) + 1]!;
    } else {
      for (let i = 0; i < length; i++) {
        const byte = bytes[start + i]!;
        const shift = (i & 3) << 3;
        if (i < 4) a = (a & ~(0xff << shift)) | (byte << shift);
        else b = (b & ~(0xff << shift)) | (byte << shift);
      }
    }
    const slot = (Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b)) >>> (32 - BITS);
    if (answers[slot] !== UNKNOWN && high[slot] === a && low[slot] === b && lengths[slot] === length)
      return answers[slot] === YES;
    const isWanted = wants(decode(bytes, start, end));
    high[slot] = a;
    low[slot] = b;
    lengths[slot] = length;
    answers[slot] = isWanted ? YES : NO;
    return isWanted;
  };
}
