import { createWriteStream, rmSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { messageOf } from '../../stores/file-problem.ts';
import { Damaged } from './damaged.ts';
import {
  deleteObjects,
  insertObjectRows,
  insertObjects,
  insertStagedRows,
  inTransaction,
  type StagedFiles,
} from './insert-rows.ts';
import { beginningOf, uncompressed } from './lake-object.ts';
import { ROW_TABLES } from './lake-rows.ts';
import { NoRoomToLoad, ranOutOf } from './no-room-to-load.ts';
import { fileName } from './read-csv.ts';
import { rowFile } from './row-files.ts';
import { newStagingFile, type StagedObject, type StagingFile } from './staging-file.ts';

// Loads staging files into the cache, and finds the objects that are damaged.

/** The lake's folder, and a connection that has its cache attached for writing. */
interface Target {
  readonly connection: DuckDBConnection;
  readonly lake: string;
  /** The path of a temporary file for the rows of one object. */
  readonly single: string;
  readonly canHaveMore: boolean;
}

/** Temporary files beside those of a staging file: for some of its objects, and for a single one. */
const partOf = ({ path }: StagingFile): string => `${path}.part`;
const singleOf = ({ path }: StagingFile): string => `${path}.apart`;

/** The files that DuckDB reads to load a staging file, also as patterns: it checks the name as it is given. */
export function filesToLoad(staging: StagingFile): string[] {
  const files = [staging.path, partOf(staging)].flatMap((path) =>
    ROW_TABLES.map((table) => rowFile(path, table)),
  );
  files.push(singleOf(staging));
  return [...new Set([...files, ...files.map(fileName)])];
}

/**
 * Loads a staging file into the cache, and removes deleted objects. Objects whose rows are not CSV as the lake writes it
 * are recorded as damaged. They do not affect the others: if DuckDB refuses the rows of a file, halves of its objects
 * are tried, until the damaged ones are found. The same is done if there is too little memory for all of them.
 *
 * @param canHaveMore whether the file can be tried again with more memory, which takes less time than halves do
 * @throws NoRoomToLoad if there is too little memory or disk space for a single object; an error of DuckDB, for which
 * {@link ranOutOf} is defined, if there can be more memory
 */
export async function loadStagingFile(
  connection: DuckDBConnection,
  lake: string,
  staging: StagingFile,
  canHaveMore = false,
): Promise<void> {
  const target = { connection, lake, single: singleOf(staging), canHaveMore };
  const pending = halves(await loadOnce(target, staging));
  for (let objects = pending.pop(); objects !== undefined; objects = pending.pop()) {
    if (objects.length === 1) {
      await loadSeparately(target, objects[0]!);
      continue;
    }
    const part = newStagingFile(lake, partOf(staging));
    try {
      for (const { path } of objects) await part.add(path, undefined);
      pending.push(...halves(await loadOnce(target, part)));
    } finally {
      part.discard();
    }
  }
}

/** Two halves, or one list with a single item, or nothing. */
function halves<T>(items: readonly T[]): (readonly T[])[] {
  const middle = Math.ceil(items.length / 2);
  return [items.slice(0, middle), items.slice(middle)].filter(({ length }) => length > 0);
}

/** Loads a staging file; returns the objects whose rows were refused. */
async function loadOnce(target: Target, staging: StagingFile): Promise<readonly StagedObject[]> {
  const { connection } = target;
  const objects = [...staging.objects.values()];
  const withRows = (rows: StagedObject['rows']): StagedObject[] =>
    objects.filter((object) => object.rows === rows);
  await inTransaction(connection, async () => {
    await deleteObjects(connection, [...staging.deleted]);
    await insertObjects(connection, withRows('none'));
  });
  for (const object of withRows('separate')) await loadSeparately(target, object);
  const staged = withRows('staged');
  staging.rows.finish();
  return (await areLoaded(target, staging.rows.paths(), staged)) ? [] : staged;
}

/** Loads all rows of a staging file at once; returns false if some of them are refused. */
async function areLoaded(
  { connection, canHaveMore }: Target,
  files: StagedFiles,
  objects: readonly StagedObject[],
): Promise<boolean> {
  if (objects.length === 0) return true;
  try {
    await inTransaction(connection, async () =>
      insertStagedRows(connection, files, await insertObjects(connection, objects)),
    );
    return true;
  } catch (error) {
    const room = ranOutOf(error);
    if ((!isAboutRows(error) && room === undefined) || (room === 'memory' && canHaveMore)) throw error;
    return false;
  }
}

/** Loads one object from a separate file, and records it as damaged if its rows are refused. */
async function loadSeparately({ connection, lake, single }: Target, object: StagedObject): Promise<void> {
  const uncompressedRows = (): AsyncGenerator<Uint8Array> =>
    uncompressed(`${lake}/${object.path}`, object.stamp.size);
  try {
    await pipeline(uncompressedRows(), createWriteStream(single, { flags: 'wx' }));
    await inTransaction(connection, async () => {
      const number = await insertObjects(connection, [object]);
      await insertObjectRows(connection, single, await columnsOf(uncompressedRows()), number);
    });
  } catch (error) {
    const room = ranOutOf(error);
    if (room !== undefined) throw new NoRoomToLoad(object.path, room, { cause: error });
    if (!(error instanceof Damaged) && !isAboutRows(error)) throw error;
    const damage = messageOf(error).replace(/\n[\s\S]*/, '');
    await inTransaction(connection, () => insertObjects(connection, [{ ...object, rows: 'none', damage }]));
  } finally {
    rmSync(single, { force: true });
  }
}

/** The columns of an object. Those of another release are different, since columns are appended. */
async function columnsOf(pieces: AsyncIterable<Uint8Array>): Promise<readonly string[]> {
  for await (const piece of pieces) return beginningOf(piece).columns;
  return [];
}

/** Whether DuckDB refused the rows themselves. Any other failure says nothing about them. */
const isAboutRows = (error: unknown): boolean =>
  /^(Error: )?(Invalid Input|Conversion|Constraint|Not implemented) Error:/.test(String(error));
