import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileProblem } from '../stores/file-problem.ts';
import { agree, bringIntoAgreement, differences, type OnProgress } from './agreement.ts';
import { cacheFolder } from './cache.ts';
import {
  attachToRead,
  CacheBusy,
  CacheUnusable,
  connect,
  type Session,
  type Settings,
} from './cache-database.ts';
import { cacheWriter } from './cache-writer.ts';

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
export async function openLakeCache(lake: string, options: CacheOptions): Promise<Session> {
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
    const session = await openInAgreement(lake, folder, options);
    return {
      connection: session.connection,
      close: () => {
        session.close();
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
  return fileProblem(error).replace(/\n[\s\S]*/, '');
};

async function openInAgreement(lake: string, folder: string, options: CacheOptions): Promise<Session> {
  const { settings, onProgress, patience = PATIENCE } = options;
  const session = await connect(settings);
  try {
    if (await isInAgreement(session, lake, folder, patience)) return session;
    if (existsSync(folder)) accessSync(folder, constants.W_OK);
    const writer = cacheWriter(lake, folder, patience);
    try {
      await bringIntoAgreement(lake, writer, { ...(onProgress && { onProgress }) });
    } finally {
      await writer.close();
    }
    await attachToRead(session.connection, folder, patience);
    return session;
  } catch (error) {
    session.close();
    throw error;
  }
}

/** Attaches the cache if it agrees with the lake. */
async function isInAgreement(
  { connection }: Session,
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
