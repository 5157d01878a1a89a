// The sources of an ingest that are in S3: one for each bucket.

import { LIMITS, type Limits } from '../../fits/limits.ts';
import { extractor, SMALL_FILE } from '../../lake/rows/extract.ts';
import { semaphore } from '../../lake/semaphore.ts';
import { suffixTest } from '../../lake/suffixes.ts';
import type { BucketIndex } from '../../lake/sweep/lake-index.ts';
import { isKnown, type OpenPrefix, openPrefix } from '../../lake/sweep/open-prefix.ts';
import { sniffer } from '../../lake/sweep/sniffer.ts';
import { RemovalsRefused, sweepBucket } from '../../lake/sweep/sweep-bucket.ts';
import type { DerivationSettings } from '../../sky/rules.ts';
import type { Store } from '../../stores/store.ts';
import { openBucket } from '../aws/bucket.ts';
import { isHopeless, s3Reason } from '../aws/problem.ts';
import { RunFailed } from '../errors.ts';
import type { S3Settings } from '../options/s3.ts';
import { s3Uri } from '../options/uri.ts';
import type { FileSelection } from './file-selection.ts';
import { ALLOW_REMOVALS, goneText } from './removals-text.ts';
import { type IngestSource, type SkippedFiles, Unfinished } from './source.ts';

/** Files of a bucket that are read at the same time. A request to S3 takes about 50 ms, however many are open. */
const AT_ONCE = 32;
/** The longest CSV that is kept until the cache takes it, in bytes: that of many files may be in memory at the same time. */
const KEPT_CSV = 256 * 1024;
/** Bytes of compressed files that are decompressed at the same time, which takes CPU time and memory. */
const DECOMPRESSED = 128 * 1024 * 1024;
/** The largest share of {@link DECOMPRESSED} that one file takes. */
const LARGE = DECOMPRESSED / 2;
/** Milliseconds that one file may take: many, because a slow network is not a fault of the file. */
const TIME = 3_600_000;
/** Prefixes that are opened at the same time. */
const LISTINGS = 16;

/** The options of an ingest that concern buckets. */
export interface BucketOptions extends FileSelection {
  readonly settings: S3Settings;
  readonly allowRemovals: boolean;
  readonly skipped: SkippedFiles;
  readonly derivation: DerivationSettings;
  readonly collectionDepth: number;
}

/**
 * Begins to list the prefixes and objects that were named, one source per bucket. Throws {@link RunFailed} if a bucket
 * cannot be listed, or neither it nor the lake has such a key.
 */
export async function bucketSources(
  uris: readonly string[],
  index: ReadonlyMap<string, BucketIndex>,
  options: BucketOptions,
): Promise<IngestSource[]> {
  const prefixesOf = new Map<string, Set<string>>();
  for (const { bucket, key } of uris.map(s3Uri)) {
    const prefixes = prefixesOf.get(bucket) ?? new Set();
    prefixesOf.set(bucket, prefixes.add(key));
  }
  const sources: IngestSource[] = [];
  try {
    for (const [bucket, prefixes] of prefixesOf)
      sources.push(await bucketSource(bucket, [...prefixes], index.get(bucket) ?? new Map(), options));
    return sources;
  } catch (error) {
    for (const { close } of sources) close();
    throw error;
  }
}

async function bucketSource(
  bucket: string,
  names: readonly string[],
  index: BucketIndex,
  { settings, allowRemovals, skipped, suffixes, sniff, force, derivation, collectionDepth }: BucketOptions,
): Promise<IngestSource> {
  const { store, close } = openBucket(bucket, settings);
  const where = `s3://${bucket}/`;
  const prefixes = await checkedPrefixes(store, names, index, where).catch((error: unknown) => {
    close();
    throw error instanceof RunFailed ? error : new RunFailed(`${where}: ${s3Reason(error, settings)}`);
  });
  const limits = bucketLimits();
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
          extract: extractor({ limits, wholeUpTo: SMALL_FILE, derivation, keepCsvUpTo: KEPT_CSV }),
          index,
          collectionDepth,
          damaged,
          force,
          wants: suffixTest(suffixes),
          onSkipped: skipped.bySuffix.add,
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
        throw new Unfinished(
          error instanceof RemovalsRefused ? removalsRefused(error) : s3Reason(error, settings),
        );
      }
    },
    total: () => total,
    close,
  };
}

/** The limits of reading one file of a bucket; all files share the bytes that are decompressed at the same time. */
function bucketLimits(): Limits {
  const turn = semaphore(DECOMPRESSED);
  return { ...LIMITS, time: TIME, unpacking: (size, work) => turn(Math.min(size, LARGE), work) };
}

/** Opens the prefixes. Throws {@link RunFailed} if one is neither in the bucket nor in the lake. */
async function checkedPrefixes(
  store: Store,
  names: readonly string[],
  index: BucketIndex,
  where: string,
): Promise<OpenPrefix[]> {
  const prefixes: OpenPrefix[] = [];
  for (let from = 0; from < names.length; from += LISTINGS) {
    const next = names.slice(from, from + LISTINGS);
    prefixes.push(...(await Promise.all(next.map((prefix) => openPrefix(store, prefix)))));
  }
  for (const prefix of prefixes) {
    if (prefix.isEmpty && prefix.prefix !== '' && !isKnown(prefix, index))
      throw new RunFailed(
        `${where}${prefix.prefix}: there is no such object, and no key in the bucket or in the lake begins like this`,
      );
  }
  return prefixes;
}

const removalsRefused = ({ gone, known }: RemovalsRefused): string =>
  `${goneText(gone, known)}; none was removed. Is this the right bucket, on the right server? ${ALLOW_REMOVALS}`;
