import { LIMITS, type Limits } from '../../fits/limits.ts';
import type { SourceFile } from '../extraction.ts';
import { placeFields } from './csv.ts';

/** Bytes of a card in a header, and of its text in a row: a byte becomes at most three (U+FFFD). */
const CARD = { inHeader: 80, inRow: 3 * 80 };
/** Bytes of a row besides its source and its card: commas, quotes, HDU, index, type. */
const AROUND = 64;
/** And never more: the longest headers, all of the widest rows, of a file with names of 300 bytes. */
const MOST = 600_000_000;
/** Rows that are not cards: those of an HDU, its faults, and the file. */
const OTHER = { hdu: 10, file: 100 };

/**
 * The most bytes that the CSV of a lake object can have, whatever its source file contains: the reader reads 64 MB of headers,
 * which are 840,000 cards, and every row names its source. With names of 100 bytes that is some 420 MB.
 */
export function largestCsv({ bucket, key }: SourceFile, { headerBytes, hdus }: Limits = LIMITS): number {
  const rows = Math.ceil(headerBytes / CARD.inHeader) + OTHER.hdu * hdus + OTHER.file;
  return Math.min(MOST, rows * (Buffer.byteLength(placeFields(bucket, key)) + CARD.inRow + AROUND));
}
