import { chmodSync, lstatSync, readdirSync, realpathSync, rmSync, type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeFolder } from '../../stores/make-folder.ts';
import { filesToWrite } from './database-files.ts';
import { cacheName, cacheRoot, identityOf, isNamedByUser, type LakeIdentity } from './location.ts';
import { readPlainFile, replacePlainFile } from './plain-file.ts';

// The folder of a cache, which no other user may read or write.

/** Why a cache folder is not used. */
export type CacheProblem =
  | 'question-mark'
  | 'not-a-folder'
  | 'link'
  | 'other-user'
  | 'writable-by-others'
  | 'below-open-folder';

/** What is wrong with a folder, in words that follow its path. */
const PROBLEMS: Readonly<Record<CacheProblem, (folder: string, above: string) => string>> = {
  'question-mark': () => 'has a ? in its path, which DuckDB does not support',
  'not-a-folder': () => 'is not a folder',
  link: () => 'is a symbolic link',
  'other-user': () => 'belongs to another user',
  'writable-by-others': (folder) => `is writable by others: run chmod go-w ${folder}, or set FITS_CACHE`,
  'below-open-folder': (_, above) => `is below ${above}, which everyone can write to: set FITS_CACHE`,
};

/** A folder that cannot be used for a cache, because others could tamper with it or for another {@link CacheProblem}. */
export class CacheRefused extends Error {
  override readonly name = 'CacheRefused';
  readonly folder: string;
  readonly problem: CacheProblem;
  constructor(folder: string, problem: CacheProblem, above = '') {
    super(`${folder} ${PROBLEMS[problem](folder, above)}`);
    this.folder = folder;
    this.problem = problem;
  }
}

/**
 * Creates the folder of a lake's cache, for its user only, unless it exists; returns its path, without links.
 *
 * @throws CacheRefused, or an error of the file system
 */
export function openCacheFolder(lake: string): string {
  const identity = identityOf(lake);
  makeFolder(cacheRoot(), PRIVATE);
  const folder = join(checkedRoot(), cacheName(identity));
  // DuckDB would treat the rest as options, and put the write-ahead log elsewhere
  if (folder.includes('?')) throw new CacheRefused(folder, 'question-mark');
  if (lstatSync(folder, { throwIfNoEntry: false }) === undefined) makeFolder(folder, PRIVATE);
  makePrivate(folder);
  writeLabel(folder, identity);
  return folder;
}

/** The folder of the user's caches, without links. Throws {@link CacheRefused} if others can write to it. */
export function checkedRoot(): string {
  const root = cacheRoot();
  // the user may link it to a larger disk
  refuseOtherUsers(root, lstatSync(root));
  const real = realpathSync.native(root);
  const stat = statSync(real);
  if (!stat.isDirectory()) throw new CacheRefused(real, 'not-a-folder');
  refuseOtherUsers(real, stat);
  if ((stat.mode & WRITABLE_BY_OTHERS) !== 0) {
    // a folder that the user named may have other uses, so its mode is not changed
    if (isNamedByUser()) throw new CacheRefused(real, 'writable-by-others');
    chmodSync(real, PRIVATE);
  }
  refuseOpenParents(real);
  return real;
}

/** Anyone who can write to a parent folder could replace this one, unless the parent is sticky, as /tmp is. */
function refuseOpenParents(folder: string): void {
  for (let above = dirname(folder); ; above = dirname(above)) {
    const { mode } = statSync(above);
    if ((mode & WRITABLE_BY_ALL) !== 0 && (mode & STICKY) === 0)
      throw new CacheRefused(folder, 'below-open-folder', above);
    if (above === dirname(above)) return;
  }
}

const PRIVATE = 0o700;
const WRITABLE_BY_OTHERS = 0o022;
const WRITABLE_BY_ALL = 0o002;
const STICKY = 0o1000;
const OPEN_TO_OTHERS = 0o077;

function refuseOtherUsers(folder: string, { uid }: Stats): void {
  const own = process.geteuid?.();
  if (own !== undefined && uid !== own) throw new CacheRefused(folder, 'other-user');
}

/** Makes sure that no other user can write to a cache, or has written to it. */
function makePrivate(folder: string): void {
  const stat = lstatSync(folder);
  if (stat.isSymbolicLink()) throw new CacheRefused(folder, 'link');
  if (!stat.isDirectory()) throw new CacheRefused(folder, 'not-a-folder');
  refuseOtherUsers(folder, stat);
  if ((stat.mode & OPEN_TO_OTHERS) !== 0) chmodSync(folder, PRIVATE);
  if ((stat.mode & WRITABLE_BY_OTHERS) !== 0)
    for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
  for (const file of filesToWrite(folder)) {
    const found = lstatSync(file, { throwIfNoEntry: false });
    // a cache never contains symbolic or hard links
    if (found !== undefined && !(found.isFile() && found.nlink === 1)) rmSync(file, { recursive: true });
  }
}

const labelOf = (folder: string): string => join(folder, 'lake.json');

/** Records which lake a cache belongs to. */
function writeLabel(folder: string, identity: LakeIdentity): void {
  const { lake, device, inode } = identity;
  const text = `${JSON.stringify({ lake, device, inode })}\n`;
  if (readPlainFile(labelOf(folder)) !== text) replacePlainFile(labelOf(folder), text);
}

/** The lake that a cache belongs to; undefined if that is not recorded. */
export function readLabel(folder: string): LakeIdentity | undefined {
  try {
    const { lake, device, inode } = JSON.parse(readPlainFile(labelOf(folder)) ?? 'null');
    const isComplete = [lake, device, inode].every((value) => typeof value === 'string');
    return isComplete ? { lake, device, inode } : undefined;
  } catch {
    return undefined;
  }
}
