import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { codeOf } from './file-problem.ts';
import { headOf, type Links, listedHeadOf, plainHeadOf } from './folder-files.ts';
import { LinkInLake, refuseLinkedFolders } from './link-in-lake.ts';
import { Changed, Conflict, type Head, Missing, StoreFailure, Unchanged } from './store.ts';

/** The folder of a store, and access to the files below it. */
export interface FolderAccess {
  /** The absolute path of the folder. */
  readonly absolute: string;
  /** The same without a trailing slash: `${base}/${key}` is the path of an object. '' is the file system's root. */
  readonly base: string;
  readonly links: Links;
  /** The path of an object. Throws StoreFailure if the key cannot be the path of a file. */
  pathOf(key: string): string;
  /** Throws LinkInLake if links are not followed and a folder of the key is one. */
  refuseLinks(key: string): void;
  /** The head of an object; undefined if there is none. Throws StoreFailure if the folder itself does not exist. */
  head(key: string, path: string): Head | undefined;
  /** The same for a listing: a file that may not be opened has a head without metadata. */
  headToList(key: string, path: string): Head | undefined;
  /** Throws StoreFailure if the folder does not exist. Its disk may not be mounted: that says nothing about its files. */
  expectExistence(): void;
}

/** Access to the folder at `root`. Nothing is opened yet. */
export function folderAccess(root: string, links: Links): FolderAccess {
  const absolute = resolve(root);
  const base = absolute === '/' ? '' : absolute;

  const refuseLinks = (key: string): void => {
    if (links === 'not followed') attempt(absolute, () => unlessAbsent(() => refuseLinkedFolders(base, key)));
  };
  const expectExistence = (): void => {
    const found = attempt(absolute, () => statSync(absolute, { throwIfNoEntry: false }));
    if (!found?.isDirectory()) throw new StoreFailure(absolute, 'there is no such folder');
  };
  const find = (path: string, look: () => Head | undefined): Head | undefined => {
    const head = attempt(path, () => unlessAbsent(look));
    if (head === undefined) expectExistence();
    return head;
  };
  return {
    absolute,
    base,
    links,
    refuseLinks,
    expectExistence,
    pathOf: (key) => {
      if (isUnsafe(key))
        throw new StoreFailure(absolute, `${JSON.stringify(key)} cannot be the path of a file`);
      refuseLinks(key);
      return `${base}/${key}`;
    },
    head: (key, path) => find(path, () => headOf(key, path, links)),
    headToList: (key, path) => find(path, () => headOrPlain(key, path, links)),
  };
}

/** Whether a key leads out of the folder, or to a file with another key. */
const isUnsafe = (key: string): boolean =>
  /(?:^|\/)\.{0,2}(?:\/|$)/.test(key) || key.includes('\0') || !key.isWellFormed();

/** The head of a file; without its metadata if the file may not be opened. */
function headOrPlain(key: string, path: string, links: Links): Head | undefined {
  try {
    return listedHeadOf(key, path, links);
  } catch (error) {
    if (codeOf(error) === 'EACCES') return plainHeadOf(key, path, links);
    throw error;
  }
}

const STORE_ERRORS = [Changed, Unchanged, Missing, Conflict, StoreFailure, LinkInLake];

/** Does `work`. An error of the file system becomes a StoreFailure. */
export function attempt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw STORE_ERRORS.some((kind) => error instanceof kind) ? error : new StoreFailure(where, error);
  }
}

const ABSENT = new Set<unknown>(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** Does `work`; undefined for the errors that mean that there is no such file. */
export function unlessAbsent<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return undefined;
    throw error;
  }
}
