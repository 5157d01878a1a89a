import { existsSync, lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { CACHE_NAME, cacheName, cacheRoot, identityOf } from './location.ts';
import { checkedRoot, readLabel } from './private-folder.ts';

// All caches of the user, for the verb `cache`.

/** A cache, and whether its lake still exists. */
export interface KeptCache {
  readonly folder: string;
  readonly bytes: number;
  /** The lake's folder; null if it is not recorded. */
  readonly lake: string | null;
  /** `gone`: the path no longer exists, or is another folder. `unknown`: the path cannot be checked now. */
  readonly state: 'there' | 'gone' | 'unknown';
}

/** The user's caches. Throws `CacheRefused` if others could have created them. */
export function keptCaches(): KeptCache[] {
  if (!existsSync(cacheRoot())) return [];
  const root = checkedRoot();
  return readdirSync(root)
    .filter((name) => CACHE_NAME.test(name) && isFolder(join(root, name)))
    .sort()
    .map((name) => {
      const folder = join(root, name);
      const label = readLabel(folder);
      const lake = label !== undefined && cacheName(label) === name ? label.lake : null;
      return { folder, bytes: sizeOf(folder), lake, state: lake === null ? 'gone' : stateOf(lake, name) };
    });
}

const isFolder = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Removes the caches of lakes that no longer exist, and returns them. */
export function removeCachesOfGoneLakes(): KeptCache[] {
  const gone = keptCaches().filter(({ state }) => state === 'gone');
  // links are not followed: a link is not a cache, and its target must not be removed
  for (const { folder } of gone) rmSync(folder, { recursive: true, force: true });
  return gone;
}

function stateOf(lake: string, name: string): KeptCache['state'] {
  try {
    return cacheName(identityOf(lake)) === name ? 'there' : 'gone';
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : 'unknown';
  }
}

/** The total size in bytes of all files in a folder, even while files appear and disappear. */
export function sizeOf(folder: string): number {
  let bytes = 0;
  for (const name of readdirSync(folder)) {
    const stat = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (stat?.isDirectory()) bytes += sizeOf(join(folder, name));
    else bytes += stat?.size ?? 0;
  }
  return bytes;
}
