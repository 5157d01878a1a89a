import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { atEnd } from '../../stores/at-end.ts';
import { filesToLoad, loadStagingFile } from '../loading/load-rows.ts';
import { ranOutOf } from '../loading/no-room-to-load.ts';
import { newStagingFile, type StagingFile } from '../loading/staging-file.ts';
import { whileWriting } from './attach-to-write.ts';
import { databaseIn, filesToWrite } from './database-files.ts';
import { lockDown, openSession, type Settings } from './session.ts';

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

/**
 * The order of rows does not matter. DuckDB cannot estimate how many rows a CSV has: without these optimizers it builds a
 * hash table of the few objects, with them it would build one of all rows.
 */
const LOADING: Settings = {
  // rows are written as soon as a group of them is full, rather than five groups at a time
  write_buffer_row_group_count: '1',
  preserve_insertion_order: 'false',
  disabled_optimizers: 'join_order,build_side_probe_side',
};

/**
 * The memory that DuckDB may use, in bytes: for each of its threads to load staging files, and for everything else. It uses all
 * of it whenever it merges row groups of stored views, which have hundreds of columns. If that is too little, the same
 * staging file is loaded with more. An object that is loaded separately is read in pieces of 64 MB.
 */
const MEMORY = { usual: 60_000_000, most: 160_000_000 };

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
 * @param memory that queries may use, in bytes; loading may use as much, if it is more than {@link MEMORY}
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

  const writing = <T>(
    work: Work<T>,
    files: readonly string[] = [],
    atLeast = Math.max(memory, MEMORY.most),
  ): Promise<T> => {
    const options = { patience, files, spill: `${folder}/${prefix}.spill`, keywords, threads };
    return writeIn(folder, { ...options, memory: atLeast }, work);
  };
  /** Loads a staging file within the usual memory; returns whether that was enough. */
  const isLoadedWithLittle = async (full: StagingFile): Promise<boolean> => {
    if ([...full.objects.values()].some(({ rows }) => rows === 'separate')) return false;
    try {
      const work: Work<void> = (connection) => loadStagingFile(connection, lake, full, true);
      await writing(work, filesToLoad(full), Math.max(memory, Math.min(threads * MEMORY.usual, MEMORY.most)));
      return true;
    } catch (error) {
      if (ranOutOf(error) !== 'memory') throw error;
      return false;
    }
  };
  /** Loads a staging file with as much memory as it may take, and then does `work` in the same session. */
  const loadAnd = <T>(full: StagingFile, work: Work<T>): Promise<T> =>
    writing(async (connection) => {
      await loadStagingFile(connection, lake, full);
      return work(connection);
    }, filesToLoad(full));
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

type Work<T> = (connection: DuckDBConnection) => Promise<T>;

interface WriteOptions {
  readonly patience: number;
  readonly files: readonly string[];
  readonly spill: string;
  readonly keywords: readonly KeywordColumn[] | undefined;
  readonly threads: number;
  readonly memory: number;
}

/** Does `work` on the cache in a session of its own: one that stays open would keep 40 MB of its past work. */
async function writeIn<T>(
  folder: string,
  { patience, files, spill, keywords, threads, memory }: WriteOptions,
  work: Work<T>,
): Promise<T> {
  const session = await openSession({
    ...LOADING,
    memory_limit: `${memory}B`,
    threads: String(threads),
    temp_directory: spill,
  });
  try {
    await lockDown(session.connection, [...filesToWrite(folder), ...files]);
    return await whileWriting(session.connection, folder, patience, () => work(session.connection), keywords);
  } finally {
    session.close();
  }
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
