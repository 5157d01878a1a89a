import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { atEnd } from '../../stores/at-end.ts';
import { newStagingFile, type StagingFile } from '../loading/staging-file.ts';
import { databaseIn } from './database-files.ts';
import { loaderInto } from './loader.ts';

/** Loads lake objects into a cache, many at a time. Others cannot read the cache while a staging file is being loaded. */
export interface CacheWriter {
  /** Whether there is no cache yet, and nothing to load into it. */
  isEmpty(): Promise<boolean>;
  /**
   * Adds an object as it is now.
   *
   * @param path its path below the lake's folder: `headers/collection=C/HASH-NAME.csv.gz`
   * @param csv its text, header line first, if it is in memory
   * @param etag of the object with this text. If another writer has replaced it since, the text is read from the lake.
   */
  add(path: string, csv?: Uint8Array, etag?: string): Promise<void>;
  /** Records that an object has been deleted. */
  remove(path: string): Promise<void>;
  /** Loads everything that was added and removed so far. */
  flush(): Promise<void>;
  /** Flushes, then does `work` on the cache while others cannot read it. */
  within<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Discards what was not flushed. */
  close(): Promise<void>;
}

/**
 * A staging file is full at either limit. Rows are written as they are read, but the stored views of all of its objects
 * are in memory until they are committed: 20 KB for each object. Each staging file costs 0.1 s.
 */
const FULL = { bytes: 100_000_000, objects: 1_000 };
/** Milliseconds after which a temporary file is taken for one of a process that was killed. */
const STALE = 3_600_000;

/** The names of staging files, of the files that loading them creates, and of unfinished notes, also of older releases. */
const TEMPORARY =
  /^(?:batch-\d+-[0-9a-z]+(?:-\d+\.(?:csv|parquet)(?:\.part|\.apart)?(?:\.cards|\.facts)?|\.spill)|lake\.(?:intact|json|notes|seen)\.\d+)$/;

/**
 * A writer for the cache in `folder` of the lake in `lake`. While one staging file is being loaded, the next one is
 * filled.
 *
 * @param folder an existing folder that only its user can write to
 * @param patience milliseconds to wait for readers of the cache
 * @param keywords those of the lake's settings; by default, those that the cache has columns of
 * @param threads of DuckDB. One costs the least work and memory
 * @param memory that queries may use, in bytes; loading may use as much, if that is more than usual
 */
export function cacheWriter(
  lake: string,
  folder: string,
  patience: number,
  keywords?: readonly KeywordColumn[],
  threads = 1,
  memory = 0,
): CacheWriter {
  removeStale(folder);
  const prefix = `batch-${process.pid}-${Date.now().toString(36)}`;
  const release = atEnd(() => removeFiles(folder, (name) => name.startsWith(prefix)));
  let count = 0;
  const fresh = (): StagingFile => newStagingFile(lake, `${folder}/${prefix}-${count++}.parquet`);
  let staging = fresh();
  let loading: Promise<void> = Promise.resolve();

  const { writing, isLoadedWithLittle, loadAnd } = loaderInto(folder, lake, {
    ...{ patience, spill: `${folder}/${prefix}.spill`, keywords, threads, memory },
  });
  /** Starts to load the staging file. */
  const load = <T>(how: (full: StagingFile) => Promise<T>): Promise<T> => {
    const full = staging;
    staging = fresh();
    const done = how(full).finally(() => full.discard());
    loading = done.then(() => {});
    // a failure is reported by the next call that waits for it
    loading.catch(() => {});
    return done;
  };
  /** Starts to load the staging file, after the one before it. */
  const next = async (): Promise<void> => {
    await loading;
    void load(async (full) => {
      if (!(await isLoadedWithLittle(full))) await loadAnd(full, async () => {});
    });
  };
  const size = (): number => staging.objects.size + staging.deleted.size;
  /** Puts an object into a staging file, which can contain it once. */
  const put = async (path: string, change: () => Promise<void> | void): Promise<void> => {
    if (staging.objects.has(path) || staging.deleted.has(path)) await next();
    await change();
    if (staging.bytes >= FULL.bytes || size() >= FULL.objects) await next();
  };
  const flush = async (): Promise<void> => {
    if (size() > 0) await next();
    await loading;
  };

  return {
    isEmpty: async () => {
      await loading;
      return size() === 0 && !existsSync(databaseIn(folder));
    },
    add: (path, csv, etag) => put(path, () => staging.add(path, csv, etag)),
    remove: (path) => put(path, () => staging.remove(path)),
    flush,
    within: async (work) => {
      await loading;
      return size() > 0 ? load((full) => loadAnd(full, work)) : writing(work);
    },
    close: async () => {
      staging.discard();
      await loading.catch(() => {});
      release();
    },
  };
}

/** Removes the temporary files of processes that were killed. */
function removeStale(folder: string): void {
  removeFiles(folder, (name) => {
    if (!TEMPORARY.test(name)) return false;
    const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
    return stat !== undefined && Date.now() - stat.mtimeMs > STALE;
  });
}

function removeFiles(folder: string, isOurs: (name: string) => boolean): void {
  for (const name of readdirSync(folder).filter(isOurs))
    rmSync(`${folder}/${name}`, { force: true, recursive: true });
}
