import { createHash } from 'node:crypto';
import { lstatSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { temporaryFolder } from '../../stores/temporary-folder.ts';
import { serverStops } from '../asker.ts';
import { databaseIn } from '../cache/database-files.ts';
import { isCurrent, refreshCache } from '../cache/refresh.ts';
import { type Lake, type LakeOptions, openLake } from '../duckdb/open-lake.ts';
import type { QueryLimits } from '../duckdb/query-limits.ts';
import type { Gate } from './gate.ts';
import { withLake } from './lake-gone.ts';

// A lake that is read for hours, while an ingest or other programs change it and its cache.

/** Milliseconds that the cache stays open after it was read. Others cannot write to it meanwhile. */
const KEPT_OPEN = 1000;
/** Milliseconds after which the lake is compared with the cache again. */
const LOOK_AGAIN = 2000;
/** Milliseconds after which it is tried again to bring the cache up to date. */
const TRY_AGAIN = 20_000;
/** Milliseconds that readers may delay this, and then it those who come after them. */
const PATIENCE = 2000;

/** Milliseconds between interruptions, when the lake is closed. */
const INTERRUPT_AGAIN = 20;

/** A lake that follows its changes. */
export interface LiveLake {
  /**
   * Does work on a connection whose statements nobody checks. The cache is the catalog `cache`.
   *
   * @param work gets the version of what it reads
   * @throws QuestionEnded if the lake is not there, and what the work throws
   */
  read<T>(work: (connection: DuckDBConnection, version: string) => Promise<T>): Promise<T>;
  /**
   * Brings the cache up to date if the lake has changed. Returns whether it is up to date: another process, or a question
   * that takes long, can keep it from being written. Throws QuestionEnded if the lake is not there.
   */
  refresh(): Promise<boolean>;
  /**
   * Interrupts what reads the lake, waits for its end, and removes what was kept for the lake. Afterwards, reading throws
   * QuestionEnded.
   */
  close(): Promise<void>;
}

/** How a lake is kept open. */
export interface LiveLakeOptions extends Pick<LakeOptions, 'onNotice' | 'onProgress'> {
  readonly keywords: readonly KeywordColumn[];
  /** The keywords of the lake's settings. */
  readonly lakeKeywords: readonly KeywordColumn[];
  readonly limits: QueryLimits;
  /** The cache is written only while nobody is inside. */
  readonly gate: Gate;
}

/** Opens a lake, after bringing its cache up to date. Throws what `openLake` throws. */
export async function openLiveLake(folder: string, options: LiveLakeOptions): Promise<LiveLake> {
  const first = await openKept(folder, options);
  let open: { readonly lake: Lake; readonly version: string } | undefined = first;
  let closing: NodeJS.Timeout | undefined;
  let opening: Promise<NonNullable<typeof open>> | undefined;
  let [readers, checkedAt, isFresh, isClosed] = [0, performance.now(), true, false];
  const connections = new Set<DuckDBConnection>();
  const close = (): void => {
    clearTimeout(closing);
    open?.lake.close();
    open = undefined;
  };
  const opened = async (): Promise<NonNullable<typeof open>> => {
    clearTimeout(closing);
    if (open !== undefined) return open;
    opening ??= withLake(folder, () => openAsIs(folder, options)).finally(() => {
      opening = undefined;
    });
    open = await opening;
    return open;
  };
  const read: LiveLake['read'] = async (work) => {
    const leave = await options.gate.enter();
    readers++;
    try {
      if (isClosed) throw serverStops();
      const { lake, version } = await opened();
      const { connection, close: disconnect } = await lake.connect();
      connections.add(connection);
      try {
        return await work(connection, version);
      } finally {
        connections.delete(connection);
        disconnect();
      }
    } finally {
      if (--readers === 0) closing = setTimeout(close, KEPT_OPEN).unref();
      leave();
    }
  };
  const check = async (): Promise<boolean> => {
    if (await read((connection) => isCurrent(connection, folder))) return true;
    const refreshed = await options.gate.alone(async () => {
      close();
      return refreshCache(folder, options.lakeKeywords);
    }, PATIENCE);
    return refreshed === true;
  };
  let checking: Promise<boolean> | undefined;
  const refresh = async (): Promise<boolean> => {
    if (performance.now() - checkedAt < (isFresh ? LOOK_AGAIN : TRY_AGAIN)) return isFresh;
    // a lake that is not there is not an empty one: its cache stays
    checking ??= withLake(folder, check).finally(() => {
      checking = undefined;
      checkedAt = performance.now();
    });
    isFresh = await checking;
    return isFresh;
  };
  return {
    read,
    refresh,
    close: async () => {
      isClosed = true;
      // DuckDB waits for itself, forever, if a connection is closed while it runs a query
      for (; readers > 0; await delay(INTERRUPT_AGAIN))
        for (const connection of connections) connection.interrupt();
      close();
      first.remove();
    },
  };
}

interface Opened {
  readonly lake: Lake;
  /** Differs after each change of the cache. */
  readonly version: string;
}

async function openAsIs(folder: string, { keywords, limits }: LiveLakeOptions): Promise<Opened> {
  const lake = await openLake(folder, { asIs: true, keywords, limits });
  return { lake, version: versionOf(lake) };
}

/**
 * Opens the lake for the first time. If its cache cannot be kept, there is one for as long as the server runs: opening the
 * lake must not mean to build it again.
 */
async function openKept(
  folder: string,
  { keywords, lakeKeywords, limits, onNotice, onProgress }: LiveLakeOptions,
): Promise<Opened & { remove(): void }> {
  const options = { keywords, lakeKeywords, limits, ...(onProgress && { onProgress }) };
  const lake = await openLake(folder, { ...options, ...(onNotice && { onNotice }) });
  if (!lake.cache.isTemporary) return { lake, version: versionOf(lake), remove: () => {} };
  lake.close();
  const caches = temporaryFolder('cache');
  process.env['FITS_CACHE'] = caches.path;
  try {
    const again = await openLake(folder, options);
    return { lake: again, version: versionOf(again), remove: caches.remove };
  } catch (error) {
    caches.remove();
    throw error;
  }
}

/** The state of the cache's file, in a few letters. */
function versionOf({ cache }: Lake): string {
  const { dev, ino, size, mtimeNs } = lstatSync(databaseIn(cache.folder), { bigint: true });
  return createHash('sha256').update([dev, ino, size, mtimeNs].join(' ')).digest('base64url').slice(0, 12);
}
