import { dirname } from 'node:path';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { openCacheFolder } from './private-folder.ts';
import type { CacheWriter } from './writer.ts';

// The cache as an ingest uses it: objects are loaded as they are written.

/** Milliseconds that an ingest waits for a query that reads the cache. */
const PATIENCE = 5_000;

/** The cache of a lake that an ingest writes to. */
export interface IngestCache {
  /**
   * Adds a lake object that was just written.
   *
   * @param path its key: `headers/collection=C/HASH-NAME.csv.gz`
   * @param csv its text, header line first. If undefined, it is read from the lake.
   * @param etag of the object with this text. If another writer has replaced it since, the text is read from the lake.
   */
  add(path: string, csv?: Uint8Array, etag?: string): Promise<void>;
  /** Records that an object was removed. */
  remove(path: string): Promise<void>;
  /** Loads what was added so far. */
  flush(): Promise<void>;
  /** Brings the collections that were written to up to date, and closes the cache. */
  close(): Promise<void>;
}

/**
 * Opens the cache of a lake, to update it while the lake is written to. Nothing here ever fails, because a cache is only
 * a convenience: if it cannot be written (a long query has it open, or the disk is full), the next query updates it.
 *
 * @param keywords those of the lake's settings; by default, those that the cache has columns of
 * @param threads of DuckDB, which loads the rows
 */
export async function openIngestCache(
  lake: string,
  keywords?: readonly KeywordColumn[],
  threads = 1,
): Promise<IngestCache> {
  const touched = new Set<string>();
  let writer: CacheWriter | undefined;
  const attempt = async (work: (writer: CacheWriter) => Promise<void>): Promise<void> => {
    try {
      // loading DuckDB takes a tenth of a second, which an ingest that finds nothing new saves
      const { cacheWriter } = await import('./writer.ts');
      writer ??= cacheWriter(lake, openCacheFolder(lake), PATIENCE, keywords, threads);
      await work(writer);
    } catch {
      // start again next time
      await writer?.close();
      writer = undefined;
    }
  };
  return {
    add: async (path, csv, etag) => {
      touched.add(dirname(path));
      await attempt((open) => open.add(path, csv, etag));
    },
    remove: async (path) => {
      touched.add(dirname(path));
      await attempt((open) => open.remove(path));
    },
    flush: async () => {
      if (touched.size > 0) await attempt((open) => open.flush());
    },
    close: async () => {
      if (touched.size === 0) return;
      const { updateCache } = await import('./update.ts');
      await attempt((open) => updateCache(lake, open, { only: touched }));
      await writer?.close();
    },
  };
}
