import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import { literal } from '../../sql/text.ts';
import { databaseIn, filesToWrite } from './database-files.ts';
import { isKnownWithoutMacros, noteWithoutMacros } from './macro-check.ts';
import { contentsOf, createTables } from './schema.ts';

/** Somebody else holds the cache's file, and did not let go of it in time. */
export class CacheBusy extends Error {
  override readonly name = 'CacheBusy';
}

/** There is no cache, or none that can be used: it has to be made. */
export class CacheUnusable extends Error {
  override readonly name = 'CacheUnusable';
}

/**
 * Attaches the cache in `folder` as the catalog `cache`, to be read: others may read it too, none may write.
 *
 * @param connection locked down to `filesToRead`
 * @param patience milliseconds to wait for a writer
 * Throws {@link CacheBusy}, {@link CacheUnusable}.
 */
export async function attachToRead(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
): Promise<void> {
  await patiently(patience, () => attach(connection, folder, 'READ_ONLY'));
  const isKnown = isKnownWithoutMacros(folder);
  if ((await contentsOf(connection, isKnown).catch(String)) === 'ours') {
    if (!isKnown) noteWithoutMacros(folder);
    return;
  }
  await connection.run('DETACH cache');
  throw new CacheUnusable('it is damaged, from another release, or not a cache');
}

/**
 * Does `work` on the cache in `folder`, attached as the catalog `cache`, while nobody else can read it. One that is
 * missing, damaged, from another release, or contains anything but our tables is rebuilt.
 *
 * @param connection locked down to `filesToWrite`
 * @param patience milliseconds to wait for others
 * Throws {@link CacheBusy}, what DuckDB or the file system says where nothing can be written, and what `work` throws.
 */
export async function whileWriting<T>(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
  work: () => Promise<T>,
): Promise<T> {
  await openToWrite(connection, folder, patience);
  try {
    return await work();
  } finally {
    await connection.run('DETACH cache');
    noteWithoutMacros(folder);
  }
}

async function openToWrite(connection: DuckDBConnection, folder: string, patience: number): Promise<void> {
  const open = async (): Promise<string> => {
    const isKnown = isKnownWithoutMacros(folder);
    await patiently(patience, () => attach(connection, folder, "STORAGE_VERSION 'latest'"));
    return contentsOf(connection, isKnown).catch(String);
  };
  const found = await open().catch((error) => {
    if (error instanceof CacheBusy) throw error;
    return undefined;
  });
  if (found === 'ours') return;
  if (found !== undefined && found !== 'nothing') await connection.run('DETACH cache');
  if (found !== 'nothing') {
    for (const file of filesToWrite(folder)) rmSync(file, { force: true });
    await open();
  }
  await createTables(connection);
}

async function attach(connection: DuckDBConnection, folder: string, options: string): Promise<void> {
  const file = databaseIn(folder);
  try {
    await connection.run(`ATTACH ${literal(file)} AS cache (TYPE duckdb, ${options})`);
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
