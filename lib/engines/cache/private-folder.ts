import { chmodSync, lstatSync, readdirSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../stores/make-folder.ts';
import { filesToWrite } from './database-files.ts';
import { cacheName, cacheRoot, identityOf, isNamedByUser, type LakeIdentity } from './location.ts';
import { readOwnFile, writeOwnFile } from './plain-file.ts';

/** A cache folder that others could tamper with, or that is not a folder, with the reason. */
export class CacheRefused extends Error {
  override readonly name = 'CacheRefused';
  readonly folder: string;
  constructor(folder: string, why: string) {
    super(`${folder} ${why}`);
    this.folder = folder;
  }
}

/**
 * Creates the folder of a lake's cache, for its user only, unless it exists; returns its path, without links. Throws
 * {@link CacheRefused}, or an error of the file system.
 */
export function openCacheFolder(lake: string): string {
  const identity = identityOf(lake);
  makeFolder(cacheRoot(), PRIVATE);
  const folder = join(checkedRoot(), cacheName(identity));
  // DuckDB would read the rest as options, and put the journal elsewhere
  if (folder.includes('?'))
    throw new CacheRefused(folder, 'has a ? in its path, which DuckDB does not support');
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) makeFolder(folder, PRIVATE);
  makePrivate(folder);
  label(folder, identity);
  return folder;
}

/** The folder of the user's caches, without links. Throws {@link CacheRefused} if others could write to it. */
export function checkedRoot(): string {
  const root = cacheRoot();
  // a link of the user's own, to a larger disk, is fine
  refuseOthers(root, lstatSync(root));
  const real = realpathSync.native(root);
  const stat = statSync(real);
  if (!stat.isDirectory()) throw new CacheRefused(real, 'is not a folder');
  refuseOthers(real, stat);
  if ((stat.mode & WRITABLE_BY_OTHERS) !== 0) {
    // a folder named by the user may have other uses: do not change its mode
    if (isNamedByUser())
      throw new CacheRefused(real, `is writable by others: run chmod go-w ${real}, or set FITS_CACHE`);
    chmodSync(real, PRIVATE);
  }
  refuseOpenParents(real);
  return real;
}

/** Whoever may write to a folder above can put another one in the place of ours, unless it is sticky like /tmp. */
function refuseOpenParents(folder: string): void {
  for (let above = dirname(folder); ; above = dirname(above)) {
    const { mode } = statSync(above);
    if ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0)
      throw new CacheRefused(folder, `is below ${above}, which everyone can write to: set FITS_CACHE`);
    if (above === dirname(above)) return;
  }
}

const PRIVATE = 0o700;
const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;
const OPEN_TO_OTHERS = 0o077;

function refuseOthers(folder: string, { uid }: Stats): void {
  const own = process.geteuid?.();
  if (own !== undefined && uid !== own) throw new CacheRefused(folder, 'belongs to another user');
}

/** Makes sure that no other user can write to a cache, or has written to it. */
function makePrivate(folder: string): void {
  const stat = lstatSync(folder);
  if (stat.isSymbolicLink()) throw new CacheRefused(folder, 'is a symbolic link');
  if (!stat.isDirectory()) throw new CacheRefused(folder, 'is not a folder');
  refuseOthers(folder, stat);
  if ((stat.mode & OPEN_TO_OTHERS) !== 0) chmodSync(folder, PRIVATE);
  if ((stat.mode & WRITABLE_BY_OTHERS) !== 0)
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  for (const file of filesToWrite(folder)) {
    const found = lstatSync(file, { throwIfNoEntry: false });
    // a symbolic or hard link is not a cache of ours
    if (found !== undefined && !(found.isFile() && found.nlink === 1)) rmSync(file, { recursive: true });
  }
}

const labelOf = (folder: string): string => join(folder, 'lake.json');

/** Records which lake a cache is for. */
function label(folder: string, identity: LakeIdentity): void {
  const { lake, device, inode } = identity;
  const text = `${JSON.stringify({ lake, device, inode })}\n`;
  if (readOwnFile(labelOf(folder)) !== text) writeOwnFile(labelOf(folder), text);
}

/** The lake that a cache names; undefined if it names none. */
export function labelled(folder: string): LakeIdentity | undefined {
  try {
    const { lake, device, inode } = JSON.parse(readOwnFile(labelOf(folder)) ?? 'null');
    const isComplete = [lake, device, inode].every((value) => typeof value === 'string');
    return isComplete ? { lake, device, inode } : undefined;
  } catch {
    return undefined;
  }
}
