import { type Dirent, readdirSync, realpathSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { HIDDEN } from './folder-lock.ts';
import { sortKeys } from './keys.ts';

/** Told what a walk leaves out, and why. */
export type OnSkip = (path: string, reason: string) => void;

/**
 * The keys of the files below a root that begin with `prefix`, in the order of their bytes. Links are
 * followed, but for links to a folder that they lie in. A folder that may not be read is an error, unless
 * there is an `onSkip`. A file whose name is not UTF-8 has no key: it is left out, and `onSkip` told.
 *
 * @param root absolute, without a slash at its end: '' is the root of all
 */
export function* walk(root: string, prefix: string, onSkip?: OnSkip): Generator<string> {
  // a stack of keys whose top is next; those of folders end with a slash
  const pending = [prefix.slice(0, prefix.lastIndexOf('/') + 1)];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (key !== '' && !key.endsWith('/')) {
      yield key;
      continue;
    }
    for (const name of sortKeys(namesIn(root, key, onSkip)).reverse()) {
      const child = key + name;
      if (child === `${HIDDEN}/` || !child.startsWith(prefix)) continue;
      // names that are not UTF-8 may look alike
      if (child !== pending.at(-1)) pending.push(child);
    }
  }
}

/** The names in a folder, those of folders with a slash. */
function namesIn(root: string, folder: string, onSkip: OnSkip | undefined): string[] {
  const path = folder === '' ? root || '/' : `${root}/${folder.slice(0, -1)}`;
  const names: string[] = [];
  for (const entry of entriesOf(path, folder === '', onSkip)) {
    const kind = entry.isSymbolicLink() ? linked(root, `${path}/${entry.name}`, onSkip) : entry;
    if (kind === undefined || !(kind.isFile() || kind.isDirectory())) continue;
    // each byte that is not UTF-8 comes as U+FFFD, and names nothing
    if (entry.name.includes('\ufffd') && statSync(`${path}/${entry.name}`, LENIENT) === undefined) {
      onSkip?.(`${path}/${entry.name}`, 'its name is not UTF-8');
    } else {
      names.push(kind.isDirectory() ? `${entry.name}/` : entry.name);
    }
  }
  return names;
}

const LENIENT = { throwIfNoEntry: false } as const;

function entriesOf(path: string, isRoot: boolean, onSkip: OnSkip | undefined): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (isRoot) throw error;
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    if (onSkip === undefined || !(code === 'EACCES' || code === 'EPERM')) throw error;
    onSkip(path, 'it may not be read');
    return [];
  }
}

/** What a link leads to; undefined for nothing, or for a folder that holds the link itself. */
function linked(root: string, path: string, onSkip: OnSkip | undefined): Stats | undefined {
  try {
    const stat = statSync(path);
    if (!stat.isDirectory()) return stat;
    const target = realpathSync(path);
    for (let folder = dirname(path); folder.length >= root.length; folder = dirname(folder)) {
      const real = realpathSync(folder);
      if (real === target || real.startsWith(target === '/' ? '/' : `${target}/`)) return undefined;
      if (folder === dirname(folder)) break;
    }
    return stat;
  } catch (error) {
    const code = codeOf(error);
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return undefined;
    if (onSkip === undefined || !(code === 'EACCES' || code === 'EPERM')) throw error;
    onSkip(path, 'it may not be read');
    return undefined;
  }
}

/** An error's code in the operating system, such as `ENOENT`. */
export const codeOf = (error: unknown): unknown =>
  error instanceof Error && 'code' in error ? error.code : undefined;
