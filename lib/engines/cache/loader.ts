import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { filesToLoad, loadStagingFile } from '../loading/load-rows.ts';
import { ranOutOf } from '../loading/no-room-to-load.ts';
import type { StagingFile } from '../loading/staging-file.ts';
import { whileWriting } from './attach-to-write.ts';
import { filesToWrite } from './database-files.ts';
import { lockDown, openSession, type Settings } from './session.ts';

// Sessions of DuckDB that write to a cache, and the memory that they may use.

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

/** What is done with an attached cache. */
type Work<T> = (connection: DuckDBConnection) => Promise<T>;

/** How a cache is written. */
interface LoaderOptions {
  /** Milliseconds to wait for readers of the cache. */
  readonly patience: number;
  /** The folder for what does not fit into memory. */
  readonly spill: string;
  readonly keywords: readonly KeywordColumn[] | undefined;
  readonly threads: number;
  /** Bytes of memory that may be used, if they are more than usual. */
  readonly memory: number;
}

/** Writes to the cache in a folder. */
interface Loader {
  /** Does `work` on the cache while others cannot read it. */
  writing<T>(work: Work<T>): Promise<T>;
  /** Loads a staging file within the usual memory; returns whether that was enough. */
  isLoadedWithLittle(staging: StagingFile): Promise<boolean>;
  /** Loads a staging file with as much memory as it may take, and then does `work` in the same session. */
  loadAnd<T>(staging: StagingFile, work: Work<T>): Promise<T>;
}

/** @param lake whose objects are in the staging files */
export function loaderInto(folder: string, lake: string, options: LoaderOptions): Loader {
  const { threads, memory } = options;
  const most = Math.max(memory, MEMORY.most);
  const usual = Math.max(memory, Math.min(threads * MEMORY.usual, MEMORY.most));
  return {
    writing: (work) => writeIn(folder, [], most, options, work),
    isLoadedWithLittle: async (staging) => {
      if ([...staging.objects.values()].some(({ rows }) => rows === 'separate')) return false;
      try {
        await writeIn(folder, filesToLoad(staging), usual, options, (connection) =>
          loadStagingFile(connection, lake, staging, true),
        );
        return true;
      } catch (error) {
        if (ranOutOf(error) !== 'memory') throw error;
        return false;
      }
    },
    loadAnd: (staging, work) =>
      writeIn(folder, filesToLoad(staging), most, options, async (connection) => {
        await loadStagingFile(connection, lake, staging);
        return work(connection);
      }),
  };
}

/** Does `work` on the cache in a session of its own: one that stays open would keep 40 MB of its past work. */
async function writeIn<T>(
  folder: string,
  files: readonly string[],
  memory: number,
  { patience, spill, keywords, threads }: LoaderOptions,
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
