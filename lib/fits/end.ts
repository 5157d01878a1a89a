import { BLANK, BLOCK, CARD } from './ascii.ts';

/**
 * Where the END card of a header stands, or -1: `END` in columns 1 to 3 and blanks to column 8 (FITS standard
 * 4.0, 4.4.1.1), or NULs, as writers leave them that forget to pad. Only whole records are looked at.
 *
 * @param from a multiple of 80 from the header's start: what was searched before
 */
export function findEnd(header: Uint8Array, from: number): number {
  for (let at = from; at + CARD <= header.length; at += CARD) {
    if (header[at] !== 0x45 || header[at + 1] !== 0x4e || header[at + 2] !== 0x44) continue;
    let column = 3;
    while (column < 8 && (header[at + column] === BLANK || header[at + column] === 0)) column++;
    if (column === 8) return at;
  }
  return -1;
}

/** Whether a block is mostly bytes that no header holds: then no END is to be hoped for behind it. */
export function isBinary(header: Uint8Array, block: number): boolean {
  const end = Math.min(block + BLOCK, header.length);
  let odd = 0;
  for (let at = block; at < end; at++) if (header[at]! < BLANK || header[at]! > 0x7e) odd++;
  return odd * 2 > end - block;
}

const BLANKS = new Uint8Array(BLOCK).fill(BLANK);

/** The first byte of [start, end), at most a block, that is no blank; -1 where there is none. */
export function firstNonBlank(bytes: Uint8Array, start: number, end: number): number {
  const text = bytes.subarray(start, end);
  if (Buffer.compare(text, BLANKS.subarray(0, text.length)) === 0) return -1;
  return start + text.findIndex((byte) => byte !== BLANK);
}
