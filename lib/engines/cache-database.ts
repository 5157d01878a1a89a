import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal } from '../sql/text.ts';

/** Raised whenever the tables change: a cache of another format is made anew. */
const FORMAT = '1';

// one compression for all text, rather than DuckDB's trial of each: loading costs a quarter less
const TEXT = 'VARCHAR USING COMPRESSION dict_fsst';

/** What is known of each lake object, its rows, and the folders that were looked through. */
const TABLES: Readonly<Record<string, string>> = {
  format: 'format VARCHAR',
  collections: 'path VARCHAR, mtime_ns BIGINT',
  objects:
    'object INTEGER, path VARCHAR, source_bucket VARCHAR, source_key VARCHAR, ' +
    'size BIGINT, mtime_ns BIGINT, damage VARCHAR',
  cards:
    `object INTEGER NOT NULL, hdu INTEGER, card_name ${TEXT}, card_value ${TEXT}, card_comment ${TEXT}, ` +
    `card_index INTEGER, card_type ${TEXT}`,
};

/** Somebody else holds the cache's file, and did not let go of it in time. */
export class CacheBusy extends Error {
  override readonly name = 'CacheBusy';
}

/** There is no cache, or none that can be used: it has to be made. */
export class CacheUnusable extends Error {
  override readonly name = 'CacheUnusable';
}

/** A connection whose catalog `cache` is the cache's file. */
export interface CacheDatabase {
  readonly connection: DuckDBConnection;
  close(): void;
}

export type Settings = Readonly<Record<string, string>>;

const fileOf = (folder: string): string => `${folder}/lake.duckdb`;

/**
 * Opens the cache to be read; others may read it at the same time, none may write.
 *
 * @param patience milliseconds to wait for a writer
 * Throws {@link CacheBusy}, {@link CacheUnusable}.
 */
export async function openToRead(
  folder: string,
  settings: Settings,
  patience: number,
): Promise<CacheDatabase> {
  const database = await patiently(patience, () => attach(fileOf(folder), 'READ_ONLY', settings));
  try {
    if ((await formatOf(database.connection)) !== FORMAT) throw new CacheUnusable('it is of another release');
    return database;
  } catch (error) {
    database.close();
    throw error instanceof CacheUnusable ? error : new CacheUnusable(String(error), { cause: error });
  }
}

/**
 * Opens the cache to be written, and nobody else may read it meanwhile. One that is missing, damaged or of another
 * release is made anew.
 *
 * Throws {@link CacheBusy}, or what DuckDB or the file system says where nothing can be written.
 */
export async function openToWrite(
  folder: string,
  settings: Settings,
  patience: number,
): Promise<CacheDatabase> {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder);
  const open = () => patiently(patience, () => attach(file, "STORAGE_VERSION 'latest'", settings));
  let database: CacheDatabase;
  try {
    database = await open();
  } catch (error) {
    if (error instanceof CacheBusy) throw error;
    rmSync(file, { force: true });
    rmSync(`${file}.wal`, { force: true });
    database = await open();
  }
  try {
    await makeTables(database.connection);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

async function attach(file: string, options: string, settings: Settings): Promise<CacheDatabase> {
  const instance = await DuckDBInstance.create(':memory:', { ...settings });
  const connection = await instance.connect();
  const close = (): void => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    await connection.run(`ATTACH ${literal(file)} AS cache (${options})`);
    return { connection, close };
  } catch (error) {
    close();
    throw /could not set lock|being used by another process/i.test(String(error))
      ? new CacheBusy(file, { cause: error })
      : new CacheUnusable(String(error), { cause: error });
  }
}

async function patiently<T>(patience: number, work: () => Promise<T>): Promise<T> {
  const until = performance.now() + patience;
  for (let wait = 10; ; wait = Math.min(2 * wait, 250)) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof CacheBusy) || performance.now() + wait > until) throw error;
      await pause(wait);
    }
  }
}

async function formatOf(connection: DuckDBConnection): Promise<unknown> {
  const tables = await connection.runAndReadAll(
    "SELECT table_name FROM duckdb_tables() WHERE database_name = 'cache' AND table_name = 'format'",
  );
  if (tables.currentRowCount === 0) return undefined;
  return (await connection.runAndReadAll('SELECT format FROM cache.format')).getRows()[0]?.[0];
}

/** Makes the tables in the catalog `cache`, unless they are there. */
export async function makeTables(connection: DuckDBConnection): Promise<void> {
  if ((await formatOf(connection)) === FORMAT) return;
  await connection.run('BEGIN');
  for (const [name, columns] of Object.entries(TABLES)) {
    await connection.run(`DROP TABLE IF EXISTS cache.${name}`);
    await connection.run(`CREATE TABLE cache.${name} (${columns})`);
  }
  await connection.run(`INSERT INTO cache.format VALUES (${literal(FORMAT)})`);
  await connection.run('COMMIT');
}
