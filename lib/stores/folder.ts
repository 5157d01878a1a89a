import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeOf } from './file-problem.ts';
import { headOf, type Links, plainHeadOf, readRange, STAMPED } from './folder-files.ts';
import type { OnSkip } from './folder-links.ts';
import { folderLock } from './folder-lock.ts';
import type { FolderNames } from './folder-names.ts';
import { walk } from './folder-walk.ts';
import { isGzip, withStamp } from './gzip-metadata.ts';
import { walkLake } from './lake-walk.ts';
import { LinkInLake, lstatUnlessLink, refuseLinkedFolders } from './link-in-lake.ts';
import { Changed, Conflict, type Head, Missing, type Store, StoreFailure, Unchanged } from './store.ts';

export interface FolderOptions {
  /** Told what a listing leaves out; without it a subfolder that may not be read is a {@link StoreFailure}. */
  readonly onSkip?: OnSkip;
  /** The names of its folders, if several listings share them. */
  readonly names?: FolderNames;
  /** For a lake: a link below the root is a {@link LinkInLake}. One in the place of an object can be replaced. */
  readonly noLinks?: boolean;
}

/**
 * The store of a folder: each file below it is an object, its path the key. Directories, pipes and devices
 * are not objects; links are followed, unless `noLinks` is set. Only requested files are opened, and a
 * folder that is only read stays as it is. Several processes may write into one folder, and be killed at any
 * moment: an object is replaced by renaming, under a lock of all writers.
 *
 * A file's ETag is its size and the nanosecond of its last change; that of an object `*.csv.gz` written here
 * is a random mark in its gzip header, where its metadata are too. Nothing is synced to the disk: after a
 * power failure an object may be empty or cut short, and then has no metadata.
 *
 * Calls of the system are synchronous: for small files that costs half the CPU of asynchronous ones.
 */
export function folderStore(root: string, { onSkip, names, noLinks = false }: FolderOptions = {}): Store {
  const absolute = resolve(root);
  const base = absolute === '/' ? '' : absolute;
  const lock = folderLock(base);
  const links: Links = noLinks ? 'not followed' : 'followed';

  const refuseLinks = (key: string): void => {
    if (noLinks) attempt(absolute, () => unlessAbsent(() => refuseLinkedFolders(base, key)));
  };

  const pathOf = (key: string): string => {
    if (isUnsafe(key))
      throw new StoreFailure(absolute, `${JSON.stringify(key)} cannot be the path of a file`);
    refuseLinks(key);
    return `${base}/${key}`;
  };

  /** A root that is not there may be a disk that is not mounted: that says nothing of its files. */
  const mustBeThere = (): void => {
    const found = attempt(absolute, () => statSync(absolute, { throwIfNoEntry: false }));
    if (!found?.isDirectory()) throw new StoreFailure(absolute, 'there is no such folder');
  };

  const find = (key: string, path: string, look: typeof headOf = headOf): Head | undefined => {
    const head = attempt(path, () => unlessAbsent(() => look(key, path, links)));
    if (head === undefined) mustBeThere();
    return head;
  };

  const expect = (key: string, path: string, etag: string | null): Head | undefined => {
    const found = find(key, path);
    if ((found?.etag ?? null) !== etag) throw new Conflict(key);
    return found;
  };

  return {
    async *list(prefix) {
      const folder = prefix.slice(0, Math.max(0, prefix.lastIndexOf('/')));
      if (folder !== '' || prefix.startsWith('/')) pathOf(folder);
      refuseLinks(prefix);
      mustBeThere();
      const keys = noLinks ? walkLake(base, prefix) : walk(base, prefix, onSkip, names);
      for (;;) {
        const { value: key, done } = attempt(absolute, () => keys.next());
        if (done) return;
        const listed = find(key, `${base}/${key}`, headOrPlain);
        if (listed !== undefined) yield listed;
      }
    },

    head: async (key) => find(key, pathOf(key)),

    read: async (key, offset, length, { ifMatch, ifNoneMatch } = {}) => {
      const path = pathOf(key);
      if (noLinks) attempt(path, () => unlessAbsent(() => lstatUnlessLink(path)));
      const before = find(key, path);
      if (before === undefined) throw new Missing(key);
      if (ifMatch !== undefined && before.etag !== ifMatch) throw new Changed(key);
      if (before.etag === ifNoneMatch) throw new Unchanged(key);
      const wanted = Math.max(0, Math.min(length, before.size - offset));
      const found = attempt(path, () => unlessAbsent(() => readRange(key, path, offset, wanted, links)));
      if (found === undefined) throw new Missing(key);
      if (found.head.etag !== before.etag) throw new Changed(key);
      return found;
    },

    write: async (key, body, { ifMatch, metadata = {} }) => {
      const path = pathOf(key);
      const mark = randomUUID();
      const bytes = stampable(key, body, metadata) ? withStamp(body, { mark, metadata }) : undefined;
      return attempt(path, () => {
        const fresh = lock.newPath();
        try {
          writeFileSync(fresh, bytes ?? body, { flag: 'wx' });
          return lock.hold(() => {
            const replaced = expect(key, path, ifMatch);
            const etag = bytes ? mark : ownEtag(key, fresh, replaced);
            moveTo(path, fresh, () => refuseLinks(key));
            return etag;
          });
        } catch (error) {
          rmSync(fresh, { force: true });
          throw error;
        }
      });
    },

    remove: async (key, { ifMatch }) => {
      const path = pathOf(key);
      attempt(path, () =>
        lock.hold(() => {
          expect(key, path, ifMatch);
          unlinkSync(path);
        }),
      );
    },
  };
}

