import { lstatSync } from 'node:fs';
import { databaseIn, filesToWrite } from './database-files.ts';
import { readOwnFile, writeOwnFile } from './plain-file.ts';

// DuckDB takes 30 ms to list macros, a fifth of a query, so each file is checked for macros once. A copy of a file,
// from an archive or another machine, has another inode and another change time (ctime), which cannot be set.

const noteIn = (folder: string): string => `${folder}/lake.seen`;

/** The state of the database in `folder`; undefined if there is none, or one with a journal. */
function stateOf(folder: string): string | undefined {
  const [, ...journals] = filesToWrite(folder);
  if (journals.some((file) => lstatSync(file, { throwIfNoEntry: false }) !== undefined)) return undefined;
  const stat = lstatSync(databaseIn(folder), { bigint: true, throwIfNoEntry: false });
  return stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

/** Whether the database in `folder` is the same file, in the same state, as when no macros were found. */
export function isKnownWithoutMacros(folder: string): boolean {
  const state = stateOf(folder);
  return state !== undefined && readOwnFile(noteIn(folder)) === state;
}

/** Records that the database in `folder` has no macros. Without this record it is checked again. */
export function noteWithoutMacros(folder: string): void {
  const state = stateOf(folder);
  if (state === undefined) return;
  try {
    writeOwnFile(noteIn(folder), state);
  } catch {
    // the cache is read-only
  }
}
