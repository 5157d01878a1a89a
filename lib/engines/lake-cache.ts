import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { agree, bringIntoAgreement, differences, type OnProgress } from './agreement.ts';
import { cacheFolder } from './cache.ts';
import { CacheBusy, type CacheDatabase, CacheUnusable, openToRead, type Settings } from './cache-database.ts';

/** Milliseconds to wait for an ingest that has the cache open: it does so for a second or two at a time. */
const PATIENCE = 10_000;

export interface CacheOptions {
  /** Settings of the connection. */
  readonly settings: Settings;
  /** Told, in a sentence, of what the user may wonder about. */
  readonly onNotice?: (notice: string) => void;
  readonly onProgress?: OnProgress;
  /** Milliseconds to wait for others. */
  readonly patience?: number;
}

/**
 * Opens a cache that agrees with the lake, to be read: the lake's own, or, where that can neither be used nor
 * written, one elsewhere: in the user's cache folder, at last in a temporary one.
 */
export async function openLakeCache(lake: string, options: CacheOptions): Promise<CacheDatabase> {
  const hash = createHash('sha256').update(lake).digest('hex').slice(0, 16);
  const users = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'fits-datalake', hash);
  for (const folder of [cacheFolder(lake), users]) {
    try {
      return await openInAgreement(lake, folder, options);
    } catch (error) {
      options.onNotice?.(
        `the cache in ${folder} cannot be used (${reason(error)}); another place is used for it`,
      );
    }
  }
  const folder = mkdtempSync(join(tmpdir(), 'fits-datalake-'));
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const database = await openInAgreement(lake, folder, options);
    return {
      connection: database.connection,
      close: () => {
        database.close();
        remove();
      },
    };
  } catch (error) {
    remove();
    throw error;
  }
}

const reason = (error: unknown): string => {
  if (error instanceof CacheBusy) return 'another process has it open';
  return (error instanceof Error ? error.message : String(error)).replace(/\n[\s\S]*/, '');
};

async function openInAgreement(lake: string, folder: string, options: CacheOptions): Promise<CacheDatabase> {
  const { settings, onProgress, patience = PATIENCE } = options;
  const open = () => openToRead(folder, settings, patience);
  let database: CacheDatabase | undefined;
  try {
    database = await open();
    if (agree(await differences(database.connection, lake))) return database;
    database.close();
  } catch (error) {
    database?.close();
    if (!(error instanceof CacheUnusable)) throw error;
  }
  if (existsSync(folder)) accessSync(folder, constants.W_OK);
  await bringIntoAgreement(lake, folder, patience, { ...(onProgress && { onProgress }) });
  return open();
}
