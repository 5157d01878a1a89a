import { randomUUID } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { lstatUnlessLink } from './link-in-lake.ts';

/** The folder below the root where a folder store keeps its temporary files and its lock. */
export const HIDDEN = '.writing';
/** The lock's name in that folder. */
export const LOCK = 'lock';

/** The pattern of temporary file names; no other file is ever deleted here. */
const TEMPORARY = /^\d+-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Milliseconds that a writer waits for the lock. Others hold it for less than one millisecond each. */
const PATIENCE = 30_000;
/** A temporary file older than this many milliseconds was left behind by a killed writer. */
const STALE = 3_600_000;

/** The lock that all writers of a folder share. */
export interface FolderLock {
  /** A new path on the same disk, for a file that will be renamed. */
  newPath(): string;
  /** Does `work` while no other writer of this folder does, in this process or another. */
  hold<T>(work: () => T): T;
}

/**
 * The lock of a folder's writers. It is created when it is first used: reading changes nothing in the folder.
 * SQLite locks a file that stays empty; the kernel releases the lock when the process ends, however it ends.
 */
export function folderLock(root: string): FolderLock {
  const folder = `${root}/${HIDDEN}`;
  let opened: ReturnType<typeof open> | undefined;
  const lock = () => {
    opened ??= open(root, folder);
    return opened;
  };
  return {
    newPath: () => {
      lock();
      return `${folder}/${process.pid}-${randomUUID()}`;
    },
    hold: (work) => {
      const { begin, rollback } = lock();
      begin.run();
      try {
        return work();
      } finally {
        rollback.run();
      }
    },
  };
}

function open(root: string, folder: string) {
  statSync(root || '/');
  if (lstatUnlessLink(folder) === undefined) mkdirSync(folder, { recursive: true });
  removeLeftOvers(folder);
  const database = new DatabaseSync(checkedLock(folder), { timeout: PATIENCE });
  // nothing is ever written; without a journal file, locking takes a fifth of the time
  database.exec('PRAGMA journal_mode = MEMORY');
  return { begin: database.prepare('BEGIN IMMEDIATE'), rollback: database.prepare('ROLLBACK') };
}

/**
 * The lock file. SQLite would follow a link, and would replay the journal next to a database that has content; with an
 * empty one it does nothing.
 */
function checkedLock(folder: string): string {
  const file = `${folder}/${LOCK}`;
  const stat = lstatUnlessLink(file);
  if (stat !== undefined && !(stat.isFile() && stat.size === 0n))
    throw new Error(`${file} is not an empty file, so it is not this program's lock; delete it`);
  return file;
}

/** Removes what killed writers left behind. */
function removeLeftOvers(folder: string): void {
  for (const name of readdirSync(folder).filter((found) => TEMPORARY.test(found))) {
    const path = `${folder}/${name}`;
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat?.isFile() && Date.now() - stat.mtimeMs > STALE) rmSync(path, { force: true });
  }
}
