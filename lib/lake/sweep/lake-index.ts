import type { Listed, Store } from '../../stores/store.ts';
import { HEADERS, lakeKey } from '../naming.ts';
import { fromMetadata, type LakeState } from '../object.ts';

/** What the lake holds of one source bucket (or local root): its objects' states by source key. */
export type BucketIndex = Map<string, LakeState>;

/** A lake object that is not in its place: written there by an earlier release, or a copy. */
export interface Misplaced {
  readonly object: Listed;
  readonly state: LakeState;
  /** Whether the listing also has an object in the right place. */
  readonly isPlaceTaken: boolean;
}

/** What the lake holds. */
export interface LakeIndex {
  readonly buckets: Map<string, BucketIndex>;
  readonly misplaced: readonly Misplaced[];
}

export const emptyIndex = (): LakeIndex => ({ buckets: new Map(), misplaced: [] });

/** Reads the heads of all lake objects; those without metadata (damaged ones) are left out, and so made anew. */
export async function readLakeIndex(lake: Store): Promise<LakeIndex> {
  const { buckets } = emptyIndex();
  const elsewhere: Omit<Misplaced, 'isPlaceTaken'>[] = [];
  for await (const object of lake.list(HEADERS)) {
    const state = fromMetadata(object.metadata ?? (await lake.head(object.key))?.metadata ?? {});
    if (state === undefined) continue;
    if (lakeKey(state) === object.key) bucketOf(buckets, state).set(state.key, state);
    else elsewhere.push({ object, state });
  }
  const misplaced = elsewhere.map((one) => ({
    ...one,
    isPlaceTaken: bucketOf(buckets, one.state).has(one.state.key),
  }));
  for (const { state, isPlaceTaken } of misplaced) {
    const bucket = bucketOf(buckets, state);
    const other = bucket.get(state.key);
    if (!isPlaceTaken && !(other && other.generation > state.generation)) bucket.set(state.key, state);
  }
  return { buckets, misplaced };
}

export function bucketOf(buckets: LakeIndex['buckets'], { bucket }: LakeState): BucketIndex {
  const there = buckets.get(bucket) ?? new Map<string, LakeState>();
  buckets.set(bucket, there);
  return there;
}