/** Whether a key would lead out of the folder, or to a file that has another key. */
const isUnsafe = (key: string): boolean =>
  /(?:^|\/)\.{0,2}(?:\/|$)/.test(key) || key.includes('\0') || !key.isWellFormed();

const OURS = [Changed, Unchanged, Missing, Conflict, StoreFailure, LinkInLake];

/** Does `work`; an error that is not a store's own becomes a StoreFailure. */
function attempt<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw OURS.some((kind) => error instanceof kind) ? error : new StoreFailure(where, error);
  }
}

const ABSENT = new Set<unknown>(['ENOENT', 'ENOTDIR', 'ELOOP', 'ENAMETOOLONG']);

/** Does `work`; undefined for the errors that mean that there is no such file. */
function unlessAbsent<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (ABSENT.has(codeOf(error))) return undefined;
    throw error;
  }
}

/** A listing is not stopped by a file that may not be opened. */
function headOrPlain(key: string, path: string, links: Links): Head | undefined {
  try {
    return headOf(key, path, links);
  } catch (error) {
    if (codeOf(error) === 'EACCES') return plainHeadOf(key, path, links);
    throw error;
  }
}

function stampable(key: string, body: Uint8Array, metadata: Readonly<Record<string, string>>): boolean {
  if (key.endsWith(STAMPED) && isGzip(body)) return true;
  if (Object.keys(metadata).length === 0) return false;
  throw new TypeError(`${key}: a folder keeps metadata in gzip bodies named *${STAMPED} only`);
}

/** The ETag of a new file without a mark; its time is put after that of the one that it replaces. */
function ownEtag(key: string, path: string, replaced: Head | undefined): string {
  const time = replaced?.lastModified.getTime() ?? 0;
  if (replaced && statSync(path).mtimeMs < time + 1) {
    utimesSync(path, (time + 2) / 1000, (time + 2) / 1000);
  }
  return plainHeadOf(key, path, 'not followed')?.etag ?? '';
}

function moveTo(path: string, fresh: string, refuseLinks: () => void): void {
  try {
    renameSync(fresh, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    refuseLinks();
    renameSync(fresh, path);
  }
}
