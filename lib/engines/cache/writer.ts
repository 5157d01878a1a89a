import { lstatSync, readdirSync, rmSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { atEnd } from '../../stores/at-end.ts';
import { whileWriting } from './attach.ts';
import { filesToWrite } from './database-files.ts';
import { filesToLoad, loadBatch } from './load-rows.ts';
import { lockDown, openSession, type Settings } from './session.ts';
import { type Batch, newBatch } from './staging-file.ts';

/** Brings lake objects into a cache, many at a time. Only while a batch is loaded can nobody else read the cache. */
export interface CacheWriter {
  /**
   * Takes an object as it is now.
   *
   * @param path its path below the lake's folder: `headers/collection=C/HASH-NAME.csv.gz`
   * @param csv its text, header line first, where it is at hand
   */
  add(path: string, csv?: Uint8Array): Promise<void>;
  /** Takes note that there is no such object any more. */
  remove(path: string): Promise<void>;
  /** Waits until all that was taken is in the cache. */
  flush(): Promise<void>;
  /** Flushes, then does `work` on the cache while nobody else can read it. */
  within<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  /** Gives up what was not flushed. */
  close(): Promise<void>;
}

/** Bytes of rows in a batch, and objects: whichever comes first. Half as many cost a tenth more work. */
const FULL = { bytes: 64_000_000, objects: 20_000 };
/** Milliseconds after which a batch's file was left behind by a process that is dead. */
const STALE = 3_600_000;

/**
 * How loading is done. One thread costs the least work and memory, and the rest of an ingest takes another. The rows'
 * order is nobody's concern. DuckDB, which cannot tell how many rows a CSV has, would hash all of them to find the
 * few objects in them, rather than the other way round, if it were allowed to choose.
 */
const LOADING: Settings = {
  threads: '1',
  // an object of its own file is read in pieces of 64 MB
  memory_limit: '160MB',
  preserve_insertion_order: 'false',
  disabled_optimizers: 'join_order,build_side_probe_side',
};

/** The names of batches, their parts, DuckDB's spill folder, and unfinished records. Nothing else is removed as stale. */
const PASSING = /^(?:batch-\d+-[0-9a-z]+(?:-\d+\.csv(?:\.part|\.apart)?|\.spill)|lake\.(?:json|seen)\.\d+)$/;

/**
 * A writer for the cache in `folder`, of the lake in `lake`. While one batch is being loaded, the next one is filled.
 *
 * @param folder an existing folder to which only its user can write
 * @param patience milliseconds to wait for readers of the cache
 */
export function cacheWriter(lake: string, folder: string, patience: number): CacheWriter {
  removeStale(folder);
  const own = `batch-${process.pid}-${Date.now().toString(36)}`;
  const name = `${folder}/${own}`;
  const release = atEnd(() => removeBatches(folder, own));
  let count = 0;
  const fresh = (): Batch => newBatch(lake, `${name}-${count++}.csv`);
  let batch = fresh();
  let loading: Promise<void> = Promise.resolve();

  const within = async <T>(
    work: (connection: DuckDBConnection) => Promise<T>,
    files: readonly string[] = [],
  ): Promise<T> => {
    // a session for each batch: one that stays keeps 40 MB of what it has done
    const session = await openSession({ ...LOADING, temp_directory: `${name}.spill` });
    try {
      await lockDown(session.connection, [...filesToWrite(folder), ...files]);
      return await whileWriting(session.connection, folder, patience, () => work(session.connection));
    } finally {
      session.close();
    }
  };
  const load = async (full: Batch): Promise<void> => {
    try {
      await within((connection) => loadBatch(connection, lake, full), filesToLoad(full));
    } finally {
      full.discard();
    }
  };
  /** Starts to load the batch at hand, after the one before it. */
  const next = async (): Promise<void> => {
    await loading;
    const full = batch;
    batch = fresh();
    loading = load(full);
    // whoever waits for it learns of a failure
    loading.catch(() => {});
  };
  /** An object is in a batch once only. */
  const nextIfIn = async (path: string): Promise<void> => {
    if (batch.objects.has(path) || batch.gone.has(path)) await next();
  };
  const nextIfFull = async (): Promise<void> => {
    if (batch.bytes >= FULL.bytes || batch.objects.size + batch.gone.size >= FULL.objects) await next();
  };

  const flush = async (): Promise<void> => {
    if (batch.objects.size + batch.gone.size > 0) await next();
    await loading;
  };

  return {
    add: async (path, csv) => {
      await nextIfIn(path);
      await batch.add(path, csv);
      await nextIfFull();
    },
    remove: async (path) => {
      await nextIfIn(path);
      batch.remove(path);
      await nextIfFull();
    },
    flush,
    within: async (work) => {
      await flush();
      return within(work);
    },
    close: async () => {
      batch.discard();
      await loading.catch(() => {});
      release();
    },
  };
}

/** Removes a writer's temporary files: the batches, and the files that loading them created. */
function removeBatches(folder: string, own: string): void {
  for (const name of readdirSync(folder).filter((found) => found.startsWith(own)))
    rmSync(`${folder}/${name}`, { force: true, recursive: true });
}

function removeStale(folder: string): void {
  for (const name of readdirSync(folder).filter((found) => PASSING.test(found))) {
    const stat = lstatSync(`${folder}/${name}`, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > STALE) {
      rmSync(`${folder}/${name}`, { force: true, recursive: true });
    }
  }
}
