import { accessSync, constants, mkdirSync } from 'node:fs';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fileProblem } from '../../stores/file-problem.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { attachToRead, CacheBusy, CacheUnusable } from './attach.ts';
import { filesToRead } from './database-files.ts';
import { openCacheFolder } from './private-folder.ts';
import { lockDown, openSession, type Session, type Settings } from './session.ts';
import { agree, differences, type OnProgress, updateCache } from './update.ts';
import { cacheWriter } from './writer.ts';

/** Milliseconds to wait for an ingest that has the cache open: it does so for a second or two at a time. */
const PATIENCE = 10_000;

export interface QueryCacheOptions {
  /**
   * Path for a temporary cache, used if none can be kept: a folder that does not exist yet, in one that the caller
   * removes.
   */
  readonly temporary: string;
  /** Settings of the connection. */
  readonly settings: Settings;
  /** Work to do before the connection is locked down: reading the user's own files, and settings. */
  readonly prepare?: (connection: DuckDBConnection) => Promise<void>;
  /** Files that the connection may open once it is locked down, besides those of the cache. */
  readonly allowed?: readonly string[];
  /** Told, in a sentence, of what the user may wonder about. */
  readonly onNotice?: (notice: string) => void;
  readonly onProgress?: OnProgress;
  /** Milliseconds to wait for others. */
  readonly patience?: number;
}

/** A cache that is open for reading, as the catalog `cache`. */
export interface QueryCache extends Session {
  readonly folder: string;
  /** Whether it is removed when it is closed. */
  readonly isTemporary: boolean;
}

/**
 * Opens an up-to-date cache of the lake on a locked-down connection: the one in the user's cache folder or, if that
 * can be neither used nor written, a temporary one.
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
    const isTemporary = !(await isOpened(connection, lake, kept, options));
    if (isTemporary) {
      mkdirSync(temporary, 0o700);
      await openInAgreement(connection, lake, temporary, options);
    }
    return { ...session, folder: isTemporary ? temporary : kept.folder!, isTemporary };
  } catch (error) {
    session.close();
    throw error;
  }
}

interface Kept {
  readonly folder?: string;
  /** Why there is none. */
  readonly error?: unknown;
}

function keptFolder(lake: string): Kept {
  try {
    return { folder: openCacheFolder(lake) };
  } catch (error) {
    return { error };
  }
}

/** Opens the cache in the user's folder; returns false, with a notice, if it cannot be used. */
async function isOpened(
  connection: DuckDBConnection,
  lake: string,
  { folder, error }: Kept,
  options: QueryCacheOptions,
): Promise<boolean> {
  try {
    if (folder === undefined) throw error;
    await openInAgreement(connection, lake, folder, options);
    return true;
  } catch (error) {
    if (error instanceof LinkInLake) throw error;
    await connection.run('DETACH DATABASE IF EXISTS cache');
    const where = folder === undefined ? 'no cache can be kept' : `the cache in ${folder} cannot be used`;
    options.onNotice?.(`${where} (${reason(error)}); a temporary one is used for this run`);
    return false;
  }
}

const reason = (error: unknown): string => {
  if (error instanceof CacheBusy) return 'another process has it open';
  const { path } = error as NodeJS.ErrnoException;
  const where = path === undefined ? '' : `${path}: `;
  return where + fileProblem(error).replace(/\n[\s\S]*/, '');
};

async function openInAgreement(
  connection: DuckDBConnection,
  lake: string,
  folder: string,
  { onProgress, patience = PATIENCE }: QueryCacheOptions,
): Promise<void> {
  if (await isInAgreement(connection, lake, folder, patience)) return;
  accessSync(folder, constants.W_OK);
  const writer = cacheWriter(lake, folder, patience);
  try {
    await updateCache(lake, writer, { ...(onProgress && { onProgress }) });
  } finally {
    await writer.close();
  }
  await attachToRead(connection, folder, patience);
}

/** Attaches the cache if it agrees with the lake. */
async function isInAgreement(
  connection: DuckDBConnection,
  lake: string,
  folder: string,
  patience: number,
): Promise<boolean> {
  try {
    await attachToRead(connection, folder, patience);
  } catch (error) {
    if (error instanceof CacheUnusable) return false;
    throw error;
  }
  if (agree(await differences(connection, lake))) return true;
  await connection.run('DETACH cache');
  return false;
}
