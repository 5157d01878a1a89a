// Notes the lake objects at the end of an ingest, so that the next one need not open them.

import { damagedObjects } from '../../engines/cache/damaged-objects.ts';
import { withNotes } from '../../engines/cache/lake-notes.ts';
import { noteObjects, type OnObject } from '../../engines/cache/note-objects.ts';
import { emptyIndex, type LakeIndex, readLakeIndex } from '../../lake/sweep/lake-index.ts';
import { lakeStore } from '../../stores/lake-store.ts';
import { isFolder } from '../../stores/make-folder.ts';
import { progress } from '../terminal/progress.ts';
import type { IngestReport } from './report.ts';
import { yieldSometimes } from './yield.ts';

/** How many objects without notes are worth a look at all of them: opening fewer takes no time that users would notice. */
export const WORTH_NOTING = 5000;
/** And which share of the lake they have to be, since the others are looked at too. */
const SHARE = 1 / 8;

/** The index of a lake, and how much of it came from notes. */
export interface IndexFromNotes {
  readonly index: LakeIndex;
  /** How many objects the lake had, and how many of them were not opened. */
  readonly objects: number;
  readonly recalled: number;
}

/** Reads the index of a lake. Objects that were noted and have not changed since are not opened. */
export async function indexFromNotes(lake: string, collectionDepth: number): Promise<IndexFromNotes> {
  if (!isFolder(lake)) return { index: emptyIndex(collectionDepth), objects: 0, recalled: 0 };
  return withNotes(lake, async (notes) => {
    const index = await readLakeIndex(lakeStore(lake, notes), collectionDepth);
    return { index, objects: objectsIn(index), recalled: notes.recalled() };
  });
}

function objectsIn({ buckets, misplaced, damaged }: LakeIndex): number {
  let objects = misplaced.length + damaged.length;
  for (const index of buckets.values()) objects += index.size;
  return objects;
}

/**
 * Notes the objects of a lake if the next ingest would have to open many.
 *
 * @param worth what counts as many
 */
export async function noteIfWorthwhile(
  lake: string,
  { objects, recalled }: IndexFromNotes,
  report: IngestReport,
  signal: AbortSignal,
  worth = WORTH_NOTING,
): Promise<void> {
  const written = report.new + report.changed + report.derived + report.removed + report.moved;
  const toOpen = objects - recalled + written;
  if (signal.aborted || toOpen < worth || toOpen < SHARE * objects) return;
  const line = progress('lake objects noted');
  const onObject: OnObject = async (done) => {
    line.step(done, objects + report.new);
    await yieldSometimes(done);
  };
  await noteObjects(lake, onObject, signal);
  line.clear();
  // if none is damaged, this is noted too, and the next ingest need not load DuckDB to find out
  if (!signal.aborted) await damagedObjects(lake);
}
