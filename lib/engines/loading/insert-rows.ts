import { type DuckDBAppender, type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { CARD_TYPES, COLUMNS, type ColumnName } from '../../lake/columns.ts';
import { NO_NUMBER } from '../../lake/rows/split-rows.ts';
import { literal, literals } from '../../sql/text.ts';
import { othersAbout, storeViews, storeViewsAgain } from './build-views.ts';
import { ROW_TABLES, type RowTable } from './lake-rows.ts';
import { partitionOf } from './object-name.ts';
import { fileName, readCsv } from './read-csv.ts';
import type { RowFiles } from './row-files.ts';
import type { StagedObject } from './staging-file.ts';
import { LAKE_OBJECT, STORED_VIEWS } from './stored-views.ts';

// The statements that write lake objects and their rows into the tables of the catalog `cache`, see schema.ts.

const CARD_COLUMNS: readonly ColumnName[] = COLUMNS.map(({ name }) => name).filter(
  (name) => !name.startsWith('source_'),
);
const into = (table: RowTable): string => `cache.${table} (object, ${CARD_COLUMNS.join(', ')})`;

/** The SQL of a column as the cache stores it: an empty text is '', an empty number NULL. */
const stored = (name: ColumnName, columns: readonly string[]): string => {
  if (!columns.includes(name)) return isNumber(name) ? 'NULL' : "''";
  return isNumber(name) ? name : `coalesce(${name}, '')`;
};

const isNumber = (name: ColumnName): boolean => name === 'hdu' || name === 'card_index';

/** Files of staged rows, by table. */
export type StagedFiles = ReturnType<RowFiles['paths']>;

/**
 * Inserts the rows of a staging file.
 *
 * @param first the number of the first of its objects, as {@link insertObjects} returned it
 */
export async function insertStagedRows(
  connection: DuckDBConnection,
  files: StagedFiles,
  first: number,
): Promise<void> {
  const values = CARD_COLUMNS.map((name) => (isNumber(name) ? `nullif(${name}, ${NO_NUMBER})` : name));
  for (const [table, file] of files)
    await connection.run(
      `INSERT INTO ${into(table)} SELECT object + ${first}, ${values.join(', ')} FROM read_parquet(${literal(fileName(file))})`,
    );
  await storeViews(connection, first);
}

/**
 * Inserts the rows of one object from an uncompressed CSV with a header line.
 *
 * @param columns of the CSV
 * @param object its number
 */
export async function insertObjectRows(
  connection: DuckDBConnection,
  file: string,
  columns: readonly string[],
  object: number,
): Promise<void> {
  const values = CARD_COLUMNS.map((name) => stored(name, columns));
  const isCard = `${stored('card_type', columns)} IN (${literals(CARD_TYPES)})`;
  for (const table of ROW_TABLES)
    await connection.run(
      `INSERT INTO ${into(table)} SELECT ${object}, ${values.join(', ')} FROM ${readCsv(file, columns)}
      WHERE ${table === 'cards' ? isCard : `NOT ${isCard}`}`,
    );
  await storeViews(connection, object);
}

/** Records objects, in place of what was recorded before, and numbers them; returns the first number. */
export async function insertObjects(
  connection: DuckDBConnection,
  objects: readonly StagedObject[],
): Promise<number> {
  await deleteObjects(
    connection,
    objects.map(({ path }) => path),
  );
  const found = await connection.runAndReadAll('SELECT coalesce(max(object), 0) + 1 FROM cache.objects');
  const first = Number(found.getRows()[0]?.[0]);
  const appender = await connection.createAppender('objects', 'main', 'cache');
  for (const [index, { path, source, stamp, damage }] of objects.entries()) {
    appender.appendInteger(first + index);
    appender.appendVarchar(path);
    appender.appendVarchar(source.bucket);
    appender.appendVarchar(source.key);
    appendText(appender, partitionOf(path, source));
    appender.appendBigInt(stamp.size);
    appender.appendBigInt(stamp.mtimeNs);
    appendText(appender, damage);
    appender.endRow();
  }
  appender.closeSync();
  return first;
}

function appendText(appender: DuckDBAppender, text: string | null | undefined): void {
  if (text === null || text === undefined) appender.appendNull();
  else appender.appendVarchar(text);
}

/** Deletes objects and their rows, by their paths. */
export async function deleteObjects(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const found = await connection.runAndReadAll(
    'SELECT object FROM cache.objects WHERE path IN (SELECT unnest($paths))',
    { paths: listValue(paths) },
    { paths: LIST(VARCHAR) },
  );
  if (found.currentRowCount === 0) return;
  const numbers = found.getRows().flat().join(', ');
  const others = await othersAbout(connection, `object IN (${numbers})`);
  for (const view of STORED_VIEWS)
    await connection.run(`DELETE FROM cache.${view} WHERE ${LAKE_OBJECT} IN (${numbers})`);
  for (const table of [...ROW_TABLES, 'objects'])
    await connection.run(`DELETE FROM cache.${table} WHERE object IN (${numbers})`);
  await storeViewsAgain(connection, others);
}

/** Does `work` in a transaction, which is rolled back if it throws. */
export async function inTransaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    // after a COMMIT that failed there is nothing to roll back
    await connection.run('ROLLBACK').catch(() => {});
    throw error;
  }
}
