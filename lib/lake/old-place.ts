import { Changed, Conflict, type Listed, Missing, type Store } from '../stores/store.ts';
import { type LakeState, stateOf, toMetadata } from './object.ts';

/** A state of an object. */
type Seen = Pick<Listed, 'key' | 'size' | 'etag'>;

/**
 * Copies what stands in an old place to the right one, unless the right one has something that is as good. Its rows might
 * not be read again (a file that is archived by now), and of a file that is gone nothing else would tell. What is written
 * says no more than the lake did before, and refuses slower runs as any write does.
 *
 * @returns the state of the right place, from then on what the lake says of the file; undefined where others were faster
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
  // one more than both have, so that a later state has a later generation, whatever place it is in
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

/** Deletes what was seen in an old place. False where somebody has written or deleted it meanwhile. */
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
 * Whether what stands in an old place says more of a file than what stands in the right one: rows of the same state, where
 * the other has only the fault of a file that was archived since; or rows of a later state, which a release that does not
 * know the right place has written.
 */
export function isBetter(old: LakeState, right: LakeState): boolean {
  if (old.kind !== 'rows' || right.kind !== 'rows') return false;
  if (old.sourceEtag === right.sourceEtag) return old.readable && !right.readable;
  return old.lastModified > right.lastModified && old.generation >= right.generation;
}
