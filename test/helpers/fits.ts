import { BLOCK } from '../../lib/fits/ascii.ts';

// Headers and data of made FITS files.

/** An 80-byte record. */
export const record = (text: string): Buffer => Buffer.from(text.padEnd(80).slice(0, 80), 'latin1');

/** A whole header: the records, END, and blanks up to the end of the block. */
export function header(records: readonly string[]): Buffer {
  const text = Buffer.concat([...records.map(record), record('END')]);
  return Buffer.concat([text, Buffer.alloc((BLOCK - (text.length % BLOCK)) % BLOCK, ' ')]);
}

/** The cards with the size of an image; `axes` begins with NAXIS1. */
export const sizeCards = (bitpix: number, axes: readonly (number | string)[]): string[] => [
  `BITPIX  = ${bitpix}`,
  `NAXIS   = ${axes.length}`,
  ...axes.map((length, i) => `NAXIS${i + 1}`.padEnd(8).concat(`= ${length}`)),
];

/** The header of a primary HDU with these axes and further records. */
export const primary = (axes: readonly (number | string)[] = [], more: readonly string[] = []): Buffer =>
  header(['SIMPLE  = T', ...sizeCards(8, axes), ...more]);

/** The header of an IMAGE extension with these axes and further records. */
export const image = (axes: readonly (number | string)[] = [], more: readonly string[] = []): Buffer =>
  header(["XTENSION= 'IMAGE   '", ...sizeCards(8, axes), 'PCOUNT  = 0', 'GCOUNT  = 1', ...more]);

/** `length` bytes of data, padded to whole blocks. */
export const data = (length: number): Buffer => Buffer.alloc(Math.ceil(length / BLOCK) * BLOCK);
