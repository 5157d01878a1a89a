import { utimesSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { openNotes } from '../../lib/engines/cache/lake-notes.ts';
import { noteObjects } from '../../lib/engines/cache/note-objects.ts';
import { lakeStore } from '../../lib/stores/lake-store.ts';
import { countOpens } from './count-opens.ts';
import { tempFolder } from './temp-folder.ts';

export const KEYS = ['a/1', 'a/2', 'b/1'].map(
  (name) => `headers/collection=${name.replace('/', '/0123456789abcde')}-x.csv.gz`,
);

/** Writes a lake object. */
export const writeObject = (lake: string, key: string, generation: string): Promise<string> =>
  lakeStore(lake).write(key, gzipSync('x'), { ifMatch: null, metadata: { kind: 'rows', generation } });

/** Milliseconds after which a change counts as settled. */
export const SETTLED = 40;
/** Notes the objects of a lake. */
export const note = (lake: string, signal?: AbortSignal): Promise<void> =>
  noteObjects(lake, async () => {}, signal);

/** When the objects were modified, in seconds since 1970: exact as a floating-point number. */
export const MODIFIED = 1_500_000_000.5;

/** A lake with three objects that are noted. */
export async function notedLake(): Promise<string> {
  const lake = tempFolder();
  for (const [index, key] of KEYS.entries()) {
    await writeObject(lake, key, String(index));
    utimesSync(`${lake}/${key}`, MODIFIED, MODIFIED);
  }
  await pause(SETTLED);
  await note(lake);
  return lake;
}

/** What a listing finds in the objects, and how many it opens. */
export async function listed(lake: string) {
  const opened = countOpens('.csv.gz');
  const notes = openNotes(lake);
  const found: unknown[] = [];
  for await (const object of lakeStore(lake, notes).list('headers/')) found.push(object);
  notes.close();
  return { found, opened: opened(), recalled: notes.recalled() };
}

/** What a listing without notes finds. */
export const unaided = async (lake: string): Promise<unknown[]> => {
  const found: unknown[] = [];
  for await (const object of lakeStore(lake).list('headers/')) found.push(object);
  return found;
};
