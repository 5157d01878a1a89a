import { Changed, Conflict, type Listed, Missing, type Store } from '../../stores/store.ts';
import { type LakeState, stateOf, toMetadata } from '../object.ts';

/** A state of an object. */
type Seen = Pick<Listed, 'key' | 'size' | 'etag'>;

/**
 * Copies the object in an old place to the right one, unless the right one has something at least as good. Its rows may
 * not be readable again (a file that has been archived), and a tombstone is the only record of a deleted file. The copy
 * says no more than the lake did before, and refuses slower runs as any write does.
 *
 * @returns the state of the right place, which the lake now has for the file; undefined if others were faster
 */
export async function carry(
  lake: Store,
  from: Seen,
  state: LakeState,
  to: string,
): Promise<LakeState | undefined> {
  const head = await lake.head(to);
  const there = stateOf(head, state);
  if (there !== undefined && !isBetter(state, there)) return there;
  // one more than in both places, so that a later state has a later generation in either place
  const generation = Math.max(state.generation, there?.generation ?? 0) + 1;
  const carried = { ...state, generation };
  try {
    const { bytes } = await lake.read(from.key, 0, from.size, { ifMatch: from.etag });
    await lake.write(to, bytes, { ifMatch: head?.etag ?? null, metadata: toMetadata(carried) });
    return carried;
  } catch (error) {
    if (error instanceof Conflict || error instanceof Changed || error instanceof Missing) return undefined;
    throw error;
  }
}

/** Deletes what was seen in an old place. False if it has been written or deleted meanwhile. */
export async function leave(lake: Store, { key, etag }: Seen): Promise<boolean> {
  try {
    await lake.remove(key, { ifMatch: etag });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

/**
 * Whether the object in an old place says more of a file than the one in the right place: rows of the same state, if the
 * other has only the fault of a file that has since been archived; or rows of a later state, written by a release that
 * does not know the right place.
 */
export function isBetter(old: LakeState, right: LakeState): boolean {
  if (old.kind !== 'rows' || right.kind !== 'rows') return false;
  if (old.sourceEtag === right.sourceEtag) return old.readable && !right.readable;
  return old.lastModified > right.lastModified && old.generation >= right.generation;
}
