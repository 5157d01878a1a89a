// The statements that a user has typed, in a file of the user's state folder.

import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { replacePlainFile } from '../../../engines/cache/plain-file.ts';
import { printable } from '../../../formats/printable.ts';
import { makeFolder } from '../../../stores/make-folder.ts';

/** At most this many entries are kept, and entries that are longer are not. */
export const MOST_ENTRIES = 1000;
const LONGEST_ENTRY = 10_000;
/** A file with more bytes is written anew, with the latest entries. */
const FULL = 256_000;
/** A larger file is not a history. */
const LARGEST = 64 * FULL;

/** The file of the history: `fits-datalake/history` in XDG_STATE_HOME, otherwise in `~/.local/state`. */
export function historyFile({ XDG_STATE_HOME }: NodeJS.ProcessEnv = process.env): string {
  // the XDG specification says to ignore relative paths
  const users =
    XDG_STATE_HOME && isAbsolute(XDG_STATE_HOME) ? XDG_STATE_HOME : join(homedir(), '.local', 'state');
  return join(users, 'fits-datalake', 'history');
}

/** The history of a user, which other users cannot read. */
export interface History {
  readonly file: string;
  /** The entries, the latest first. */
  readonly entries: readonly string[];
  /** Keeps an entry of one line. */
  add(entry: string): void;
  /** Why nothing is kept; undefined if it is. */
  readonly problem: unknown;
}

/** Reads the history. If the file cannot be used, because of its owner for example, nothing is kept. */
export function openHistory(file = historyFile()): History {
  try {
    makeFolder(dirname(file), 0o700);
    const entries = readEntries(file);
    return { file, entries: [...entries].reverse(), add: (entry) => append(file, entry), problem: undefined };
  } catch (problem) {
    return { file, entries: [], add: () => {}, problem };
  }
}

function readEntries(file: string): string[] {
  if (lstatSync(file, { throwIfNoEntry: false }) === undefined) return [];
  const opened = openPrivate(file, constants.O_RDONLY);
  try {
    const { size } = fstatSync(opened);
    if (size > LARGEST) throw new Error('it is too large');
    // the terminal shows them as they are
    const lines = readFileSync(opened, 'utf8').split('\n').map(printable);
    const entries = lines
      .filter((line, index) => line !== '' && line !== lines[index - 1])
      .slice(-MOST_ENTRIES);
    if (size > FULL) replacePlainFile(file, entries.map((entry) => `${entry}\n`).join(''));
    return entries;
  } finally {
    closeSync(opened);
  }
}

/** Several prompts may add entries at the same time. */
function append(file: string, entry: string): void {
  if (entry === '' || entry.length > LONGEST_ENTRY) return;
  try {
    const opened = openPrivate(file, constants.O_WRONLY | constants.O_APPEND | constants.O_CREAT);
    try {
      writeSync(opened, `${printable(entry)}\n`);
    } finally {
      closeSync(opened);
    }
  } catch {
    // a full disk, for example: the prompt goes on
  }
}

/** Opens a file that belongs to the user alone: links are not followed, and pipes are not waited for. */
function openPrivate(file: string, flags: number): number {
  const opened = openSync(file, flags | constants.O_NOFOLLOW | constants.O_NONBLOCK, 0o600);
  try {
    const stat = fstatSync(opened);
    if (!stat.isFile() || stat.nlink !== 1) throw new Error('it is not a file of its own');
    if (stat.uid !== (process.geteuid?.() ?? stat.uid)) throw new Error('it belongs to another user');
    if ((stat.mode & 0o077) !== 0) fchmodSync(opened, 0o600);
    return opened;
  } catch (error) {
    closeSync(opened);
    throw error;
  }
}
