import { createHash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';

// Where caches are, and which cache belongs to which lake.

/** What identifies a lake. A lake that is moved or rebuilt is another lake. */
export interface LakeIdentity {
  /** Its folder, with all links resolved. */
  readonly lake: string;
  readonly device: string;
  readonly inode: string;
}

/** The names of caches in the folder of caches. Everything else in it belongs to others. */
export const CACHE_NAME = /^lake-[0-9a-f]{32}$/;

/** The folder of the user's caches: FITS_CACHE, otherwise `fits-datalake` in XDG_CACHE_HOME, otherwise in `~/.cache`. */
export function cacheRoot(): string {
  const { FITS_CACHE, XDG_CACHE_HOME } = process.env;
  if (FITS_CACHE) return resolve(FITS_CACHE);
  // the XDG specification says to ignore relative paths
  const users = XDG_CACHE_HOME && isAbsolute(XDG_CACHE_HOME) ? XDG_CACHE_HOME : join(homedir(), '.cache');
  return resolve(users, 'fits-datalake');
}

/** Whether the user named the folder of caches, which may then contain other things too. */
export const isNamedByUser = (): boolean => Boolean(process.env['FITS_CACHE']);

/** The identity of the lake in a folder. Throws the file system's error if there is no such folder. */
export function identityOf(lake: string): LakeIdentity {
  const real = realpathSync.native(lake);
  const { dev, ino } = statSync(real, { bigint: true });
  return { lake: real, device: String(dev), inode: String(ino) };
}

/** The name of a lake's cache in the folder of caches. */
export function cacheName({ lake, device, inode }: LakeIdentity): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([lake, device, inode]))
    .digest('hex');
  return `lake-${hash.slice(0, 32)}`;
}

/** The path of a lake's cache, whether or not the cache exists. Throws if there is no such lake. */
export const cacheFolder = (lake: string): string => join(cacheRoot(), cacheName(identityOf(lake)));
