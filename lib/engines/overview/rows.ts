import type { DuckDBConnection, DuckDBResultReader } from '@duckdb/node-api';
import { type ObscoreName, storedColumns } from '../../sql/view-columns.ts';
import type { Column, Value } from '../answer.ts';
import { columnType, plainValue } from '../duckdb/values.ts';
import { expressionOf, tableOf } from './observations.ts';

// Single observations, by their numbers in the table.

/** Some rows of a view. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Value[])[];
}

/** The names of a view's columns. */
export const columnNames = (view: ObscoreName): readonly string[] =>
  storedColumns(view).map(({ name }) => name);

/**
 * Reads rows by their numbers, in this order.
 *
 * @param columns names of columns of the view
 */
export async function rowsByNumber(
  connection: DuckDBConnection,
  view: ObscoreName,
  rowids: readonly number[],
  columns: readonly string[],
): Promise<Rows> {
  const list = columns.map((name) => `${expressionOf(view, name)} AS "${name}"`).join(', ');
  const wanted = rowids.length === 0 ? 'false' : `rowid IN (${rowids.map(Number).join(', ')})`;
  const read = await connection.runAndReadAll(
    `SELECT rowid AS "row number", ${list} FROM ${tableOf(view)} WHERE ${wanted}`,
  );
  const { columns: found, rows } = rowsIn(read);
  const byNumber = new Map(rows.map(([number, ...values]) => [Number(number), values]));
  return { columns: found.slice(1), rows: rowids.map((number) => byNumber.get(number) ?? []) };
}

/** A short result as plain data. */
export function rowsIn(read: DuckDBResultReader): Rows {
  const names = read.deduplicatedColumnNames();
  return {
    columns: names.map((name, index) => ({ name, type: columnType(read.columnTypeId(index)) })),
    rows: read.getRows().map((row) => row.map(plainValue)),
  };
}

/** What a lake has: counts of files, and what cannot be shown on the sky or in time. */
export interface LakeCounts {
  readonly files: number;
  readonly hdus: number;
  readonly observations: number;
  readonly faultyFiles: number;
  readonly faults: number;
  /** Observations without a position, and without a time. */
  readonly withoutPosition: number;
  readonly withoutTime: number;
  /** Files that are not observations. */
  readonly notObservations: number;
  /** The time at which the latest file was read, UTC; null in an empty lake. */
  readonly latest: string | null;
}

/** Counts what a lake has. */
export async function lakeCounts(connection: DuckDBConnection): Promise<LakeCounts> {
  const read = await connection.runAndReadAll(`SELECT
      (SELECT count(*) FROM cache.main.files) AS files,
      (SELECT coalesce(sum(hdu_count), 0) FROM cache.main.files) AS hdus,
      (SELECT count(*) FROM cache.main.obscore) AS observations,
      (SELECT count(*) FROM cache.main.files WHERE faults > 0) AS faulty,
      (SELECT count(*) FROM cache.main.faults) AS faults,
      (SELECT count(*) FROM cache.main.obscore WHERE s_ra IS NULL) AS no_position,
      (SELECT count(*) FROM cache.main.obscore WHERE t_min IS NULL) AS no_time,
      (SELECT CAST(max(extracted_at) AS VARCHAR) FROM cache.main.files) AS latest`);
  const [row = []] = read.getRows();
  const [
    files = 0,
    hdus = 0,
    observations = 0,
    faultyFiles = 0,
    faults = 0,
    withoutPosition = 0,
    withoutTime = 0,
  ] = row.slice(0, -1).map(Number);
  const latest = row.at(-1);
  return {
    files,
    hdus,
    observations,
    faultyFiles,
    faults,
    withoutPosition,
    withoutTime,
    notObservations: files - observations,
    latest: latest == null ? null : `${String(latest).replace(' ', 'T').slice(0, 19)}Z`,
  };
}
