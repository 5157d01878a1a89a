import { rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { attach, CacheBusy, hasColumnsOf } from './attach.ts';
import { changeKeywords } from './change-keywords.ts';
import { isChecked, isMissing, noteChecked } from './checked.ts';
import { filesToWrite } from './database-files.ts';
import { createTables, inspectCatalog } from './schema.ts';

// How DuckDB attaches a cache for writing. A query that finds it up to date does not load this.

/**
 * How the database is written, in bytes and rows. With DuckDB's blocks of 256 KB, each of the hundreds of columns of
 * stored views would hold one of them while a few rows are loaded: smaller blocks save 50 MB. Row groups of a third of the
 * usual size fill these blocks better, and less has to be in memory when DuckDB merges them; even smaller ones would make
 * counts by keyword slower.
 */
const STORAGE = "STORAGE_VERSION 'latest', BLOCK_SIZE 65536, ROW_GROUP_SIZE 40960";

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
  // it also writes what was done to the database file
  const detach = async (): Promise<void> => {
    await connection.run('DETACH cache');
    noteChecked(folder);
  };
  const result = await work().catch(async (error: unknown) => {
    await detach().catch(() => {});
    throw error;
  });
  await detach();
  return result;
}

async function openToWrite(
  connection: DuckDBConnection,
  folder: string,
  patience: number,
  keywords: readonly KeywordColumn[] | undefined,
): Promise<void> {
  const open = async (): Promise<string> => {
    const hasNoMacros = isMissing(folder) || isChecked(folder);
    await attach(connection, folder, STORAGE, patience);
    return inspectCatalog(connection, hasNoMacros).catch(String);
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
