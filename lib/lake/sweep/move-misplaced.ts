import type { Store } from '../../stores/store.ts';
import { lakeKey } from '../naming.ts';
import type { LakeState } from '../object.ts';
import { copyToPlace, removeMisplaced } from '../sync/misplaced.ts';
import { bucketOf, type LakeIndex, type Misplaced } from './lake-index.ts';

/** A misplaced lake object that was moved, or could not be moved. */
export interface Moved {
  /** The key that it had. */
  readonly from: string;
  /** The key where it belongs. */
  readonly to: string;
  /** Why it could not be moved. */
  readonly error?: unknown;
}

/**
 * Moves misplaced lake objects to where they belong, without opening any source file. Each is copied first and then
 * removed, so a killed process loses nothing, and the next one continues. Changes that other writers
 * make in the meantime are kept. The index is kept up to date.
 *
 * @param signal stops it after the current object
 */
export async function* moveMisplacedObjects(
  lake: Store,
  { buckets, misplaced, collectionDepth }: LakeIndex,
  signal?: AbortSignal,
): AsyncGenerator<Moved> {
  for (const found of misplaced) {
    if (signal?.aborted) return;
    const [from, to] = [found.object.key, lakeKey(found.state, collectionDepth)];
    try {
      const state = await move(lake, found, to);
      if (state === undefined) continue;
      bucketOf(buckets, state).set(state.key, state);
      yield { from, to };
    } catch (error) {
      yield { from, to, error };
    }
  }
}

/** Returns the state that the object at `to` now has; undefined if nothing was moved. */
async function move(
  lake: Store,
  { object, state, isPlaceTaken }: Misplaced,
  to: string,
): Promise<LakeState | undefined> {
  // on a file system that ignores case, both keys may name one file: removing it at one would remove it at the other
  if (!isPlaceTaken && (await lake.head(to))?.etag === object.etag) return undefined;
  const copied = await copyToPlace(lake, object, state, to);
  return copied !== undefined && (await removeMisplaced(lake, object)) ? copied : undefined;
}
