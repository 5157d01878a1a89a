import { createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type DuckDBAppender, type DuckDBConnection, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { COLUMNS, type ColumnName } from '../../lake/columns.ts';
import { beginningOf, Damaged, unpacked } from './lake-object.ts';
import { partitionOf } from './object-name.ts';
import { fileName, readCsv } from './read-csv.ts';
import { type Batch, type BatchObject, newBatch } from './staging-file.ts';

// Writes lake objects and their rows into the catalog `cache`; its tables are in cache-contents.ts.

/** Files beside that of a batch: for some of its objects, and for a single one. */
const partOf = ({ file }: Batch): string => `${file}.part`;
const apartOf = ({ file }: Batch): string => `${file}.apart`;

/** The files that DuckDB reads to load a batch. It checks the name as given, with `*` escaped. */
export function filesToLoad(batch: Batch): string[] {
  const files = [batch.file, partOf(batch), apartOf(batch)];
  return [...new Set([...files, ...files.map(fileName)])];
}

/**
 * Loads a batch into the cache and removes deleted objects. Objects whose rows are not CSV of the lake are recorded as
 * damaged, without affecting others: if a batch is refused, its halves are tried, to find the damaged objects.
 */
export async function loadBatch(connection: DuckDBConnection, lake: string, batch: Batch): Promise<void> {
  const apart = apartOf(batch);
  const pending = halves(await loadOnce(connection, lake, batch, apart));
  for (let objects = pending.pop(); objects !== undefined; objects = pending.pop()) {
    if (objects.length === 1) {
      await loadApart(connection, lake, objects[0]!, apart);
      continue;
    }
    const part = newBatch(lake, partOf(batch));
    try {
      for (const { path } of objects) await part.add(path, undefined);
      pending.push(...halves(await loadOnce(connection, lake, part, apart)));
    } finally {
      part.discard();
    }
  }
}

/** Two halves, or a single item. */
function halves<T>(all: readonly T[]): (readonly T[])[] {
  const middle = Math.ceil(all.length / 2);
  return [all.slice(0, middle), all.slice(middle)].filter(({ length }) => length > 0);
}

/** Loads a batch; returns the objects whose rows were refused. @param apart a file for a single object */
async function loadOnce(
  connection: DuckDBConnection,
  lake: string,
  batch: Batch,
  apart: string,
): Promise<readonly BatchObject[]> {
  const objects = [...batch.objects.values()];
  const of = (rows: BatchObject['rows']): BatchObject[] => objects.filter((object) => object.rows === rows);
  await transaction(connection, async () => {
    await forget(connection, [...batch.gone]);
    await note(connection, of('none'));
  });
  for (const object of of('apart')) await loadApart(connection, lake, object, apart);
  return (await areLoaded(connection, batch.file, of('here'))) ? [] : of('here');
}

/** Loads all rows of a batch's file at once; false if some of them are refused. */
async function areLoaded(
  connection: DuckDBConnection,
  file: string,
  objects: readonly BatchObject[],
): Promise<boolean> {
  if (objects.length === 0) return true;
  try {
    await transaction(connection, async () =>
      insertRowsOfMany(connection, file, await note(connection, objects)),
    );
    return true;
  } catch (error) {
    if (!isOfTheRows(error)) throw error;
    return false;
  }
}

/** Loads one object from a file of its own, so that what is wrong with it harms no other. */
async function loadApart(connection: DuckDBConnection, lake: string, object: BatchObject, file: string) {
  try {
    await pipeline(
      unpacked(`${lake}/${object.path}`, object.stamp.size),
      createWriteStream(file, { flags: 'wx' }),
    );
    await transaction(connection, async () => {
      const id = await note(connection, [object]);
      await insertRowsOfOne(connection, file, await columnsOf(lake, object), id);
    });
  } catch (error) {
    if (!(error instanceof Damaged) && !isOfTheRows(error)) throw error;
    const damage = String(error instanceof Error ? error.message : error).replace(/\n[\s\S]*/, '');
    await transaction(connection, () => note(connection, [{ ...object, rows: 'none', damage }]));
  } finally {
    rmSync(file, { force: true });
  }
}

/** An object of another release has other columns: later ones are appended. */
async function columnsOf(lake: string, { path, stamp }: BatchObject): Promise<readonly string[]> {
  for await (const piece of unpacked(`${lake}/${path}`, stamp.size)) return beginningOf(piece).columns;
  return [];
}

const NAMES = COLUMNS.map(({ name }) => name);
const CARD_COLUMNS: readonly ColumnName[] = NAMES.filter((name) => !name.startsWith('source_'));
const CARDS = `cache.cards (object, ${CARD_COLUMNS.join(', ')})`;

/** A column as it is kept: empty text is '', an empty number NULL. */
const kept = (name: ColumnName, columns: readonly string[] = NAMES): string => {
  const isNumber = name === 'hdu' || name === 'card_index';
  if (!columns.includes(name)) return isNumber ? 'NULL' : "''";
  return isNumber ? name : `coalesce(${name}, '')`;
};

/** Rows of objects numbered from `first`: the source file tells whose they are, and a row of none is refused. */
async function insertRowsOfMany(connection: DuckDBConnection, file: string, first: number): Promise<void> {
  await connection.run(
    `INSERT INTO ${CARDS} SELECT object, ${CARD_COLUMNS.map((name) => kept(name)).join(', ')}
    FROM ${readCsv(file, NAMES, 'usual')}
    LEFT JOIN (
      SELECT object, source_bucket AS bucket, source_key AS key FROM cache.objects WHERE object >= ${first}
    ) ON bucket = ${kept('source_bucket')} AND key = ${kept('source_key')}`,
  );
}

async function insertRowsOfOne(
  connection: DuckDBConnection,
  file: string,
  columns: readonly string[],
  id: number,
): Promise<void> {
  const values = CARD_COLUMNS.map((name) => kept(name, columns));
  await connection.run(
    `INSERT INTO ${CARDS} SELECT ${id}, ${values.join(', ')} FROM ${readCsv(file, columns, 'large', 1)}`,
  );
}

/** Numbers objects and writes them down, in place of what was known of them; gives the first number. */
async function note(connection: DuckDBConnection, objects: readonly BatchObject[]): Promise<number> {
  await forget(
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

async function forget(connection: DuckDBConnection, paths: readonly string[]): Promise<void> {
  const [values, types] = [{ paths: listValue(paths) }, { paths: LIST(VARCHAR) }];
  const these = 'WHERE path IN (SELECT unnest($paths))';
  const known = await connection.runAndReadAll(
    `SELECT object FROM cache.objects ${these} LIMIT 1`,
    values,
    types,
  );
  if (known.currentRowCount === 0) return;
  const cards = `DELETE FROM cache.cards WHERE object IN (SELECT object FROM cache.objects ${these})`;
  await connection.run(cards, values, types);
  await connection.run(`DELETE FROM cache.objects ${these}`, values, types);
}

async function transaction<T>(connection: DuckDBConnection, work: () => Promise<T>): Promise<T> {
  await connection.run('BEGIN');
  try {
    const result = await work();
    await connection.run('COMMIT');
    return result;
  } catch (error) {
    await connection.run('ROLLBACK');
    throw error;
  }
}

/** Whether DuckDB refused the rows themselves: any other failure says nothing of them. */
const isOfTheRows = (error: unknown): boolean =>
  /^(Error: )?(Invalid Input|Conversion|Constraint|Not implemented|Out of Memory) Error:/.test(String(error));
