import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, statSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { codeOf } from './file-problem.ts';
import { attempt, type FolderAccess } from './folder-access.ts';
import { plainHeadOf, STAMPED } from './folder-files.ts';
import type { FolderLock } from './folder-lock.ts';
import { isGzip, withStamp } from './gzip-metadata.ts';
import { Conflict, type Head, type WriteOptions } from './store.ts';

/** Writes a temporary file and renames it, under the lock of all writers. Returns the new ETag. */
export function writeFile(
  folder: FolderAccess,
  lock: FolderLock,
  key: string,
  body: Uint8Array,
  { ifMatch, metadata = {} }: WriteOptions,
): string {
  const path = folder.pathOf(key);
  const mark = randomUUID();
  const stamped = isStampable(key, body, metadata) ? withStamp(body, { mark, metadata }) : undefined;
  return attempt(path, () => {
    const temporary = lock.newPath();
    try {
      writeFileSync(temporary, stamped ?? body, { flag: 'wx' });
      return lock.hold(() => {
        const replaced = expectState(folder, key, path, ifMatch);
        const etag = stamped ? mark : plainEtag(key, temporary, replaced);
        moveTo(path, temporary, () => folder.refuseLinks(key));
        return etag;
      });
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  });
}

/** Deletes a file, under the lock of all writers. */
export function removeFile(folder: FolderAccess, lock: FolderLock, key: string, ifMatch: string): void {
  const path = folder.pathOf(key);
  attempt(path, () =>
    lock.hold(() => {
      expectState(folder, key, path, ifMatch);
      unlinkSync(path);
    }),
  );
}

/** The head of the file; undefined if there is none. Throws Conflict if its ETag is another one. */
function expectState(folder: FolderAccess, key: string, path: string, etag: string | null): Head | undefined {
  const found = folder.head(key, path);
  if ((found?.etag ?? null) !== etag) throw new Conflict(key);
  return found;
}

/** Whether a body can carry a stamp. Throws TypeError if there is metadata and it cannot. */
function isStampable(key: string, body: Uint8Array, metadata: Readonly<Record<string, string>>): boolean {
  if (key.endsWith(STAMPED) && isGzip(body)) return true;
  if (Object.keys(metadata).length === 0) return false;
  throw new TypeError(`${key}: a folder keeps metadata only in gzip bodies named *${STAMPED}`);
}

/** The ETag of a new file without a stamp. If necessary, its time is moved past that of the file it replaces. */
function plainEtag(key: string, path: string, replaced: Head | undefined): string {
  const time = replaced?.lastModified.getTime() ?? 0;
  if (replaced && statSync(path).mtimeMs < time + 1) {
    utimesSync(path, (time + 2) / 1000, (time + 2) / 1000);
  }
  return plainHeadOf(key, path, 'not followed')?.etag ?? '';
}

/** Renames a temporary file to its path, whose folder is created if it does not exist. */
function moveTo(path: string, temporary: string, refuseLinks: () => void): void {
  try {
    renameSync(temporary, path);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') throw error;
    mkdirSync(dirname(path), { recursive: true });
    refuseLinks();
    renameSync(temporary, path);
  }
}
