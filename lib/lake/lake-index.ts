import type { Store } from '../stores/store.ts';
import { HEADERS } from './naming.ts';
import { fromMetadata, type LakeState } from './object.ts';

/** What the lake holds of one source bucket (or local root): its objects' states by source key. */
export type BucketIndex = Map<string, LakeState>;

/** Reads the heads of all lake objects; those without metadata (damaged ones) are left out, and so made anew. */
export async function readLakeIndex(lake: Store): Promise<Map<string, BucketIndex>> {
  const buckets = new Map<string, BucketIndex>();
  for await (const { key, metadata } of lake.list(HEADERS)) {
    const state = fromMetadata(metadata ?? (await lake.head(key))?.metadata ?? {});
    if (state === undefined) continue;
    const bucket = buckets.get(state.bucket) ?? new Map<string, LakeState>();
    buckets.set(state.bucket, bucket);
    bucket.set(state.key, state);
  }
  return buckets;
}
