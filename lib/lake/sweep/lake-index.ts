import type { Listed, Store } from '../../stores/store.ts';
import { HEADERS, isObjectPath, lakeKey } from '../naming.ts';
import { fromMetadata, type LakeState } from '../object.ts';

/** What the lake has for one source bucket or local root: the states of its lake objects, by source key. */
export type BucketIndex = Map<string, LakeState>;

/** A misplaced lake object: of an earlier release or another `collectionDepth`, or copied by a user. */
export interface Misplaced {
  readonly object: Listed;
  readonly state: LakeState;
  /** Whether there is also an object where it belongs. */
  readonly isPlaceTaken: boolean;
}

/** What the lake has, by source bucket. */
export interface LakeIndex {
  readonly buckets: Map<string, BucketIndex>;
  readonly misplaced: readonly Misplaced[];
  /** Lake objects without readable metadata. */
  readonly damaged: readonly Listed[];
  /** How many leading folders of a source key name its collection, and so where its lake object belongs. */
  readonly collectionDepth: number;
}

/** The index of a lake without objects. */
export const emptyIndex = (collectionDepth = 1): LakeIndex => ({
  ...{ buckets: new Map(), misplaced: [], damaged: [], collectionDepth },
});

/**
 * Reads the metadata of all lake objects. Damaged ones are left out; a sweep then writes them again.
 *
 * @param collectionDepth if it is not the one from before, all lake objects are misplaced
 */
export async function readLakeIndex(lake: Store, collectionDepth = 1): Promise<LakeIndex> {
  const { buckets } = emptyIndex();
  const notInPlace: Omit<Misplaced, 'isPlaceTaken'>[] = [];
  const damaged: Listed[] = [];
  for await (const object of lake.list(HEADERS)) {
    const state = fromMetadata(object.metadata ?? (await lake.head(object.key))?.metadata ?? {});
    if (state === undefined) {
      if (isObjectPath(object.key)) damaged.push(object);
      continue;
    }
    if (lakeKey(state, collectionDepth) === object.key) bucketOf(buckets, state).set(state.key, state);
    else notInPlace.push({ object, state });
  }
  const misplaced = notInPlace.map(({ object, state }) => ({
    ...{ object, state },
    isPlaceTaken: bucketOf(buckets, state).has(state.key),
  }));
  for (const { state, isPlaceTaken } of misplaced) {
    const bucket = bucketOf(buckets, state);
    const other = bucket.get(state.key);
    if (!isPlaceTaken && !(other && other.generation > state.generation)) bucket.set(state.key, state);
  }
  return { buckets, misplaced, damaged, collectionDepth };
}

/** The index of a state's bucket, which is added if it is missing. */
export function bucketOf(buckets: LakeIndex['buckets'], { bucket }: LakeState): BucketIndex {
  const index = buckets.get(bucket) ?? new Map<string, LakeState>();
  buckets.set(bucket, index);
  return index;
}
