import { lstatSync } from 'node:fs';
import { databaseIn, filesToWrite } from './database-files.ts';
import { readPlainFile, replacePlainFile } from './plain-file.ts';

// A macro in a database could run SQL that a stranger wrote. Listing macros takes DuckDB 30 ms, a fifth of a query, so
// the result is noted, with the state of the database. A copy of the database, from an archive or another machine, has
// another inode and another change time (ctime), which nobody can set.

const noteIn = (folder: string): string => `${folder}/lake.seen`;

const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** The state of the database in `folder`; undefined if there is no database, or one with a write-ahead log. */
function stateOf(folder: string): string | undefined {
  const [, ...logs] = filesToWrite(folder);
  if (logs.some(exists)) return undefined;
  const stat = lstatSync(databaseIn(folder), { bigint: true, throwIfNoEntry: false });
  return stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

/**
 * Whether the database in `folder`, before it is opened, is known to contain no macros: it does not exist yet, or is in
 * the same state as when it was found to contain none.
 */
export function isKnownWithoutMacros(folder: string): boolean {
  if (!filesToWrite(folder).some(exists)) return true;
  const state = stateOf(folder);
  return state !== undefined && readPlainFile(noteIn(folder)) === state;
}

/** Notes that the database in `folder` contains no macros. Without this note, it is checked again. */
export function noteWithoutMacros(folder: string): void {
  const state = stateOf(folder);
  if (state === undefined) return;
  try {
    replacePlainFile(noteIn(folder), state);
  } catch {
    // the cache is read-only
  }
}
