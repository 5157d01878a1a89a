import type { Value } from '../answer.ts';
import { QueryRefused } from '../query-refused.ts';

// Pieces of an answer that are small in bytes too: those of DuckDB have 2048 rows, of whatever length.

type Row = readonly Value[];

/** Bytes of a piece, roughly, unless a single row has more. */
const PIECE = 256_000;
/** The most bytes of a row, roughly. The server has a few of them in memory for each client that reads slowly. */
const MOST_ROW = 16_000_000;

/**
 * Splits rows into small pieces.
 *
 * @throws QueryRefused if a row is too large
 */
export function* portions(rows: readonly Row[], most = PIECE, mostRow = MOST_ROW): Generator<readonly Row[]> {
  let [start, bytes] = [0, 0];
  for (const [at, row] of rows.entries()) {
    const size = sizeOf(row);
    if (size > mostRow)
      throw new QueryRefused({
        kind: 'engine',
        sentence: `a row of the answer is larger than ${mostRow / 1e6} MB: select fewer or shorter values`,
      });
    if (at > start && bytes + size > most) {
      yield rows.slice(start, at);
      [start, bytes] = [at, 0];
    }
    bytes += size;
  }
  if (rows.length > start) yield start === 0 ? rows : rows.slice(start);
}

/** The bytes of rows in memory, roughly. */
export const bytesOfRows = (rows: readonly Row[]): number => rows.reduce((sum, row) => sum + sizeOf(row), 0);

/** Bytes of a value besides its text. */
const EACH = 8;

function sizeOf(value: Value): number {
  if (typeof value === 'string') return EACH + value.length;
  if (typeof value !== 'object' || value === null) return EACH;
  if (Array.isArray(value)) return value.reduce((sum: number, item) => sum + sizeOf(item), EACH);
  return Object.entries(value).reduce((sum, [name, item]) => sum + name.length + sizeOf(item), EACH);
}
