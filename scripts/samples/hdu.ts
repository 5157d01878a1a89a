import { type Card, records } from './card.ts';

// HDUs made of cards and data: FITS standard 4.0, sections 3 and 4.4.1.

/** A sample: its path below fits_data/, and its bytes. */
export interface Sample {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A card of every sample: the observatories are invented, only the sky is real. */
export const ORIGIN: Card = ['ORIGIN', 'fits-datalake samples', 'invented; made by npm run samples'];

/** Bytes of a block. */
export const BLOCK = 2880;

/** Header and data of one HDU, each padded to whole blocks. */
export function hdu(cards: readonly Card[], data: Uint8Array = new Uint8Array(0)): Uint8Array {
  const text = cards.flatMap(records).join('') + 'END'.padEnd(80);
  return joined(padded(Buffer.from(text, 'latin1'), 0x20), padded(data, 0));
}

/** The bytes of several parts in one array. */
export const joined = (...parts: readonly Uint8Array[]): Uint8Array => new Uint8Array(Buffer.concat(parts));

function padded(bytes: Uint8Array, filler: number): Uint8Array {
  const whole = new Uint8Array(Math.ceil(bytes.length / BLOCK) * BLOCK).fill(filler);
  whole.set(bytes);
  return whole;
}

/** The values that BITPIX can have (FITS standard 4.0, table 8). */
export type Bitpix = 8 | 16 | 32 | 64 | -32 | -64;

/** The cards that begin a primary header; `extended` if extensions follow. */
export const primary = (bitpix: Bitpix, axes: readonly number[], extended = false): Card[] => [
  ['SIMPLE', true, 'conforms to FITS standard'],
  ['BITPIX', bitpix, 'bits per data value'],
  ...axisCards(axes),
  ...(extended ? ([['EXTEND', true, 'extensions may be present']] as const) : []),
];

/** The cards that begin an IMAGE extension. */
export const image = (bitpix: Bitpix, axes: readonly number[]): Card[] => [
  ['XTENSION', 'IMAGE', 'image extension'],
  ['BITPIX', bitpix, 'bits per data value'],
  ...axisCards(axes),
  ['PCOUNT', 0, 'no group parameters'],
  ['GCOUNT', 1, 'one data group'],
];

/** The cards that begin a binary table: `width` bytes per row, and `heap` bytes after the rows. */
export const table = (width: number, rows: number, heap: number, fields: number): Card[] => [
  ['XTENSION', 'BINTABLE', 'binary table extension'],
  ['BITPIX', 8, 'bits per data value'],
  ['NAXIS', 2, 'number of axes'],
  ['NAXIS1', width, 'bytes in a row'],
  ['NAXIS2', rows, 'number of rows'],
  ['PCOUNT', heap, 'bytes in the heap'],
  ['GCOUNT', 1, 'one data group'],
  ['TFIELDS', fields, 'number of columns'],
];

const axisCards = (axes: readonly number[]): Card[] => [
  ['NAXIS', axes.length, 'number of axes'],
  ...axes.map((length, index): Card => [`NAXIS${index + 1}`, length]),
];

/** The cards with which 16-bit integers represent 0 to 65535 (FITS standard 4.0, table 11). */
export const UNSIGNED: readonly Card[] = [
  ['BZERO', 32768, 'data are unsigned 16-bit integers'],
  ['BSCALE', 1],
];
