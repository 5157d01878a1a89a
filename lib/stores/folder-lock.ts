import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** Where a folder store keeps what is no object, below its root. */
export const HIDDEN = '.cache';

/** Milliseconds that a writer waits for others, each of which holds the lock for less than one. */
const PATIENCE = 30_000;
/** Milliseconds after which a temporary file's writer is taken for dead. */
const STALE = 3_600_000;

export interface FolderLock {
  /** A new path on the same disk, for a file that will be moved to its place. */
  newPath(): string;
  /** Does `work` while no other writer of this folder does, in this process or another. */
  hold<T>(work: () => T): T;
}

/**
 * The lock of a folder's writers, opened when it is first used: a folder that is only read stays as it is.
 * SQLite locks a file that stays empty; the kernel lets go of it when its process ends, however it ends.
 */
export function folderLock(root: string): FolderLock {
  const temporary = `${root}/${HIDDEN}/tmp`;
  let opened: ReturnType<typeof open> | undefined;
  const lock = () => {
    opened ??= open(root, temporary);
    return opened;
  };
  return {
    newPath: () => {
      lock();
      return `${temporary}/${process.pid}-${randomUUID()}`;
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

function open(root: string, temporary: string) {
  statSync(root || '/');
  mkdirSync(temporary, { recursive: true });
  sweep(temporary);
  const database = new DatabaseSync(`${root}/${HIDDEN}/lock`, { timeout: PATIENCE });
  // nothing is ever written: without a journal's file a lock costs a fifth
  database.exec('PRAGMA journal_mode = MEMORY');
  return { begin: database.prepare('BEGIN IMMEDIATE'), rollback: database.prepare('ROLLBACK') };
}

/** Removes what killed writers left behind. */
function sweep(temporary: string): void {
  for (const name of readdirSync(temporary)) {
    const path = `${temporary}/${name}`;
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && Date.now() - stat.mtimeMs > STALE) rmSync(path, { force: true });
  }
}
