import { attempt, type FolderAccess, folderAccess, unlessAbsent } from './folder-access.ts';
import { listedFromNotes, readRange } from './folder-files.ts';
import type { OnSkip } from './folder-links.ts';
import { folderLock } from './folder-lock.ts';
import type { FolderNames } from './folder-names.ts';
import { walk } from './folder-walk.ts';
import { removeFile, writeFile } from './folder-write.ts';
import { walkLake } from './lake-walk.ts';
import { lstatUnlessLink } from './link-in-lake.ts';
import type { ObjectNotes } from './object-notes.ts';
import { Changed, type Listed, Missing, type ReadOptions, type Store, Unchanged } from './store.ts';

/** How a folder is listed, and whether links are followed. */
export interface FolderOptions {
  /** Receives what a listing skips. Without it, a subfolder that cannot be read is a {@link StoreFailure}. */
  readonly onSkip?: OnSkip;
  /** The names of its folders, if several listings share them. */
  readonly names?: FolderNames;
  /** For a lake: a link below the root throws {@link LinkInLake}. A link in place of an object can be replaced. */
  readonly noLinks?: boolean;
  /** What is known about its objects: a listing does not open those that have not changed since they were noted. */
  readonly notes?: ObjectNotes | undefined;
}

/**
 * The store of a folder: each file below it is an object, and its path is the key. Folders, pipes and devices are not
 * objects. Links are followed, unless `noLinks` is set. Only requested files are opened, and reading changes nothing in
 * the folder. Several processes may write to one folder and be killed at any time: an object is replaced by renaming,
 * under a lock of all writers.
 *
 * The ETag of a file is its size and the time of its last change in nanoseconds. Objects `*.csv.gz` that are written here
 * have a random mark in their gzip header instead, next to their metadata. Nothing is synced to the disk: after a power
 * failure an object may be empty or truncated, and then has no metadata.
 *
 * File system calls are synchronous, because for small files this takes half the CPU time of asynchronous ones.
 */
export function folderStore(
  root: string,
  { onSkip, names, noLinks = false, notes }: FolderOptions = {},
): Store {
  const folder = folderAccess(root, noLinks ? 'not followed' : 'followed');
  const lock = folderLock(folder.base);
  return {
    list: (prefix) =>
      list(folder, prefix, notes, () =>
        noLinks ? walkLake(folder.base, prefix) : walk(folder.base, prefix, onSkip, names),
      ),
    head: async (key) => folder.head(key, folder.pathOf(key)),
    read: async (key, offset, length, options = {}) => read(folder, key, { offset, length }, options),
    write: async (key, body, options) => writeFile(folder, lock, key, body, options),
    remove: async (key, { ifMatch }) => removeFile(folder, lock, key, ifMatch),
  };
}

/**
 * Lists the objects of a folder.
 *
 * @param keysBelow begins a walk over the keys that start with the prefix
 */
async function* list(
  folder: FolderAccess,
  prefix: string,
  notes: ObjectNotes | undefined,
  keysBelow: () => Generator<string>,
): AsyncGenerator<Listed> {
  const parent = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
  if (parent !== '' || prefix.startsWith('/')) folder.pathOf(parent);
  folder.refuseLinks(prefix);
  folder.expectExistence();
  const keys = keysBelow();
  for (;;) {
    const { value: key, done } = attempt(folder.absolute, () => keys.next());
    if (done) return;
    const path = `${folder.base}/${key}`;
    const noted = notes && listedFromNotes(key, path, notes);
    const listed = noted ?? folder.headToList(key, path);
    if (listed !== undefined) yield listed;
  }
}

function read(
  folder: FolderAccess,
  key: string,
  { offset, length }: { readonly offset: number; readonly length: number },
  { ifMatch, ifNoneMatch, memory }: ReadOptions,
) {
  const path = folder.pathOf(key);
  const { links } = folder;
  if (links === 'not followed') attempt(path, () => unlessAbsent(() => lstatUnlessLink(path)));
  const before = folder.head(key, path);
  if (before === undefined) throw new Missing(key);
  if (ifMatch !== undefined && before.etag !== ifMatch) throw new Changed(key);
  if (before.etag === ifNoneMatch) throw new Unchanged(key);
  const wanted = Math.max(0, Math.min(length, before.size - offset));
  const fits = memory !== undefined && wanted <= memory.length;
  const bytes = fits ? memory.subarray(0, wanted) : Buffer.allocUnsafeSlow(wanted);
  const found = attempt(path, () => unlessAbsent(() => readRange(key, path, offset, bytes, links)));
  if (found === undefined) throw new Missing(key);
  if (found.head.etag !== before.etag) throw new Changed(key);
  return found;
}
