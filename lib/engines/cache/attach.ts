import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordText } from '../../sql/keywords.ts';
import { literal } from '../../sql/text.ts';
import { keywordsOf } from '../loading/build-views.ts';
import { databaseIn, filesToWrite } from './database-files.ts';
import { isKnownWithoutMacros, noteWithoutMacros } from './macro-check.ts';
import { changeKeywords, createTables, inspectCatalog } from './schema.ts';

// How DuckDB attaches a cache, for reading or for writing, and what keeps it from doing so.

/** Another process has the cache open and did not close it in time. */
export class CacheBusy extends Error {
  override readonly name = 'CacheBusy';
  readonly file: string;
  constructor(file: string, options: ErrorOptions) {
    super('another process has it open', options);
    this.file = file;
  }
}

/** There is no cache, or it cannot be used and has to be rebuilt. */
export class CacheUnusable extends Error {
  override readonly name = 'CacheUnusable';
}

/**
 * Attaches the cache in `folder` as the catalog `cache`, for reading. Other processes may read it at the same time, but not
 * write to it.
 *
 * @param connection locked down to `filesToRead`
 * @param patience milliseconds to wait for a writer
 * @throws CacheBusy, CacheUnusable
 */
export async function attachToRead(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
): Promise<void> {
  await patiently(patience, () => attach(connection, folder, 'READ_ONLY'));
  const isKnown = isKnownWithoutMacros(folder);
  if ((await inspectCatalog(connection, isKnown).catch(String)) === 'cache') {
    if (!isKnown) noteWithoutMacros(folder);
    return;
  }
  await connection.run('DETACH cache');
  throw new CacheUnusable('it is damaged, from another release, or not a cache');
}

/**
 * Does `work` on the cache in `folder`, attached as the catalog `cache`, while no other process can read it. The
 * cache is rebuilt if it is missing, damaged, from another release, or contains anything besides the tables of a cache.
 *
 * @param connection locked down to `filesToWrite`
 * @param patience milliseconds to wait for others
 * @param keywords those of the lake's settings, which become columns of `files` and `hdus`; by default, these stay as they are
 * @throws CacheBusy, the errors of DuckDB or the file system if nothing can be written, and those of `work`
 */
export async function whileWriting<T>(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
  work: () => Promise<T>,
  keywords?: readonly KeywordColumn[],
): Promise<T> {
  await openToWrite(connection, folder, patience, keywords);
  try {
    return await work();
  } finally {
    await connection.run('DETACH cache');
    noteWithoutMacros(folder);
  }
}

async function openToWrite(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
  keywords: readonly KeywordColumn[] | undefined,
): Promise<void> {
  const open = async (): Promise<string> => {
    const isKnown = isKnownWithoutMacros(folder);
    await patiently(patience, () => attach(connection, folder, "STORAGE_VERSION 'latest'"));
    return inspectCatalog(connection, isKnown).catch(String);
  };
  const found = await open().catch((error) => {
    if (error instanceof CacheBusy) throw error;
    return undefined;
  });
  if (found === 'cache') {
    if (!(await hasColumnsOf(connection, keywords))) await changeKeywords(connection, keywords ?? []);
    return;
  }
  if (found !== undefined && found !== 'empty') await connection.run('DETACH cache');
  if (found !== 'empty') {
    for (const file of filesToWrite(folder)) rmSync(file, { force: true });
    await open();
  }
  await createTables(connection, keywords);
}

/** Whether the stored views of the attached cache have columns of exactly these keywords. */
export const hasColumnsOf = async (
  connection: DuckDBConnection,
  keywords: readonly KeywordColumn[] | undefined,
): Promise<boolean> =>
  keywords === undefined || keywordText(await keywordsOf(connection)) === keywordText(keywords);

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

/** Tries again while the cache is busy. */
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
