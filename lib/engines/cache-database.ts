import { mkdirSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { literal } from '../sql/text.ts';

/** Raised whenever the tables change, or what is taken into them: a cache of another format is made anew. */
const FORMAT = '3';

// one compression for all text, rather than DuckDB's trial of each: loading costs a quarter less
const TEXT = 'VARCHAR USING COMPRESSION dict_fsst';

/** What is known of each lake object, its rows, and the folders that were looked through. */
const TABLES: Readonly<Record<string, string>> = {
  format: 'format VARCHAR',
  collections: 'path VARCHAR, mtime_ns BIGINT',
  objects:
    'object INTEGER, path VARCHAR, source_bucket VARCHAR, source_key VARCHAR, collection VARCHAR, ' +
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

/** A DuckDB of its own, in memory. */
export interface Session {
  readonly connection: DuckDBConnection;
  close(): void;
}

export type Settings = Readonly<Record<string, string>>;

export async function connect(settings: Settings): Promise<Session> {
  const instance = await DuckDBInstance.create(':memory:', { ...settings });
  const connection = await instance.connect();
  return {
    connection,
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

const fileOf = (folder: string): string => `${folder}/lake.duckdb`;

/**
 * Attaches the cache in `folder` as the catalog `cache`, to be read: others may read it too, none may write.
 *
 * @param patience milliseconds to wait for a writer
 * Throws {@link CacheBusy}, {@link CacheUnusable}.
 */
export async function attachToRead(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
): Promise<void> {
  await patiently(patience, () => attach(connection, fileOf(folder), 'READ_ONLY'));
  const format = await formatOf(connection).catch(String);
  if (format === FORMAT) return;
  await connection.run('DETACH cache');
  throw new CacheUnusable('it is damaged, or of another release');
}

/**
 * Does `work` on the cache in `folder`, attached as the catalog `cache`, while nobody else can read it. One that is
 * missing, damaged or of another release is made anew.
 *
 * @param patience milliseconds to wait for others
 * Throws {@link CacheBusy}, what DuckDB or the file system says where nothing can be written, and what `work` throws.
 */
export async function whileWriting<T>(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
  work: () => Promise<T>,
): Promise<T> {
  mkdirSync(folder, { recursive: true });
  const file = fileOf(folder);
  const open = () => patiently(patience, () => attach(connection, file, "STORAGE_VERSION 'latest'"));
  try {
    await open();
  } catch (error) {
    if (error instanceof CacheBusy) throw error;
    rmSync(file, { force: true });
    rmSync(`${file}.wal`, { force: true });
    await open();
  }
  try {
    await makeTables(connection);
    return await work();
  } finally {
    await connection.run('DETACH cache');
  }
}

async function attach(connection: DuckDBConnection, file: string, options: string): Promise<void> {
  try {
    await connection.run(`ATTACH ${literal(file)} AS cache (${options})`);
  } catch (error) {
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
