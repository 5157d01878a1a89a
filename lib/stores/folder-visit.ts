import { type Dirent, lstatSync, readdirSync, statSync } from 'node:fs';
import { codeOf } from './file-problem.ts';
import {
  attemptAt,
  type Identity,
  identityOf,
  NO_OBJECTS,
  type OnSkip,
  sideOf,
  type Target,
  targetOf,
} from './folder-links.ts';
import { sortKeys } from './keys.ts';

/** Folders outside the root that links lead to: the key under which each is visited. Keys end with a slash. */
export type Claims = Map<Identity, string>;

/** What a visit goes through. */
export interface Visit {
  /** Absolute, without a trailing slash: '' is the file system's root. */
  readonly root: string;
  /** The root's own path, without links. */
  readonly realRoot: string;
  /** The folder to start in: '' or a key that ends with a slash. */
  readonly start: string;
  /** Only keys that start with it are visited. */
  readonly prefix: string;
  /** Called when a link leads out of the root. */
  readonly claims: () => Claims;
  readonly onSkip: OnSkip | undefined;
}

/**
 * The keys of the files below a folder, in byte order. A folder below the root is visited under its own path, never
 * under that of a link to it. A folder outside the root is visited under the first link to it in this order, which
 * claims it. So no folder is visited twice, and circular links end.
 */
export function* visit(options: Visit): Generator<string> {
  const { root, realRoot, start, prefix, onSkip } = options;
  const links = new Set<string>();
  // below this key all folders are outside the root
  let outside = isOutside(options, start) ? start : undefined;
  // a stack whose top is next; the keys of folders end with a slash
  const pending = [start];
  for (let key = pending.pop(); key !== undefined; key = pending.pop()) {
    if (key !== '' && !key.endsWith('/')) {
      yield key;
      continue;
    }
    if (outside !== undefined && !key.startsWith(outside)) outside = undefined;
    if (links.delete(key)) outside ??= key;
    if (outside !== undefined && !claim(options, key)) continue;
    const found = namesIn(root, realRoot, key, onSkip);
    for (const name of sortKeys(found.names).reverse()) {
      const child = key + name;
      if (NO_OBJECTS.includes(child) || !child.startsWith(prefix)) continue;
      // names that are not UTF-8 may look alike
      if (child === pending.at(-1)) continue;
      pending.push(child);
      if (found.links.has(name)) links.add(child);
    }
  }
}

const pathOf = (root: string, folder: string): string =>
  folder === '' ? root || '/' : `${root}/${folder.slice(0, -1)}`;

const isOutside = ({ root, realRoot, onSkip }: Visit, folder: string): boolean =>
  folder !== '' &&
  attemptAt(pathOf(root, folder), onSkip, () => sideOf(realRoot, pathOf(root, folder))) === 'outside';

/** Whether the folder outside the root is to be visited under this key. */
function claim({ root, claims, onSkip }: Visit, key: string): boolean {
  const path = pathOf(root, key);
  const identity = attemptAt(path, onSkip, () => identityOf(statSync(path, { bigint: true })));
  if (identity === undefined) return false;
  const claimed = claims().get(identity);
  if (claimed === undefined) claims().set(identity, key);
  if (claimed === undefined || claimed === key) return true;
  onSkip?.(path, `it is visited as ${claimed}`, 'elsewhere');
  return false;
}

interface Names {
  /** Those of folders end with a slash. */
  readonly names: string[];
  /** Those that are links to folders outside the root. */
  readonly links: ReadonlySet<string>;
}

function namesIn(root: string, realRoot: string, folder: string, onSkip: OnSkip | undefined): Names {
  const path = pathOf(root, folder);
  const names: string[] = [];
  const links = new Set<string>();
  for (const entry of entriesOf(path, folder === '', onSkip)) {
    const child = `${folder === '' ? root : path}/${entry.name}`;
    const isLink = entry.isSymbolicLink();
    const isFolder = isLink ? linksToFolder(realRoot, child, onSkip) : kindOf(entry);
    if (isFolder === undefined && !isLink) onSkip?.(child, 'it is a pipe, a socket or a device', 'special');
    if (isFolder === undefined || !isReachable(child, entry.name, onSkip)) continue;
    const name = isFolder ? `${entry.name}/` : entry.name;
    names.push(name);
    if (isLink && isFolder) links.add(name);
  }
  return { names, links };
}

/** True for a folder, false for a file, undefined for anything else. */
const kindOf = (entry: Dirent): boolean | undefined =>
  entry.isDirectory() ? true : entry.isFile() ? false : undefined;

function entriesOf(path: string, isRoot: boolean, onSkip: OnSkip | undefined): Dirent[] {
  const entries = (): Dirent[] => {
    const found = readdirSync(path, { withFileTypes: true });
    // a folder may be listable although its entries are not accessible
    statSync(`${path}/.`);
    return found;
  };
  return isRoot ? entries() : (attemptAt(path, onSkip, entries) ?? []);
}

/** True for a link to a folder outside the root, false for one to a file, undefined if it is not followed. */
function linksToFolder(realRoot: string, path: string, onSkip: OnSkip | undefined): boolean | undefined {
  const target = attemptAt(path, onSkip, () => linkTarget(realRoot, path, onSkip));
  if (target === 'nowhere')
    onSkip?.(path, 'it is a symbolic link to something that does not exist', 'nowhere');
  if (target === 'within') onSkip?.(path, 'its folder is visited under its own path', 'elsewhere');
  if (target === 'holds-root')
    onSkip?.(path, 'it is a link to a folder that contains the root', 'holds-root');
  return target === 'outside' ? true : target === 'file' ? false : undefined;
}

function linkTarget(
  realRoot: string,
  path: string,
  onSkip: OnSkip | undefined,
): Target | 'nowhere' | undefined {
  try {
    return targetOf(realRoot, path);
  } catch (error) {
    // the link itself may have been removed just now
    if (codeOf(error) === 'ENOENT' && lstatSync(path, { throwIfNoEntry: false }) !== undefined)
      return 'nowhere';
    // neither a file nor a folder, like a broken link
    if (onSkip === undefined && codeOf(error) === 'ELOOP') return undefined;
    throw error;
  }
}

/** Paths up to this length, in UTF-16 units, fit in any system's limit. */
const SHORT = 256;

/** Whether a name can be a key, and the system takes its path. */
function isReachable(path: string, name: string, onSkip: OnSkip | undefined): boolean {
  // bytes that are not UTF-8 are returned as U+FFFD, which names no file
  if (name.includes('\ufffd') && statSync(path, { throwIfNoEntry: false }) === undefined) {
    onSkip?.(path, 'its name is not UTF-8', 'bad-name');
    return false;
  }
  return path.length <= SHORT || attemptAt(path, onSkip, () => statSync(path)) !== undefined;
}
