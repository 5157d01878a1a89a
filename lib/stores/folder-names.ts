import { lstatSync, realpathSync, statSync } from 'node:fs';
import { identityOf, isWithin, NO_OBJECTS } from './folder-links.ts';
import { type Claims, visit } from './folder-visit.ts';

/** The name under which each folder below a root is visited: only one, whatever links lead to the folder. */
export interface FolderNames {
  /**
   * The key under which a walk visits the folder with this key; neither ends with a slash. It differs if links lead to
   * the folder, and is undefined for a folder that contains the root. A folder that does not exist, or cannot be read,
   * keeps its key.
   */
  visitedAs(folder: string): string | undefined;
  /** Folders outside the root that links lead to, with their keys. Found by a walk over all folders, once. */
  claims(): Claims;
  /** Keeps what a walk over the whole root has found. */
  keep(claims: Claims): void;
}

/**
 * The names of the folders below a root.
 *
 * @param root absolute, without a trailing slash: '' is the file system's root
 */
export function folderNames(root: string): FolderNames {
  let found: Claims | undefined;
  const claims = (): Claims => {
    found ??= claimsBelow(root);
    return found;
  };

  const look = (folder: string): string | undefined => {
    const path = `${root}/${folder}`;
    if (!hasLink(root, folder)) return folder;
    const realRoot = realpathSync.native(root || '/');
    const real = realpathSync.native(path);
    if (isWithin(real, realRoot)) {
      const key = real === realRoot ? '' : real.slice(realRoot === '/' ? 1 : realRoot.length + 1);
      return NO_OBJECTS.some((hidden) => `${key}/`.startsWith(hidden)) ? undefined : key;
    }
    if (isWithin(realRoot, real)) return undefined;
    return claims()
      .get(identityOf(statSync(path, { bigint: true })))
      ?.slice(0, -1);
  };

  const known = new Map<string, string | undefined>();
  return {
    visitedAs: (folder) => {
      if (!known.has(folder))
        known.set(
          folder,
          orElse(folder, () => look(folder)),
        );
      return known.get(folder);
    },
    claims,
    keep: (claims) => {
      found = claims;
    },
  };
}

function claimsBelow(root: string): Claims {
  const claims: Claims = new Map();
  const realRoot = realpathSync.native(root || '/');
  const walk = visit({ root, realRoot, start: '', prefix: '', claims: () => claims, onSkip: () => {} });
  // only the folders count
  while (!walk.next().done);
  return claims;
}

function hasLink(root: string, folder: string): boolean {
  for (let end = folder.indexOf('/'); ; end = folder.indexOf('/', end + 1)) {
    const part = end < 0 ? folder : folder.slice(0, end);
    if (part !== '' && lstatSync(`${root}/${part}`).isSymbolicLink()) return true;
    if (end < 0) return false;
  }
}

function orElse<T>(otherwise: T, work: () => T | undefined): T | undefined {
  try {
    return work();
  } catch {
    return otherwise;
  }
}
