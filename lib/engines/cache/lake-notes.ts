import { closeSync, constants, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { rememberLast } from '../../lake/remember-last.ts';
import type { Stamp } from '../../stores/gzip-metadata.ts';
import type { FileState, ObjectNotes } from '../../stores/object-notes.ts';
import { cacheFolder } from './location.ts';
import { openCacheFolder } from './private-folder.ts';
import { readRecords, type Texts } from './records.ts';

// The notes of a lake: the stamp of each lake object, and the state that its file was in. A sweep of an unchanged lake
// looks at its objects, but opens none. The notes are in the folder of the lake's cache, in the order of the keys.

/** Notes for one listing of a lake. */
export interface LakeNotes extends ObjectNotes {
  /** How many objects were recalled so far. */
  recalled(): number;
  close(): void;
}

/** How the file begins. The number is that of its format: a file of another format is ignored, and later replaced. */
export const BEGINNING = 'fits-datalake notes 1\n';

/** The file with the notes, in the folder of a lake's cache. */
export const notesIn = (folder: string): string => `${folder}/lake.notes`;

/** The notes of a lake. There are none if their file cannot be read or trusted. Never throws. */
export function openNotes(lake: string): LakeNotes {
  try {
    if (existsSync(notesIn(cacheFolder(lake)))) return notesFrom(openTrusted(notesIn(openCacheFolder(lake))));
  } catch {
    // they only save time
  }
  return { recall: () => undefined, recalled: () => 0, close: () => {} };
}

/** Does work with the notes of a lake, and closes them. */
export async function withNotes<T>(lake: string, work: (notes: LakeNotes) => Promise<T>): Promise<T> {
  const notes = openNotes(lake);
  try {
    return await work(notes);
  } finally {
    notes.close();
  }
}

/** Opens a file that only this user can have written. A link is not followed, and a pipe is not waited for. */
function openTrusted(path: string): number {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const stat = fstatSync(file);
  const isOurs = stat.uid === (process.geteuid?.() ?? stat.uid) && (stat.mode & WRITABLE_BY_OTHERS) === 0;
  if (stat.isFile() && stat.nlink === 1 && isOurs) return file;
  closeSync(file);
  throw new Error(`${path} is not a file of this user alone`);
}

const WRITABLE_BY_OTHERS = 0o022;

function notesFrom(file: number): LakeNotes {
  const notes = notesOf(file);
  const stampOf = stampReader();
  const advance = (): Texts | undefined => notes.next().value;
  let next = advance();
  let recalled = 0;
  return {
    recall: (key, look) => {
      while (next !== undefined && keyOf(next) < key) next = advance();
      if (next === undefined || keyOf(next) !== key) return undefined;
      const state = look();
      if (state === undefined || stateText(state) !== next[1]) return undefined;
      recalled++;
      return stampOf(next);
    },
    recalled: () => recalled,
    close: () => closeSync(file),
  };
}

/** The notes in a file, as far as they are intact. */
function* notesOf(file: number): Generator<Texts, undefined> {
  const read = (bytes: Uint8Array): number => {
    let end = 0;
    for (let got = -1; got !== 0 && end < bytes.length; end += got)
      got = readSync(file, bytes, end, bytes.length - end, null);
    return end;
  };
  const beginning = Buffer.alloc(BEGINNING.length);
  if (read(beginning) < beginning.length || beginning.toString() !== BEGINNING) return;
  yield* readRecords(read);
}

/**
 * A note as texts: the key of an object, the state of its file, its mark, and the names and then the values of its
 * metadata.
 */
export const noteOf = (key: string, state: FileState, { mark, metadata }: Stamp): Texts => [
  ...[key, stateText(state), mark, Object.keys(metadata).join(BETWEEN)],
  ...Object.values(metadata),
];

const BETWEEN = ' ';
/** How many texts come before the values. */
const VALUES = 4;

const keyOf = (note: Texts): string => note[0] ?? '';

/** What changes first comes last. */
const stateText = ({ dev, ino, size, mtimeNs, ctimeNs }: FileState): string =>
  `${dev} ${size} ${mtimeNs} ${ctimeNs} ${ino}`;

/** Reads the stamp of a note. Most have the same names. */
function stampReader(): (note: Texts) => Stamp {
  const namesOf = rememberLast((text: string) => text.split(BETWEEN));
  return (note) => {
    const metadata: Record<string, string> = {};
    for (const [index, name] of namesOf(note[VALUES - 1] ?? '').entries())
      metadata[name] = note[VALUES + index] ?? '';
    return { mark: note[2] ?? '', metadata };
  };
}
