import type { Answer } from '../engines/answer.ts';
import type { Describe } from './column-about.ts';
import { blocks, fitsHeader } from './fits-cards.ts';
import { type FitsLayout, type FitsValue, fitsColumn } from './fits-columns.ts';
import { PRIMARY, tableCards } from './fits-table-header.ts';
import { NotRepresentable } from './not-representable.ts';

/** The most columns of a binary table (TFIELDS: FITS 4.0, section 7.3.1). */
const MOST_COLUMNS = 999;

/** A table is refused if it would have more bytes than this, and more than `factor` times those of its values. */
const PADDING = { bytes: 2 ** 32, factor: 10 };

/** The bytes of rows that are in memory at a time, unless a row alone has more. */
const MOST_BYTES = 2 ** 20;

/** Some rows of a binary table. */
export type FitsRows = readonly (readonly FitsValue[])[];

/** Keeps pieces of an answer until all of them are known. */
export interface Spool {
  add(rows: FitsRows): void;
  /** What was added, in that order. */
  pieces(): Iterable<FitsRows>;
  /** The bytes that it takes. */
  size(): number;
}

/**
 * A FITS file with a binary table. Its header gives the number of rows and the length of the longest text, so nothing is
 * written before the last row is known. At most two pieces of the answer are in memory.
 *
 * @param spool keeps the rows until then
 * @throws NotRepresentable if FITS cannot hold the answer
 */
export async function* fits(
  { columns, pieces }: Answer,
  describe: Describe,
  spool: Spool,
): AsyncGenerator<Uint8Array, void> {
  if (columns.length > MOST_COLUMNS) {
    throw new NotRepresentable(`a FITS table has at most ${MOST_COLUMNS} columns, not ${columns.length}`);
  }
  const seen = columns.map(fitsColumn);
  let rowCount = 0;
  for await (const rows of pieces) {
    spool.add(rows.map((row) => seen.map((column, at) => column.see(row[at] ?? null))));
    rowCount += rows.length;
  }
  const layouts = seen.map((column) => column.layout());
  const rowLength = layouts.reduce((sum, { width }) => sum + width, 0);
  const length = rowCount * rowLength;
  if (length > PADDING.bytes && length > PADDING.factor * spool.size()) throw padded(layouts, columns);
  const changed = seen.reduce((sum, column) => sum + (column.changed?.() ?? 0), 0);
  yield fitsHeader(PRIMARY);
  yield fitsHeader(tableCards({ columns, layouts, rowCount, rowLength, changed }, describe));
  for (const rows of spool.pieces()) yield* tableRows(rows, layouts, rowLength);
  yield new Uint8Array(blocks(length) - length);
}

/** The bytes of some rows. Short texts in a wide column take little space until now. */
function* tableRows(
  rows: FitsRows,
  layouts: readonly FitsLayout[],
  rowLength: number,
): Generator<Uint8Array, void> {
  const most = Math.max(1, Math.floor(MOST_BYTES / rowLength));
  for (let first = 0; first < rows.length; first += most) {
    const some = rows.slice(first, first + most);
    const bytes = Buffer.alloc(some.length * rowLength);
    let at = 0;
    for (const row of some) {
      for (const [index, { width, write }] of layouts.entries()) {
        write(bytes, at, row[index] ?? null);
        at += width;
      }
    }
    yield bytes;
  }
}

/** FITS gives every row as much space as the longest text of the column needs. */
function padded(layouts: readonly FitsLayout[], columns: Answer['columns']): NotRepresentable {
  const widest = layouts.reduce(
    (most, { width }, at) => (width > (layouts[most]?.width ?? 0) ? at : most),
    0,
  );
  const width = layouts[widest]?.width ?? 0;
  const name = columns[widest]?.name ?? '';
  return new NotRepresentable(
    `its longest text has ${width} characters, and FITS would give as many to every row; use substr(${name}, 1, 1000)`,
    name,
  );
}
