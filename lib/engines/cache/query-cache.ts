import { accessSync, constants, mkdirSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { NoRoomToLoad } from '../loading/no-room-to-load.ts';
import { attachToRead, CacheUnusable, hasColumnsOf } from './attach.ts';
import { filesToRead } from './database-files.ts';
import { differencesOf, isUpToDate } from './differences.ts';
import { openCacheFolder } from './private-folder.ts';
import { lockDown, openSession, type Session, type Settings } from './session.ts';
import type { OnProgress } from './update.ts';

// The cache as a query uses it: brought up to date, then read.

/** Milliseconds to wait for an ingest, which has the cache open for a second or two at a time. */
const PATIENCE = 10_000;

/** How a cache is opened for queries. */
export interface QueryCacheOptions {
  /**
   * The path of a temporary cache, which is used if no other cache can be. It does not exist yet, and the caller removes
   * the folder that contains it.
   */
  readonly temporary: string;
  /** The keywords of the lake's settings, which become columns of `files` and `hdus`; by default, these stay as they are. */
  readonly lakeKeywords?: readonly KeywordColumn[];
  /** DuckDB settings of the session. */
  readonly settings: Settings;
  /** Work to do before the session is locked down, such as reading the user's own files. */
  readonly prepare?: (connection: DuckDBConnection) => Promise<void>;
  /** Files that the session may open once it is locked down, in addition to those of the cache. */
  readonly allowed?: readonly string[];
  /** Called with a sentence for the user if a temporary cache is used. */
  readonly onNotice?: (notice: string) => void;
  readonly onProgress?: OnProgress;
  /** Bytes of memory that queries may use, if the user has set a limit. */
  readonly memory?: number | undefined;
  /** Milliseconds to wait for other processes. */
  readonly patience?: number;
  /** Whether a cache is used as it is, however old. One that is missing or unusable is still built. */
  readonly asIs?: boolean;
}

/** A session with a cache attached for reading, as the catalog `cache`. */
export interface QueryCache extends Session {
  readonly folder: string;
  /** Whether the cache is removed when the session is closed. */
  readonly isTemporary: boolean;
}

/**
 * Opens an up-to-date cache of a lake in a session that is locked down: the cache in the user's cache folder, or a
 * temporary one if that cannot be used.
 *
 * @throws LinkInLake, NoRoomToLoad, and what `prepare` throws
 */
export async function openQueryCache(lake: string, options: QueryCacheOptions): Promise<QueryCache> {
  const kept = keptFolder(lake);
  const { temporary } = options;
  const session = await openSession(options.settings);
  try {
    const { connection } = session;
    await options.prepare?.(connection);
    const files = [kept.folder, temporary].flatMap((folder) => (folder ? filesToRead(folder) : []));
    await lockDown(connection, [...files, ...(options.allowed ?? [])]);
    const folder = await openKept(connection, lake, kept, options);
    if (folder !== undefined) return { ...session, folder, isTemporary: false };
    mkdirSync(temporary, 0o700);
    await openUpToDate(connection, lake, temporary, options);
    return { ...session, folder: temporary, isTemporary: true };
  } catch (error) {
    session.close();
    throw error;
  }
}

interface Kept {
  readonly folder?: string;
  /** Why there is no folder. */
  readonly error?: unknown;
}

function keptFolder(lake: string): Kept {
  try {
    return { folder: openCacheFolder(lake) };
  } catch (error) {
    return { error };
  }
}

/** Opens the cache in the user's folder; returns undefined, after a notice, if it cannot be used. */
async function openKept(
  connection: DuckDBConnection,
  lake: string,
  { folder, error }: Kept,
  options: QueryCacheOptions,
): Promise<string | undefined> {
  try {
    if (folder === undefined) throw error;
    await openUpToDate(connection, lake, folder, options);
    return folder;
  } catch (error) {
    // a temporary cache would need as much memory
    if (error instanceof LinkInLake || needsMemory(error)) throw error;
    await connection.run('DETACH DATABASE IF EXISTS cache');
    const what = folder === undefined ? 'no cache can be kept' : `the cache in ${folder} cannot be used`;
    options.onNotice?.(`${what} (${problemOf(error)}); a temporary one is used for this run`);
    return undefined;
  }
}

const needsMemory = (error: unknown): boolean => error instanceof NoRoomToLoad && error.room === 'memory';

/** An error in one line, with the path that it is about. */
const problemOf = (error: unknown): string => {
  const { path } = error as NodeJS.ErrnoException;
  return (path === undefined ? '' : `${path}: `) + fileProblem(error).replace(/\n[\s\S]*/, '');
};

async function openUpToDate(
  connection: DuckDBConnection,
  lake: string,
  folder: string,
  { onProgress, lakeKeywords, memory, patience = PATIENCE, asIs = false }: QueryCacheOptions,
): Promise<void> {
  if (await isOpened(connection, lake, folder, patience, lakeKeywords, asIs)) return;
  accessSync(folder, constants.W_OK);
  // most queries find the cache up to date
  const { updateCache } = await import('./update.ts');
  const { cacheWriter } = await import('./writer.ts');
  const writer = cacheWriter(lake, folder, patience, lakeKeywords, 1, memory);
  try {
    await updateCache(lake, writer, { ...(onProgress && { onProgress }) });
  } finally {
    await writer.close();
  }
  await attachToRead(connection, folder, patience);
}

/** Attaches the cache if it is up to date, or if that does not matter. */
async function isOpened(
  connection: DuckDBConnection,
  lake: string,
  folder: string,
  patience: number,
  keywords: readonly KeywordColumn[] | undefined,
  asIs: boolean,
): Promise<boolean> {
  try {
    await attachToRead(connection, folder, patience);
  } catch (error) {
    if (error instanceof CacheUnusable) return false;
    throw error;
  }
  if (asIs) return true;
  const isCurrent = isUpToDate(await differencesOf(connection, lake));
  if (isCurrent && (await hasColumnsOf(connection, keywords))) return true;
  await connection.run('DETACH cache');
  return false;
}
