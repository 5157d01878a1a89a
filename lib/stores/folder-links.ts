import { type BigIntStats, realpathSync, statSync } from 'node:fs';
import { codeOf, fileProblem } from './file-problem.ts';
import { HIDDEN } from './folder-lock.ts';

/** Folders at the root that hold no objects: the store's own, and the one of earlier releases. */
export const NO_OBJECTS: readonly string[] = [`${HIDDEN}/`, '.cache/'];

/** Why a walk leaves something out. */
export type Skip =
  /** It may not be read, or the file system cannot read it. */
  | 'unreadable'
  | 'too-long'
  /** Links that lead in a circle. */
  | 'loop'
  /** A link to a folder that holds the root. */
  | 'holds-root'
  | 'bad-name'
  /** Nothing is lost: the folder is visited under another name. */
  | 'elsewhere';

/** Receives what a walk leaves out: where it is, why in words, and why as a code. */
export type OnSkip = (path: string, reason: string, skip: Skip) => void;

/** What a symbolic link leads to. `within`: a folder below the root. `outside`: a folder that is not. */
export type Target = 'file' | 'within' | 'outside' | 'holds-root';

/** A folder's device and inode: the same under every name that it has. */
export type Identity = string;

export const identityOf = ({ dev, ino }: BigIntStats): Identity => `${dev}:${ino}`;

/** Whether `path` is `folder` or below it; both are absolute. */
export const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);

/**
 * What the link at `path` leads to; undefined for neither a file nor a folder.
 *
 * @param realRoot the root's own path, without links
 * @throws what the system says of a link that leads nowhere, or may not be followed
 */
export function targetOf(realRoot: string, path: string): Target | undefined {
  const stat = statSync(path);
  if (stat.isFile()) return 'file';
  return stat.isDirectory() ? sideOf(realRoot, path) : undefined;
}

/** Where the folder at `path` really is, seen from the root. */
export function sideOf(realRoot: string, path: string): Exclude<Target, 'file'> {
  const real = realpathSync.native(path);
  if (isWithin(real, realRoot)) return 'within';
  return isWithin(realRoot, real) ? 'holds-root' : 'outside';
}

const GONE = new Set<unknown>(['ENOENT', 'ENOTDIR']);
const SKIPS: Readonly<Record<string, readonly [Skip, string]>> = {
  EACCES: ['unreadable', 'it may not be read'],
  EPERM: ['unreadable', 'it may not be read'],
  ENAMETOOLONG: ['too-long', 'its path is longer than the system allows'],
  ELOOP: ['loop', 'its symbolic links lead in a circle, or there are too many of them'],
};

/**
 * Does `work` on what is at `path`; undefined where that fails. What is gone is not worth a word. Any other error goes
 * to `onSkip`, and is thrown without one: then nobody would know that something was left out.
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
