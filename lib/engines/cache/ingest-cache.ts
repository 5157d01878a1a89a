import { dirname } from 'node:path';
import { openCacheFolder } from './private-folder.ts';
import type { CacheWriter } from './writer.ts';

/** Milliseconds that an ingest waits for a query that reads the cache. */
const PATIENCE = 5_000;

/** The cache of a lake that is being written to. */
export interface IngestCache {
  /**
   * Takes a lake object that was written just now.
   *
   * @param path its key: `headers/collection=C/HASH-NAME.csv.gz`
   * @param csv its text, header line first; read from the lake where undefined
   */
  add(path: string, csv?: Uint8Array): Promise<void>;
  /** Takes note that an object was removed. */
  remove(path: string): Promise<void>;
  /** Loads what was taken so far. */
  flush(): Promise<void>;
  /** Makes the cache agree with the lake, as far as it was written to. */
  close(): Promise<void>;
}

/**
 * Opens the cache of a lake, to keep it in step with what is written there. It is a convenience, and so it never
 * fails: where it cannot be written (a long query has it open, the disk is full), the next query brings it in step.
 */
export async function openIngestCache(lake: string): Promise<IngestCache> {
  const touched = new Set<string>();
  let writer: CacheWriter | undefined;
  /** Lets go of the writer once something fails. */
  const attempt = async (work: (writer: CacheWriter) => Promise<void>): Promise<void> => {
    try {
      // DuckDB takes a tenth of a second to be loaded: an ingest that finds nothing new does without
      writer ??= (await import('./writer.ts')).cacheWriter(lake, openCacheFolder(lake), PATIENCE);
      await work(writer);
    } catch {
      await writer?.close();
      writer = undefined;
    }
  };
  return {
    add: async (path, csv) => {
      touched.add(dirname(path));
      await attempt((open) => open.add(path, csv));
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
      await attempt((open) => updateCache(lake, open, { among: touched }));
      await writer?.close();
    },
  };
}
