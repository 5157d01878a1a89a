const FILE = 'file://';

/** A local root's source_bucket. */
export const bucketOfRoot = (folder: string): string => `${FILE}${folder}`;

/** The local roots among source_buckets. */
export const rootsAmong = (buckets: readonly string[]): string[] =>
  buckets.filter((bucket) => bucket.startsWith(FILE)).map((bucket) => bucket.slice(FILE.length));

/** A path that is to be ingested, as it was found: absolute, without a slash at its end. */
export interface NamedPath {
  readonly path: string;
  readonly kind: 'folder' | 'file' | 'missing';
}

/** What is to be looked at below one root: all of it, or only what was named. */
export interface Scope {
  readonly root: string;
  /** Folders below it, relative, `''` for the whole root. */
  readonly folders: readonly string[];
  /** Files named outright, relative: opened whatever their suffix. */
  readonly files: readonly string[];
}

/** A path cannot be ingested as it was named. */
export class RootRefused extends Error {
  override readonly name = 'RootRefused';
  readonly path: string;
  constructor(path: string, why: string) {
    super(`${path}: ${why}`);
    this.path = path;
  }
}

const within = (path: string, root: string): boolean =>
  path === root || path.startsWith(root === '/' ? '/' : `${root}/`);
const relative = (path: string, root: string): string =>
  path === root ? '' : path.slice(root === '/' ? 1 : root.length + 1);
const parent = (path: string): string => path.slice(0, Math.max(1, path.lastIndexOf('/')));

/**
 * Finds the root of each path. A path within a known root belongs to that root; otherwise a folder is a new
 * root, and a file's folder is. A parent of a known root is refused: its files would be in the lake twice.
 *
 * @param known folders that are roots already
 */
export function scopesOf(paths: readonly NamedPath[], known: readonly string[]): Scope[] {
  const roots = new Set(known);
  const scopes = new Map<string, { root: string; folders: string[]; files: string[] }>();
  // folders that hold others come first, so that `a/b a` is the root a, not two roots
  for (const { path, kind } of [...paths].sort((a, b) => a.path.length - b.path.length)) {
    const inside = [...roots].find((root) => within(path, root));
    const root = inside ?? (kind === 'folder' ? path : parent(path));
    if (inside === undefined) {
      if (kind === 'missing') throw new RootRefused(path, 'no such file or folder');
      const child = [...roots].find((other) => within(other, root));
      if (child !== undefined) {
        throw new RootRefused(
          path,
          `its subfolder ${child} is a root of this lake already, and its files would be in the lake twice. ` +
            `Ingest the other subfolders one by one, or ${path} into another lake (--lake); or delete the lake's ` +
            'folder, which is only made from the files, and ingest the top folder first',
        );
      }
      roots.add(root);
    }
    const scope = scopes.get(root) ?? { root, folders: [], files: [] };
    scopes.set(root, scope);
    (kind === 'file' ? scope.files : scope.folders).push(relative(path, root));
  }
  return [...scopes.values()];
}

/** Whether a key lies in what is compared. */
export const inScope = (scope: Scope, key: string): boolean =>
  scope.files.includes(key) || scope.folders.some((folder) => folder === '' || within(key, folder));

/** Folders without those that lie in another one of them. */
export const withoutNested = (folders: readonly string[]): string[] => {
  const different = [...new Set(folders)];
  return different.filter(
    (own) => own === '' || !different.some((other) => other === '' || (other !== own && within(own, other))),
  );
};
