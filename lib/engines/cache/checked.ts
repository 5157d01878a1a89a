import { type BigIntStats, lstatSync } from 'node:fs';
import { databaseIn, filesToWrite } from './database-files.ts';
import { readPlainFile, replacePlainFile } from './plain-file.ts';
import { SCHEMA } from './schema.ts';
import { isSettled } from './settled.ts';

// A view or a macro in a database could run SQL that a stranger wrote, so everything in it is listed before it is used.
// That takes DuckDB 10 ms, and 30 ms more for macros, a quarter of a query. So a database that contains nothing but our
// tables is noted, with its state. A copy of it, from an archive or another machine, has another inode and another change
// time (ctime), which nobody can set.

const noteIn = (folder: string): string => `${folder}/lake.seen`;
/** The note that a database has no damaged objects: to ask it, DuckDB has to be loaded. */
const intactIn = (folder: string): string => `${folder}/lake.intact`;

const exists = (file: string): boolean => lstatSync(file, { throwIfNoEntry: false }) !== undefined;

/** The state of the database in `folder`, as text; undefined if there is no database, or if it has a write-ahead log. */
function stateOf(folder: string): string | undefined {
  const stat = statOf(folder);
  // another release may have other tables
  return stat && [SCHEMA, stat.dev, stat.ino, stat.size, stat.mtimeNs, stat.ctimeNs].join(' ');
}

function statOf(folder: string): BigIntStats | undefined {
  const [, ...logs] = filesToWrite(folder);
  if (logs.some(exists)) return undefined;
  return lstatSync(databaseIn(folder), { bigint: true, throwIfNoEntry: false });
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
export const noteChecked = (folder: string): void => write(noteIn(folder), stateOf(folder));

/** Whether the database in `folder` is in the same state as when it was found to have no damaged objects. */
export function isIntact(folder: string): boolean {
  const state = stateOf(folder);
  return state !== undefined && readPlainFile(intactIn(folder)) === state;
}

/**
 * Does `ask`, which looks for damaged objects in the database in `folder`. If it finds none, this is noted, unless the
 * database changes meanwhile, or has just changed and so could change again without showing it.
 */
export async function askForDamage<Found extends { readonly size: number }>(
  folder: string,
  ask: () => Promise<Found>,
): Promise<Found> {
  const [before, stat] = [stateOf(folder), statOf(folder)];
  const hasSettled = stat !== undefined && isSettled(stat.mtimeNs) && isSettled(stat.ctimeNs);
  const found = await ask();
  if (found.size === 0 && hasSettled && stateOf(folder) === before) write(intactIn(folder), before);
  return found;
}

function write(note: string, state: string | undefined): void {
  if (state === undefined) return;
  try {
    replacePlainFile(note, state);
  } catch {
    // the cache is read-only
  }
}
