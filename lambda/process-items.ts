import { LIMITS, type Limits } from '../lib/fits/limits.ts';
import type { Extract } from '../lib/lake/extraction.ts';
import { extractor } from '../lib/lake/rows/extract.ts';
import { semaphore } from '../lib/lake/semaphore.ts';
import { isCompressed } from '../lib/lake/suffixes.ts';
import type { DerivationSettings } from '../lib/sky/rules.ts';
import type { Store } from '../lib/stores/store.ts';
import { meteredStore, type Tally } from './metered-store.ts';
import { rateLimit } from './rate-limit.ts';
import { sharedClock } from './shared-clock.ts';

// Processes many files at the same time, within the time and the memory of one invocation.

/** Compressed files that are decompressed at the same time: each needs processor time and memory. */
const DECOMPRESSED_AT_ONCE = 4;
/**
 * A compressed file of at least this many bytes is decompressed alone. Side by side, none would finish sooner, and each
 * might exceed the time limit for one file.
 */
const LARGE = 32 * 1024 * 1024;

/**
 * Limits for one file. They are lower than elsewhere because every second of the function costs money, and a few
 * kilobytes of bzip2 can take minutes to decompress. A gzip file of a gigabyte takes about 10 s; a bzip2 file of 100 MB
 * takes 15 to 20 s.
 */
export const LAMBDA_LIMITS: Limits = { ...LIMITS, unpackingTime: 20_000, unpackedGap: 4 * 1024 ** 3 };

/** The store of a source bucket. */
export type SourceOf = (bucket: string) => Store;

/** The stores, metered for one item, and the extractor. All of them fail once the invocation has run out of time. */
export interface ItemContext {
  readonly sourceOf: SourceOf;
  readonly lake: Store;
  readonly extract: Extract;
}

/** The result or the error of processing one item, and what it cost. */
export interface Attempt<R> {
  /** Undefined if the attempt failed. The lake is then as before, or correct except for a missing partition. */
  readonly result?: R;
  readonly error?: unknown;
  readonly milliseconds: number;
  /** Requests to sources and lake. */
  readonly requests: number;
  /** Bytes read from the sources. */
  readonly bytesRead: number;
}

/** How to process the items of a batch. */
export interface ProcessOptions {
  readonly sourceOf: SourceOf;
  readonly lake: Store;
  /** When it is aborted, the attempts are returned at once, and work in progress stops at its next request. */
  readonly signal: AbortSignal;
  /** The maximum number of items in progress. */
  readonly atOnce: number;
  /** The maximum number of items started per second; unlimited by default. */
  readonly perSecond?: number;
  /** Limits for one file; {@link LAMBDA_LIMITS} by default. */
  readonly limits?: Limits;
  /** How values are derived from headers. */
  readonly derivation?: DerivationSettings;
}

/**
 * Processes items concurrently and returns one attempt per item, in the order of the items. An item that fails does not
 * stop the others. Items that are unfinished when the signal is aborted fail with the signal's reason.
 */
export function processItems<T, R>(
  items: readonly T[],
  { sourceOf, lake, signal, atOnce, perSecond, limits = LAMBDA_LIMITS, derivation }: ProcessOptions,
  work: (item: T, context: ItemContext) => Promise<R>,
): Promise<(Attempt<R> & { readonly item: T })[]> {
  const turn = semaphore(atOnce);
  const rated = perSecond === undefined ? undefined : rateLimit(perSecond);
  const extract = extractor({
    limits: { ...limits, signal, ...sharedDecompression() },
    ...(derivation && { derivation }),
  });
  const aborted = new Promise<{ readonly error: unknown }>((resolve) => {
    const abort = (): void => resolve({ error: signal.reason });
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
  });

  const attempt = async (item: T): Promise<Attempt<R> & { readonly item: T }> => {
    const sourceTally: Tally = { requests: 0, bytes: 0 };
    const lakeTally: Tally = { requests: 0, bytes: 0 };
    let start: number | undefined;
    const working = turn(1, async () => {
      await rated?.();
      signal.throwIfAborted();
      start = performance.now();
      return work(item, {
        sourceOf: (bucket) => meteredStore(sourceOf(bucket), signal, sourceTally),
        lake: meteredStore(lake, signal, lakeTally),
        extract,
      });
    });
    const ended = await Promise.race([settled(working), aborted]);
    return {
      item,
      ...ended,
      // work that was cut off may have failed with an error of another kind
      ...(signal.aborted && 'error' in ended && { error: signal.reason }),
      milliseconds: start === undefined ? 0 : Math.round(performance.now() - start),
      requests: sourceTally.requests + lakeTally.requests,
      bytesRead: sourceTally.bytes,
    };
  };
  return Promise.all(items.map(attempt));
}

/** Limits concurrent decompression, and charges each file only for its share of the processor. */
function sharedDecompression(): Required<Pick<Limits, 'unpacking' | 'unpackingClock'>> {
  const turn = semaphore(DECOMPRESSED_AT_ONCE);
  const clock = sharedClock();
  return {
    unpacking: (size, work) => turn(size < LARGE ? 1 : DECOMPRESSED_AT_ONCE, () => clock.run(work)),
    unpackingClock: clock.now,
  };
}

const settled = <R>(work: Promise<R>): Promise<{ readonly result: R } | { readonly error: unknown }> =>
  work.then(
    (result) => ({ result }),
    (error: unknown) => ({ error }),
  );

/** Moves compressed files to the end: plain files take little time and should not wait for them. */
export function plainFirst<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const isCompressedItem = (item: T): boolean => isCompressed(keyOf(item));
  return [...items.filter((item) => !isCompressedItem(item)), ...items.filter(isCompressedItem)];
}
