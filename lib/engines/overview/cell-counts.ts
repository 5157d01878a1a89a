import type { DuckDBConnection } from '@duckdb/node-api';
import type { ObscoreName } from '../../sql/view-columns.ts';
import { tableOf } from './observations.ts';

// What a page can draw before it has the columns of all observations: how many there are, and where.

/** HEALPix pixels of order 6. */
const CELLS = 12 * 4 ** 6;

/** How many observations a view has. */
export interface CellCounts {
  readonly total: number;
  /** By HEALPix pixel of order 6, nested; the last number is of observations without a position. */
  readonly cells: Uint32Array;
}

/** Counts the observations of a view by cell: of a million, in hundredths of a second. */
export async function cellCounts(connection: DuckDBConnection, view: ObscoreName): Promise<CellCounts> {
  const read = await connection.runAndReadAll(
    `SELECT coalesce(hpx6, ${CELLS})::INTEGER, count(*)::INTEGER FROM ${tableOf(view)} GROUP BY 1`,
  );
  const cells = new Uint32Array(CELLS + 1);
  let total = 0;
  for (const [cell, count] of read.getRows()) {
    cells[Number(cell)] = Number(count);
    total += Number(count);
  }
  return { total, cells };
}
