import { lstatSync } from 'node:fs';
import { databaseIn, filesToWrite } from './database-files.ts';
import { readPlainFile, replacePlainFile } from './plain-file.ts';
import { SCHEMA } from './schema.ts';

// A view or a macro in a database could run SQL that a stranger wrote, so everything in it is listed before it is used.
// That takes DuckDB 10 ms, and 30 ms more for macros, a quarter of a query. So a database that contains nothing but our
// tables is noted, with its state. A copy of it, from an archive or another machine, has another inode and another change
// time (ctime), which nobody can set.

const noteIn = (folder: string): string => `${folder}/lake.seen`;

const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** The state of the database in `folder`; undefined if there is no database, or if it has a write-ahead log. */
function stateOf(folder: string): string | undefined {
  const [, ...logs] = filesToWrite(folder);
  if (logs.some(exists)) return undefined;
  const stat = lstatSync(databaseIn(folder), { bigint: true, throwIfNoEntry: false });
  // another release may have other tables
  return stat && [SCHEMA, stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

/** Whether `folder` has neither a database nor the log of one. */
export const isMissing = (folder: string): boolean => !filesToWrite(folder).some(exists);

/**
 * Whether the database in `folder` is in the same state as when it was found to contain the tables of this release, and
 * nothing else.
 */
export function isChecked(folder: string): boolean {
  const state = stateOf(folder);
  return state !== undefined && readPlainFile(noteIn(folder)) === state;
}

/** Notes that the database in `folder` contains what it should. Without this note, it is checked again. */
export function noteChecked(folder: string): void {
  const state = stateOf(folder);
  if (state === undefined) return;
  try {
    replacePlainFile(noteIn(folder), state);
  } catch {
    // the cache is read-only
  }
}
