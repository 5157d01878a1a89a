import { lstatSync, realpathSync, statSync } from 'node:fs';
import { identityOf, isWithin, NO_OBJECTS } from './folder-links.ts';
import { type Claims, visit } from './folder-visit.ts';

/** The one name under which each folder below a root is visited, whatever links lead to it. */
export interface FolderNames {
  /**
   * The key under which a walk visits the folder with this key; neither ends with a slash. It is the same key for most
   * folders, another one if links lead there, and undefined for a folder that contains the root. A folder that does not
   * exist, or may not be read, keeps its name.
   */
  visitedAs(folder: string): string | undefined;
  /** Folders outside the root with their keys: found by a walk over all folders, unless one has just been made. */
  claims(): Claims;
  /** Takes over what a walk over the whole root has found. */
  keep(claims: Claims): void;
}

/** @param root absolute, without a trailing slash: '' is the file system's root */
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
