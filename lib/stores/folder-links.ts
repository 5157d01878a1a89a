import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import { codeOf, fileProblem } from './file-problem.ts';
import { HIDDEN } from './folder-lock.ts';

// Links in a folder of source files: where they lead, and what a walk skips because of them.

/** Folders at the root that hold no objects: the store's own, and the one of earlier releases. */
export const NO_OBJECTS: readonly string[] = [`${HIDDEN}/`, '.cache/'];

/** Why a walk skips a file or folder. */
export type Skip =
  /** Permission is denied, or the file system cannot read it. */
  | 'unreadable'
  | 'too-long'
  /** Circular links. */
  | 'loop'
  /** A link to a folder that contains the root. */
  | 'holds-root'
  /** A link to something that does not exist. */
  | 'nowhere'
  /** A pipe, a socket or a device. */
  | 'special'
  | 'bad-name'
  /** Nothing is lost: the folder is visited under another name. */
  | 'elsewhere';

/** Receives what a walk skips: its path, the reason in words, and the reason as a code. */
export type OnSkip = (path: string, reason: string, skip: Skip) => void;

/** The target of a symbolic link. `within`: a folder below the root. `outside`: a folder that is not. */
export type Target = 'file' | 'within' | 'outside' | 'holds-root';

/** A folder's device and inode: the same under all its names. */
export type Identity = string;

/** The identity of a folder. */
export const identityOf = ({ dev, ino }: BigIntStats): Identity => `${dev}:${ino}`;

/** Whether `path` is `folder` or below it; both are absolute. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/**
 * The target of the link at `path`; undefined if it is neither a file nor a folder.
 *
 * @param realRoot the root's own path, without links
 * @throws the system's error for a link that leads nowhere, or may not be followed
 */
export function targetOf(realRoot: string, path: string): Target | undefined {
  const stat = statSync(path);
  if (stat.isFile()) return 'file';
  return stat.isDirectory() ? sideOf(realRoot, path) : undefined;
}

/** Where the folder at `path` really is, relative to the root. */
export function sideOf(realRoot: string, path: string): Exclude<Target, 'file'> {
  const real = realpathSync.native(path);
  if (isWithin(real, realRoot)) return 'within';
  return isWithin(realRoot, real) ? 'holds-root' : 'outside';
}

const GONE = new Set<unknown>(['ENOENT', 'ENOTDIR']);
const SKIPS: Readonly<Record<string, readonly [Skip, string]>> = {
  EACCES: ['unreadable', 'permission denied'],
  EPERM: ['unreadable', 'permission denied'],
  ENAMETOOLONG: ['too-long', 'its path is longer than the system allows'],
  ELOOP: ['loop', 'its symbolic links are circular, or there are too many of them'],
};

/**
 * Does `work` on what is at `path`; undefined if that fails. A path that no longer exists is not reported. Any other
 * error goes to `onSkip`, or is thrown without one, since otherwise the skip would go unnoticed.
 */
export function attemptAt<T>(path: string, onSkip: OnSkip | undefined, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    const code = codeOf(error);
    if (GONE.has(code)) return undefined;
    if (onSkip === undefined || typeof code !== 'string') throw error;
    const [skip, reason] = SKIPS[code] ?? ['unreadable', `it cannot be read: ${fileProblem(error)}`];
    onSkip(path, reason, skip);
    return undefined;
  }
}
