import { LIMITS, type Limits } from '../lib/fits/limits.ts';
import type { Extract } from '../lib/lake/extraction.ts';
import { extractor } from '../lib/lake/rows/extract.ts';
import { semaphore } from '../lib/lake/semaphore.ts';
import { isPacked } from '../lib/lake/suffixes.ts';
import type { Store } from '../lib/stores/store.ts';
import { fairClock } from './fair-clock.ts';
import { paced } from './paced.ts';
import { type Tally, watched } from './watched.ts';

/** Files that are being unpacked at the same time: these need the processor, and memory. */
const UNPACKED = 4;
/**
 * Bytes of a packed file from which it is unpacked alone. Side by side none would be done sooner, and each might take
 * longer than a file may.
 */
const LARGE = 32 * 1024 * 1024;

/**
 * Limits for a file that are lower than elsewhere: every second of the function costs money, and a few kilobytes of bzip2
 * can take minutes to unpack. A gzip file of a gigabyte takes some 10 s, a bzip2 file of 100 MB 15 to 20.
 */
export const LAMBDA_LIMITS: Limits = { ...LIMITS, unpackingTime: 20_000, unpackedGap: 4 * 1024 ** 3 };

/** Stores whose requests are counted for one item, and an extractor: they stop when there is no time left. */
export interface Tools {
  readonly source: Store;
  readonly lake: Store;
  readonly extract: Extract;
}

/** What became of one item, and what it took. */
export interface Done<R> {
  /** Undefined where it failed: the lake is as it was, or right but for its partition. */
  readonly outcome?: R;
  readonly error?: unknown;
  readonly milliseconds: number;
  /** Requests to source and lake. */
  readonly requests: number;
  /** Bytes of the source that were read. */
  readonly bytesRead: number;
}

export interface InTurns {
  readonly source: Store;
  readonly lake: Store;
  /** When it is given the answer is there at once, and what was under way stops at its next request. */
  readonly signal: AbortSignal;
  /** Items in work at the same time. */
  readonly atOnce: number;
  /** Items begun in a second, at most. */
  readonly pace?: number;
}

/**
 * Works on items side by side. One that fails does not stop the others; those that are not done when the signal is
 * given have failed with its reason.
 */
export function inTurns<T, R>(
  items: readonly T[],
  { source, lake, signal, atOnce, pace }: InTurns,
  work: (item: T, tools: Tools) => Promise<R>,
): Promise<Done<R>[]> {
  const turn = semaphore(atOnce);
  const begin = pace === undefined ? undefined : paced(pace);
  const extract = extractor({ limits: { ...LAMBDA_LIMITS, signal, ...unpackingInTurns() } });
  const ended = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });

  const one = async (item: T): Promise<Done<R>> => {
    const sourceTally: Tally = { requests: 0, bytes: 0 };
    const lakeTally: Tally = { requests: 0, bytes: 0 };
    let began: number | undefined;
    const done = turn(1, async () => {
      await begin?.();
      signal.throwIfAborted();
      began = performance.now();
      return work(item, {
        source: watched(source, signal, sourceTally),
        lake: watched(lake, signal, lakeTally),
        extract,
      });
    });
    const result: Pick<Done<R>, 'outcome' | 'error'> = await Promise.race([
      settled(done),
      ended.then(() => ({ error: signal.reason })),
    ]);
    return {
      ...result,
      // what was cut off may have failed in a way of its own
      ...(signal.aborted && result.error !== undefined && { error: signal.reason }),
      milliseconds: began === undefined ? 0 : Math.round(performance.now() - began),
      requests: sourceTally.requests + lakeTally.requests,
      bytesRead: sourceTally.bytes,
    };
  };
  return Promise.all(items.map(one));
}

/** Files that are unpacked side by side share the processor, and none is charged for the work on others. */
function unpackingInTurns(): Required<Pick<Limits, 'unpacking' | 'unpackingClock'>> {
  const turn = semaphore(UNPACKED);
  const clock = fairClock();
  return {
    unpacking: (size, work) => turn(size < LARGE ? 1 : UNPACKED, () => clock.share(work)),
    unpackingClock: clock.now,
  };
}

const settled = <R>(work: Promise<R>): Promise<Pick<Done<R>, 'outcome' | 'error'>> =>
  work.then(
    (outcome) => ({ outcome }),
    (error: unknown) => ({ error }),
  );

/** Plain files come first: they are done soon, and do not wait behind others. */
export function packedLast<T>(items: readonly T[], keyOf: (item: T) => string): T[] {
  const packed = (item: T): boolean => isPacked(keyOf(item));
  return [...items.filter((item) => !packed(item)), ...items.filter(packed)];
}
