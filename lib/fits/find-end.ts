import { BLANK, BLOCK, CARD } from './ascii.ts';
import { FOUR_BLANKS, wordsOf } from './text.ts';

/** {@link findEnd} returns this if END may follow in the next block. */
export const NO_END = -1;
/** {@link findEnd} returns this if the bytes are data, and so no END will follow. */
export const NOT_TEXT = -2;

const RECORDS = BLOCK / CARD;

/**
 * The offset of a header's END card: `END` in columns 1 to 3 and blanks to column 8 (FITS standard 4.0,
 * 4.4.1.1), or NULs, which some writers leave instead of padding. Only whole records are searched. If most records
 * of a block begin with a byte that cannot be part of a header, the block is data and the header has no END. Returns
 * NO_END or NOT_TEXT if END was not found.
 *
 * @param from where the first block begins that has not been searched before
 */
export function findEnd(header: Uint8Array, from: number): number {
  for (let block = from; block + CARD <= header.length; block += BLOCK) {
    let notText = 0;
    const end = Math.min(block + BLOCK, header.length);
    for (let at = block; at + CARD <= end; at += CARD) {
      const first = header[at]!;
      if (first < BLANK || first > 0x7e) notText++;
      if (first === 0x45 && isEnd(header, at)) return at;
    }
    if (notText * 2 > RECORDS) return NOT_TEXT;
  }
  return NO_END;
}

function isEnd(header: Uint8Array, at: number): boolean {
  if (header[at + 1] !== 0x4e || header[at + 2] !== 0x44) return false;
  for (let column = 3; column < 8; column++) {
    const byte = header[at + column];
    if (byte !== BLANK && byte !== 0) return false;
  }
  return true;
}

/** Whether the bytes [start, end) are blanks. */
export function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start;
  for (; at < end && at % 4 !== 0; at++) if (bytes[at] !== BLANK) return false;
  const words = wordsOf(bytes, at, (end - at) & ~3);
  for (let word = 0; word < words.length; word++) if (words[word] !== FOUR_BLANKS) return false;
  return firstNonBlank(bytes, at + 4 * words.length, end) < 0;
}

/** The offset of the first byte in [start, end) that is not a blank; -1 if all are blanks. */
export function firstNonBlank(bytes: Uint8Array, start: number, end: number): number {
  for (let at = start; at < end; at++) if (bytes[at] !== BLANK) return at;
  return -1;
}
