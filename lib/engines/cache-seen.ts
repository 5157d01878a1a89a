import { lstatSync } from 'node:fs';
import { databaseIn, filesToWrite } from './cache-files.ts';
import { readOwnFile, writeOwnFile } from './own-file.ts';

// Macros take DuckDB 30 ms to list, a fifth of a query, so they are looked for once in a file. A copy of a file, from
// an archive or another machine, has another inode and another time of change, which nobody can set.

const noteIn = (folder: string): string => `${folder}/lake.seen`;

/** The state of the database in `folder`; undefined where there is none, or one with a journal beside it. */
function stateOf(folder: string): string | undefined {
  const [, ...journals] = filesToWrite(folder);
  if (journals.some((file) => lstatSync(file, { throwIfNoEntry: false }) !== undefined)) return undefined;
  const stat = lstatSync(databaseIn(folder), { bigint: true, throwIfNoEntry: false });
  return stat && [stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

/** Whether the database in `folder` is the very file, in the very state, in which no macros were found. */
export function isKnownWithoutMacros(folder: string): boolean {
  const state = stateOf(folder);
  return state !== undefined && readOwnFile(noteIn(folder)) === state;
}

/** Notes that the database in `folder` has no macros. Without the note they are looked for again. */
export function noteWithoutMacros(folder: string): void {
  const state = stateOf(folder);
  if (state === undefined) return;
  try {
    writeOwnFile(noteIn(folder), state);
  } catch {
    // a cache that may only be read
  }
}
