// Roots, the local folders that were ingested: their names in the lake, which root a path belongs to, and scopes in a root.

const FILE = 'file://';

/** The `source_bucket` of a local root. */
export const bucketOfRoot = (folder: string): string => `${FILE}${folder}`;

/** The local roots among values of `source_bucket`. */
export const rootsAmong = (buckets: readonly string[]): string[] =>
  buckets.filter((bucket) => bucket.startsWith(FILE)).map((bucket) => bucket.slice(FILE.length));

/** A path that the user named for ingest. */
export interface NamedPath {
  /** Absolute, without a trailing slash. */
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'missing';
}

/** What to ingest below one root. */
export interface Scope {
  readonly root: string;
  /** Folders, relative to the root; `''` for the whole root. */
  readonly folders: readonly string[];
  /** Files that were named explicitly, relative to the root. They are read whatever their suffix. */
  readonly files: readonly string[];
}

/** A path cannot be ingested. */
export class RootRefused extends Error {
  override readonly name = 'RootRefused';
  readonly path: string;
  /** A known root within the path; undefined if the path does not exist. */
  readonly knownRoot: string | undefined;
  constructor(path: string, knownRoot?: string) {
    super(`${path}: ${knownRoot === undefined ? 'no such file or folder' : isParentOf(knownRoot, path)}`);
    this.path = path;
    this.knownRoot = knownRoot;
  }
}

const isParentOf = (knownRoot: string, path: string): string =>
  `its subfolder ${knownRoot} is already a root of this lake, so its files would be in the lake twice. ` +
  `Ingest the other subfolders one by one, or ingest ${path} into another lake (--lake). Or delete the lake, ` +
  'which can be made again from the files at any time, and ingest the top folder first';

const within = (path: string, root: string): boolean =>
  path === root || path.startsWith(root === '/' ? '/' : `${root}/`);
const relative = (path: string, root: string): string =>
  path === root ? '' : path.slice(root === '/' ? 1 : root.length + 1);
const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/**
 * Finds the root of each path. A path within a known root belongs to that root. Otherwise the root is the folder itself,
 * or the folder of the file.
 *
 * @param known the roots that the lake has
 * @throws RootRefused for a missing file or folder, and for a folder that contains a known root, because its files would
 * be in the lake twice
 */
export function scopesOf(paths: readonly NamedPath[], known: readonly string[]): Scope[] {
  const roots = new Set(known);
  const scopes = new Map<string, { root: string; folders: string[]; files: string[] }>();
  // parent folders come first, so that `a/b a` is one root, `a`
  for (const { path, kind } of [...paths].sort((a, b) => a.path.length - b.path.length)) {
    const inside = [...roots].find((root) => within(path, root));
    const root = inside ?? (kind === 'folder' ? path : parent(path));
    if (inside === undefined) {
      if (kind === 'missing') throw new RootRefused(path);
      const knownRoot = [...roots].find((other) => within(other, root));
      if (knownRoot !== undefined) throw new RootRefused(path, knownRoot);
      roots.add(root);
    }
    const scope = scopes.get(root) ?? { root, folders: [], files: [] };
    scopes.set(root, scope);
    (kind === 'file' ? scope.files : scope.folders).push(relative(path, root));
  }
  return [...scopes.values()];
}

/** Whether a key is in the scope. */
export const inScope = (scope: Scope, key: string): boolean =>
  scope.files.includes(key) || scope.folders.some((folder) => folder === '' || within(key, folder));

/** The folders that are not within another one of them. */
export const withoutNested = (folders: readonly string[]): string[] => {
  const different = [...new Set(folders)];
  return different.filter(
    (folder) =>
      folder === '' ||
      !different.some((other) => other === '' || (other !== folder && within(folder, other))),
  );
};
