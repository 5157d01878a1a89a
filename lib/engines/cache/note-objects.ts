import { randomInt } from 'node:crypto';
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { HEADERS } from '../../lake/naming.ts';
import { atEnd } from '../../stores/at-end.ts';
import { fileStateOf } from '../../stores/folder-files.ts';
import { lakeStore } from '../../stores/lake-store.ts';
import { BEGINNING, noteOf, notesIn, openNotes } from './lake-notes.ts';
import { openCacheFolder } from './private-folder.ts';
import { blockWriter, isStorable } from './records.ts';
import { isSettled } from './settled.ts';

/** Called after each lake object that was looked at. */
export type OnObject = (done: number) => Promise<void>;

/**
 * Notes the objects of a lake, in place of earlier notes. An object that has just changed is not noted, because it could
 * change once more without showing it. Never fails, because notes only save time.
 *
 * @param signal stops it, and leaves the earlier notes as they are
 */
export async function noteObjects(lake: string, onObject: OnObject, signal?: AbortSignal): Promise<void> {
  try {
    const path = notesIn(openCacheFolder(lake));
    // in containers, two processes may have the same id
    const fresh = `${path}.${process.pid}${randomInt(2 ** 40)}`;
    const release = atEnd(() => rmSync(fresh, { force: true }));
    try {
      await writeNotes(lake, fresh, onObject, signal);
      if (signal?.aborted !== true) renameSync(fresh, path);
    } finally {
      rmSync(fresh, { force: true });
      release();
    }
  } catch {
    // the next sweep opens the objects
  }
}

async function writeNotes(
  lake: string,
  path: string,
  onObject: OnObject,
  signal?: AbortSignal,
): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  const earlier = openNotes(lake);
  try {
    const write = (bytes: Uint8Array): void => {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
    };
    write(Buffer.from(BEGINNING));
    const blocks = blockWriter(write);
    let done = 0;
    // no object was opened before this time
    let before = Date.now();
    for await (const { key, etag, metadata = {} } of lakeStore(lake, earlier).list(HEADERS)) {
      const state = fileStateOf(`${lake}/${key}`);
      const hasSettled =
        state !== undefined && isSettled(state.mtimeNs, before) && isSettled(state.ctimeNs, before);
      if (hasSettled && isNotable(metadata)) {
        const note = noteOf(key, state, { mark: etag, metadata });
        if (isStorable(note)) blocks.add(note);
      }
      await onObject(++done);
      if (signal?.aborted) return;
      before = Date.now();
    }
    blocks.end();
  } finally {
    earlier.close();
    closeSync(file);
  }
}

/** Whether metadata can be noted: there is some, as in every intact object, and its names are words. */
const isNotable = (metadata: Readonly<Record<string, string>>): boolean => {
  const names = Object.keys(metadata);
  return names.length > 0 && names.every((name) => /^[a-z]+$/.test(name));
};
