import { BLANK, BLOCK, CARD } from './ascii.ts';

/** What {@link findEnd} gives where there is no END so far, and where none is to be hoped for. */
export const NO_END = -1;
export const NOT_TEXT = -2;

const RECORDS = BLOCK / CARD;

/**
 * Where the END card of a header stands: `END` in columns 1 to 3 and blanks to column 8 (FITS standard 4.0,
 * 4.4.1.1), or NULs, as writers leave them that forget to pad. Only whole records are looked at. A block most
 * of whose records begin with a byte that no header holds is data: the header has no END then.
 *
 * @param from where a block begins that was not searched before
 */
export function findEnd(header: Uint8Array, from: number): number {
  for (let block = from; block + CARD <= header.length; block += BLOCK) {
    let strange = 0;
    const end = Math.min(block + BLOCK, header.length);
    for (let at = block; at + CARD <= end; at += CARD) {
      const first = header[at]!;
      if (first < BLANK || first > 0x7e) strange++;
      if (first === 0x45 && isEnd(header, at)) return at;
    }
    if (strange * 2 > RECORDS) return NOT_TEXT;
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

const BLANKS = new Uint8Array(BLOCK).fill(BLANK);

/** The first byte of [start, end), at most a block, that is no blank; -1 where there is none. */
export function firstNonBlank(bytes: Uint8Array, start: number, end: number): number {
  const text = bytes.subarray(start, end);
  if (Buffer.compare(text, BLANKS.subarray(0, text.length)) === 0) return -1;
  return start + text.findIndex((byte) => byte !== BLANK);
}
