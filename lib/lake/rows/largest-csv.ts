import { LIMITS, type Limits } from '../../fits/limits.ts';
import type { SourceFile } from '../extraction.ts';
import { placeFields } from './csv.ts';

/** Bytes of a card in a header, and the most that its text has in a row: a byte becomes up to three (U+FFFD). */
const CARD = { inHeader: 80, inRow: 3 * 80 };
/** Bytes of a row besides its source file and its card: commas, quotes, HDU, index, type. */
const AROUND = 64;
/**
 * Rows that are not cards: facts, faults and derived values of an HDU, and of the file. There may be more derived values,
 * but they are much shorter than cards.
 */
const OTHER = { hdu: 16, file: 150 };
/** An upper bound for any file: the longest headers, with the longest rows, of a file whose name has 300 bytes. */
const MOST = 600_000_000;

/**
 * The most bytes that the CSV of a lake object can have, whatever its source file contains. The reader reads up to 64 MB
 * of headers, which are 840,000 cards, and every row names the source file. With names of 100 bytes that is about 420 MB.
 */
export function largestCsv({ bucket, key }: SourceFile, { headerBytes, hdus }: Limits = LIMITS): number {
  const rows = Math.ceil(headerBytes / CARD.inHeader) + OTHER.hdu * hdus + OTHER.file;
  return Math.min(MOST, rows * (Buffer.byteLength(placeFields(bucket, key)) + CARD.inRow + AROUND));
}
