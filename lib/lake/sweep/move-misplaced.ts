import type { Store } from '../../stores/store.ts';
import { lakeKey } from '../naming.ts';
import type { LakeState } from '../object.ts';
import { copyToPlace, removeMisplaced } from '../sync/misplaced.ts';
import { bucketOf, type LakeIndex, type Misplaced } from './lake-index.ts';

/** The outcome of moving a lake object that was not in its place. */
export interface Moved {
  /** Where it was. */
  readonly from: string;
  /** Where it belongs. */
  readonly to: string;
  /** Why it is still where it was. */
  readonly error?: unknown;
}

/**
 * Moves lake objects to their place; no source file is opened. Each is copied first and then deleted, so a killed run
 * loses nothing, and the next one continues. What others write meanwhile stays. The index is kept up to date.
 *
 * @param signal ends it early
 */
export async function* moveMisplacedObjects(
  lake: Store,
  { buckets, misplaced }: LakeIndex,
  signal?: AbortSignal,
): AsyncGenerator<Moved> {
  for (const one of misplaced) {
    if (signal?.aborted) return;
    const [from, to] = [one.object.key, lakeKey(one.state)];
    try {
      const state = await move(lake, one, to);
      if (state === undefined) continue;
      bucketOf(buckets, state).set(state.key, state);
      yield { from, to };
    } catch (error) {
      yield { from, to, error };
    }
  }
}

/** Returns the state of the right place; undefined if nothing was moved. */
async function move(
  lake: Store,
  { object, state, isPlaceTaken }: Misplaced,
  to: string,
): Promise<LakeState | undefined> {
  // a file system that ignores case shows one file under both names: deleting one would delete the other
  if (!isPlaceTaken && (await lake.head(to))?.etag === object.etag) return undefined;
  const carried = await copyToPlace(lake, object, state, to);
  return carried !== undefined && (await removeMisplaced(lake, object)) ? carried : undefined;
}
