import { BLOCK } from '../../lib/fits/ascii.ts';

/** An 80-byte record. */
export const record = (text: string): Buffer => Buffer.from(text.padEnd(80).slice(0, 80), 'latin1');

/** A whole header: the records, END, blanks to the block's end. */
export function header(records: readonly string[]): Buffer {
  const text = Buffer.concat([...records.map(record), record('END')]);
  return Buffer.concat([text, Buffer.alloc((BLOCK - (text.length % BLOCK)) % BLOCK, ' ')]);
}

/** The cards that say what an image HDU's data are; `axes` from NAXIS1 on. */
export const sizeCards = (bitpix: number, axes: readonly (number | string)[]): string[] => [
  `BITPIX  = ${bitpix}`,
  `NAXIS   = ${axes.length}`,
  ...axes.map((length, i) => `NAXIS${i + 1}`.padEnd(8).concat(`= ${length}`)),
];

export const primary = (axes: readonly (number | string)[] = [], more: readonly string[] = []): Buffer =>
  header(['SIMPLE  = T', ...sizeCards(8, axes), ...more]);

export const image = (axes: readonly (number | string)[] = [], more: readonly string[] = []): Buffer =>
  header(["XTENSION= 'IMAGE   '", ...sizeCards(8, axes), 'PCOUNT  = 0', 'GCOUNT  = 1', ...more]);

/** `length` bytes of data, padded to whole blocks. */
export const data = (length: number): Buffer => Buffer.alloc(Math.ceil(length / BLOCK) * BLOCK);
