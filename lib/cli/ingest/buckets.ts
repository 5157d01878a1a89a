import { LIMITS, type Limits } from '../../fits/limits.ts';
import { extractor } from '../../lake/rows/extract.ts';
import { semaphore } from '../../lake/semaphore.ts';
import type { BucketIndex } from '../../lake/sweep/lake-index.ts';
import { sniffer } from '../../lake/sweep/sniffer.ts';
import {
  isKnown,
  type OpenPrefix,
  openPrefix,
  RemovalsRefused,
  sweepBucket,
} from '../../lake/sweep/sweep-bucket.ts';
import type { Store } from '../../stores/store.ts';
import { openBucket } from '../aws/bucket.ts';
import { isHopeless, s3Reason } from '../aws/s3-problem.ts';
import { RunFailed } from '../errors.ts';
import type { S3Settings } from '../options/s3.ts';
import { s3Uri } from '../options/s3-uri.ts';
import { type Choice, wantsSuffix } from './options.ts';
import { type IngestSource, type LeftOut, Unfinished } from './source.ts';

/** Files of a bucket that are read at the same time: S3 answers in some 50 ms, and many at once as fast as one. */
const AT_ONCE = 32;
/**
 * Bytes of packed files that are unpacked at the same time, and how much of that a large one counts for: unpacking
 * needs the processor and memory.
 */
const UNPACKED = 128 * 1024 * 1024;
const LARGE = UNPACKED / 2;
/** Milliseconds that one file may take: a slow network is not the file's fault. */
const TIME = 3_600_000;
/** Listings that are begun at the same time. */
const LISTINGS = 16;

export interface BucketOptions extends Choice {
  readonly settings: S3Settings;
  readonly allowRemovals: boolean;
  readonly leftOut: LeftOut;
}

/** Begins to list what was named of buckets. Throws {@link RunFailed} where one cannot be listed, or has no such key. */
export async function bucketSources(
  uris: readonly string[],
  index: ReadonlyMap<string, BucketIndex>,
  options: BucketOptions,
): Promise<IngestSource[]> {
  const named = new Map<string, Set<string>>();
  for (const { bucket, key } of uris.map(s3Uri)) {
    const prefixes = named.get(bucket) ?? new Set();
    named.set(bucket, prefixes.add(key));
  }
  const work: IngestSource[] = [];
  try {
    for (const [bucket, prefixes] of named)
      work.push(await opened(bucket, [...prefixes], index.get(bucket) ?? new Map(), options));
    return work;
  } catch (error) {
    for (const { close } of work) close();
    throw error;
  }
}

async function opened(
  bucket: string,
  named: readonly string[],
  index: BucketIndex,
  { settings, allowRemovals, leftOut, suffixes, sniff, force }: BucketOptions,
): Promise<IngestSource> {
  const { store, close } = openBucket(bucket, settings);
  const where = `s3://${bucket}/`;
  let prefixes: OpenPrefix[];
  try {
    prefixes = await openPrefixes(store, named);
    for (const prefix of prefixes) {
      if (prefix.isEmpty && prefix.prefix !== '' && !isKnown(prefix, index))
        throw new RunFailed(
          `${where}${prefix.prefix}: there is no such object, no key begins so, and the lake knows of none`,
        );
    }
  } catch (error) {
    close();
    throw error instanceof RunFailed ? error : new RunFailed(`${where}: ${s3Reason(error, settings)}`);
  }
  const turn = semaphore(UNPACKED);
  const limits: Limits = {
    ...LIMITS,
    time: TIME,
    unpacking: (size, work) => turn(Math.min(size, LARGE), work),
  };
  let total: number | undefined;
  return {
    where,
    async *sweep({ lake, damaged, signal }) {
      try {
        yield* sweepBucket({
          bucket,
          prefixes,
          source: store,
          lake,
          // its CSV would not outlast the next file's: the cache reads the lake object
          extract: extractor({ limits }),
          index,
          damaged,
          force,
          wants: wantsSuffix(suffixes),
          onSkipped: leftOut.skipped.add,
          sniff: sniff ? sniffer(limits) : undefined,
          concurrency: AT_ONCE,
          allowRemovals,
          isHopeless,
          onListed: (files) => {
            total = files;
          },
          signal,
        });
      } catch (error) {
        throw new Unfinished(error instanceof RemovalsRefused ? refusal(error) : s3Reason(error, settings));
      }
    },
    total: () => total,
    close,
  };
}

async function openPrefixes(store: Store, named: readonly string[]): Promise<OpenPrefix[]> {
  const prefixes: OpenPrefix[] = [];
  for (let from = 0; from < named.length; from += LISTINGS) {
    const some = named.slice(from, from + LISTINGS);
    prefixes.push(...(await Promise.all(some.map((prefix) => openPrefix(store, prefix)))));
  }
  return prefixes;
}

const refusal = ({ gone, known }: RemovalsRefused): string =>
  `${gone} of the ${known} files that the lake holds of it are gone, more than half; none was removed. ` +
  'Is it the right bucket, on the right server? If they are to be removed from the lake: --allow-removals';
