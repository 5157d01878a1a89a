import { setTimeout as pause } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { keywordText } from '../../sql/keywords.ts';
import { literal } from '../../sql/text.ts';
import { keywordsOf } from '../loading/stored-keywords.ts';
import { isChecked, noteChecked } from './checked.ts';
import { databaseIn } from './database-files.ts';
import { inspectCatalog } from './schema.ts';

// How DuckDB attaches a cache, and what keeps it from doing so.

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
  await attach(connection, folder, 'READ_ONLY', patience);
  if (isChecked(folder)) return;
  if ((await inspectCatalog(connection).catch(String)) === 'cache') return noteChecked(folder);
  await connection.run('DETACH cache');
  throw new CacheUnusable('it is damaged, from another release, or not a cache');
}

/** Whether the stored views of the attached cache have columns of exactly these keywords. */
export const hasColumnsOf = async (
  connection: DuckDBConnection,
  keywords: readonly KeywordColumn[] | undefined,
): Promise<boolean> =>
  keywords === undefined || keywordText(await keywordsOf(connection)) === keywordText(keywords);

/**
 * Attaches the cache in `folder` as the catalog `cache`, whatever it contains.
 *
 * @param options of ATTACH
 * @param patience milliseconds to wait for others
 * @throws CacheBusy, CacheUnusable
 */
export const attach = (
  connection: DuckDBConnection,
  folder: string,
  options: string,
  patience: number,
): Promise<void> => patiently(patience, () => attachNow(connection, folder, options));

async function attachNow(connection: DuckDBConnection, folder: string, options: string): Promise<void> {
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
