import { extractor } from '../../lib/lake/rows/extract.ts';
import { readLakeIndex } from '../../lib/lake/sweep/lake-index.ts';
import { openPrefix } from '../../lib/lake/sweep/open-prefix.ts';
import { type BucketSweep, sweepBucket } from '../../lib/lake/sweep/sweep-bucket.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { primary } from './fits.ts';
import { recorded } from './recorded-store.ts';
import { put } from './store.ts';

/** The name of the bucket. */
export const BUCKET = 'archive';

/** A bucket and a lake in memory, and sweeps of the bucket. */
export function sweptBucket() {
  const bucket = memoryStore({ contentEtags: true });
  const lake = memoryStore();
  const readIndex = async () => (await readLakeIndex(lake)).buckets.get(BUCKET) ?? new Map();

  /** Sweeps keys or prefixes. Returns the outcomes, the requests to the bucket, and the error that ended the sweep. */
  async function run(named: readonly string[] = [''], options: Partial<BucketSweep> = {}) {
    const { store, requests } = recorded(options.source ?? bucket);
    const prefixes = await Promise.all(named.map((prefix) => openPrefix(store, prefix)));
    const outcomes: Record<string, string> = {};
    let error: unknown;
    try {
      const sweep = sweepBucket({
        bucket: BUCKET,
        lake,
        extract: extractor(),
        index: await readIndex(),
        concurrency: 4,
        allowRemovals: false,
        prefixes,
        ...options,
        source: store,
      });
      for await (const { key, outcome } of sweep) outcomes[key] = outcome;
    } catch (thrown) {
      error = thrown;
    }
    return { outcomes, requests, error };
  }

  return {
    bucket,
    lake,
    readIndex,
    run,
    /** Puts different FITS files into the bucket. */
    fill: async (...keys: string[]): Promise<void> => {
      for (const key of keys) await put(bucket, key, primary([], [`NAME    = '${key.slice(0, 60)}'`]));
    },
    remove: async (key: string): Promise<void> =>
      bucket.remove(key, { ifMatch: (await bucket.head(key))?.etag ?? '' }),
  };
}
