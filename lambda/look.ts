import type { SyncOptions } from '../lib/lake/sync/sync.ts';
import { type MovingSyncResult, syncAndMove } from '../lib/lake/sync/sync-and-move.ts';
import type { Store } from '../lib/stores/store.ts';
import { type Done, inTurns, packedLast, type Tools } from './in-turns.ts';
import type { AddPartition } from './partitions.ts';

/** Files in work at the same time: they wait for S3, not for the processor. */
const FILES = 32;
/**
 * Files in work at the same time where some come again: an invocation that failed as a whole may have taken on more
 * than its memory holds, and would again.
 */
export const FEW_FILES = 2;

/** Where to look, and where to write what is found. */
export interface LookContext {
  readonly bucket: string;
  readonly source: Store;
  readonly lake: Store;
  readonly collectionDepth: number;
  readonly addPartition: AddPartition;
}

/** What became of one key. */
export interface Looked extends Done<MovingSyncResult> {
  readonly key: string;
}

/**
 * Looks at keys side by side, each once, and makes the lake agree with what is there. One that fails does not stop the
 * others. When the signal is given the answer is there at once: keys that are not done have failed with its reason,
 * and what was under way stops at its next request.
 */
export async function lookAt(
  keys: Iterable<string>,
  world: LookContext,
  signal: AbortSignal,
  files = FILES,
): Promise<Looked[]> {
  const ordered = packedLast([...new Set(keys)], (key) => key);
  const done = await inTurns(ordered, { ...world, signal, atOnce: files }, (key, tools) =>
    lookAtOne(key, world, tools),
  );
  return done.map((one, i) => ({ key: ordered[i] ?? '', ...one }));
}

/** Makes the lake agree with one key, and sees to the partition of its lake object. */
export async function lookAtOne(
  key: string,
  { bucket, collectionDepth, addPartition }: LookContext,
  tools: Tools,
  how: Pick<SyncOptions, 'sweep' | 'listed'> = {},
): Promise<MovingSyncResult> {
  const outcome = await syncAndMove({ ...tools, ...how, file: { bucket, key }, collectionDepth });
  // where nothing was written there is an object already, whose partition may have failed before
  if (outcome.outcome !== 'absent' || outcome.etag !== undefined) await addPartition(outcome.lakeKey);
  return outcome;
}
