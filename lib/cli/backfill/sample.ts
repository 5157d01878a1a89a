// backfill --dry-run: what a run would do with a few of the files, to estimate what it would do with all of them.

import { EXTRACTOR_REVISION } from '../../lake/extraction.ts';
import { lakeKey } from '../../lake/naming.ts';
import { stateOf } from '../../lake/object.ts';
import { mapConcurrently } from '../../lake/sweep/map-concurrently.ts';
import { plan } from '../../lake/sync/decide.ts';
import { type Listed, type Store, StoreFailure } from '../../stores/store.ts';

/** What a run would do with the files of a sample. Programs rely on the names: `backfill --dry-run --json`. */
export interface Sample {
  readonly files: number;
  /** Those that are not in the lake. */
  readonly new: number;
  /** Those that have changed, or that are archived and may have been restored: they are read again. */
  readonly readAgain: number;
  /** Those whose rows are derived again: an earlier release wrote them, or other rules derived them. */
  readonly derived: number;
  readonly unchanged: number;
}

/** The files of a sample. Each costs a request. With 400, a share is right to within 5 percentage points. */
export const SAMPLE_FILES = 400;

const CONCURRENCY = 20;

/** Keeps a random sample of items, each with the same probability (Vitter's algorithm R). */
export function reservoir<T>(
  size: number,
  random = Math.random,
): { add(item: T): void; items: readonly T[] } {
  const items: T[] = [];
  let seen = 0;
  const add = (item: T): void => {
    const at = seen < size ? seen : Math.floor(random() * (seen + 1));
    seen++;
    if (at < size) items[at] = item;
  };
  return { add, items };
}

/** A listed file, and its bucket. */
export interface SampledFile extends Listed {
  readonly bucket: string;
}

/** The lake of a stack, as a backfill finds it. */
export interface SampledLake {
  readonly lake: Store;
  readonly collectionDepth: number;
  /** The digest of the stack's rules. */
  readonly rules: string;
}

/**
 * Finds out what a run would do with listed source files, from the metadata of their lake objects: one request each.
 * Undefined if the lake cannot be read, for which people may lack the permission.
 */
export async function sampleOf(
  files: readonly SampledFile[],
  { lake, collectionDepth, rules }: SampledLake,
): Promise<Sample | undefined> {
  const counts = { new: 0, readAgain: 0, derived: 0, unchanged: 0 };
  const mode = { sweep: true, reread: false, revision: EXTRACTOR_REVISION, rules, derives: true };
  const kindOf = async (listed: SampledFile): Promise<keyof typeof counts> => {
    const file = { bucket: listed.bucket, key: listed.key };
    const known = stateOf(await lake.head(lakeKey(file, collectionDepth)), file);
    const planned = plan(known ?? 'nothing', listed, mode);
    if (known?.kind !== 'rows') return 'new';
    if (planned.request !== 'none') return 'readAgain';
    return planned.action === 'derive' ? 'derived' : 'unchanged';
  };
  async function* sampled() {
    yield* files;
  }
  try {
    for await (const kind of mapConcurrently(sampled(), { work: kindOf, concurrency: CONCURRENCY }))
      counts[kind]++;
    return { files: files.length, ...counts };
  } catch (error) {
    if (error instanceof StoreFailure) return undefined;
    throw error;
  }
}
