import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { CacheBusy } from './attach.ts';
import { differencesOf, isUpToDate } from './differences.ts';
import { openCacheFolder } from './private-folder.ts';
import { updateCache } from './update.ts';
import { cacheWriter } from './writer.ts';

// The cache as a server uses it: it is read for a long time, and brought up to date in between.

/** Milliseconds to wait for other processes that read the cache, or write to it. */
const PATIENCE = 5_000;

/** Whether the attached catalog `cache` shows the lake as it is now. Throws LinkInLake. */
export const isCurrent = async (connection: DuckDBConnection, lake: string): Promise<boolean> =>
  isUpToDate(await differencesOf(connection, lake));

/**
 * Brings the cache of a lake up to date. Returns false if another process has it open, so that it stays as it is.
 *
 * @throws CacheRefused, LinkInLake, and the errors of DuckDB and the file system
 */
export async function refreshCache(
  lake: string,
  lakeKeywords: readonly KeywordColumn[] | undefined,
): Promise<boolean> {
  const writer = cacheWriter(lake, openCacheFolder(lake), PATIENCE, lakeKeywords);
  try {
    await updateCache(lake, writer);
    return true;
  } catch (error) {
    if (error instanceof CacheBusy) return false;
    throw error;
  } finally {
    await writer.close();
  }
}
