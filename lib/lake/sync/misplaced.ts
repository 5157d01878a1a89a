import { Changed, Conflict, type Listed, Missing, type Store } from '../../stores/store.ts';
import { type LakeState, stateOf, toMetadata } from '../object.ts';

// Moving a misplaced lake object takes two steps, so that nothing is lost if the process is killed: copy it to where it
// belongs, then remove it where it was.

/** One state of an object. */
type ObjectState = Pick<Listed, 'key' | 'size' | 'etag'>;

/**
 * Copies a misplaced lake object to where it belongs, unless the object there is at least as good. The copy is needed
 * because its rows may not be readable again (if the file was archived), and because a tombstone is the only record of
 * a deleted file. The copy adds nothing that the lake did not know. Like any write, it makes slower syncs fail.
 *
 * @param lakeKey where it belongs
 * @returns the state that the object at `lakeKey` now has; undefined if another writer was faster
 */
export async function copyToPlace(
  lake: Store,
  misplaced: ObjectState,
  state: LakeState,
  lakeKey: string,
): Promise<LakeState | undefined> {
  const head = await lake.head(lakeKey);
  const inPlace = stateOf(head, state);
  if (inPlace !== undefined && !isBetter(state, inPlace)) return inPlace;
  // higher than both, so that a later state has a later generation at either key
  const generation = Math.max(state.generation, inPlace?.generation ?? 0) + 1;
  const copied = { ...state, generation };
  try {
    const { bytes } = await lake.read(misplaced.key, 0, misplaced.size, { ifMatch: misplaced.etag });
    await lake.write(lakeKey, bytes, { ifMatch: head?.etag ?? null, metadata: toMetadata(copied) });
    return copied;
  } catch (error) {
    if (error instanceof Conflict || error instanceof Changed || error instanceof Missing) return undefined;
    throw error;
  }
}

/** Removes a misplaced lake object. Returns false if another writer has changed or removed it. */
export async function removeMisplaced(lake: Store, { key, etag }: ObjectState): Promise<boolean> {
  try {
    await lake.remove(key, { ifMatch: etag });
    return true;
  } catch (error) {
    if (error instanceof Conflict) return false;
    throw error;
  }
}

/**
 * Whether a misplaced lake object knows more about its file than the one in the right place. It does if
 * - it has rows, and the other has only the fault of the same file, which was archived in the meantime, or
 * - it has rows of a later state, written by a release that does not know the right place.
 */
export function isBetter(misplaced: LakeState, inPlace: LakeState): boolean {
  if (misplaced.kind !== 'rows' || inPlace.kind !== 'rows') return false;
  if (misplaced.sourceEtag === inPlace.sourceEtag) return misplaced.readable && !inPlace.readable;
  return misplaced.lastModified > inPlace.lastModified && misplaced.generation >= inPlace.generation;
}
