// Estimates what a backfill costs. Prices and measured usage are in lib/deployment.

import {
  BATCH_OBJECTS,
  FUNCTION_MEMORY_MIB,
  LISTING_PAGE,
  STARTS_PER_SECOND,
} from '../../deployment/limits.ts';
import { PRICE } from '../../deployment/prices.ts';
import { BATCH_SECONDS, DERIVED_FILE, KNOWN_FILE, LOG_BYTES, NEW_FILE } from '../../deployment/usage.ts';

const MEMORY_GB = FUNCTION_MEMORY_MIB / 1024;

/** GB of memory that an Express execution is billed for: it is billed in steps of 64 MB. */
const EXPRESS_GB = 1 / 16;

/** Dollars per lake object that is written: the write, its event for the crawler, and its line in the log. */
const WRITTEN = PRICE.s3Put + PRICE.sqsRequest + LOG_BYTES * PRICE.logByte;

/** What a run uses. */
export interface RunCost {
  readonly requests: number;
  /** US dollars. */
  readonly dollars: number;
  readonly minutes: number;
}

/** Requests for one file. */
interface Requests {
  readonly gets: number;
  readonly puts: number;
}

/** Files of each kind, or their shares. */
interface Mix {
  readonly new: number;
  readonly readAgain: number;
  readonly derived: number;
  readonly unchanged: number;
}

/** The extremes: a real run uses something in between. */
export interface Estimate {
  /** If none of the files is in the lake. */
  readonly allNew: RunCost;
  /** If all of them are in the lake, and none has changed. */
  readonly allKnown: RunCost;
  /** If all of them are in the lake, none has changed, and an earlier release or other rules derived their rows. */
  readonly allDerived: RunCost;
  /** If the files are like those of a sample; undefined without one. */
  readonly likeSample?: RunCost;
}

/**
 * Estimates the requests, the price and the least duration of a backfill.
 *
 * @param files FITS files below the prefix
 * @param listed all objects below the prefix, whatever their names
 * @param concurrency batches that run at the same time
 * @param sample what a run would do with some of the files
 */
export function estimate(files: number, listed: number, concurrency: number, sample?: Mix): Estimate {
  // a run lists and batches twice: the objects of the source, then those of the lake
  const pages = Math.ceil(listed / LISTING_PAGE) + Math.ceil(files / LISTING_PAGE);
  const batches = Math.ceil(listed / BATCH_OBJECTS) + Math.ceil(files / BATCH_OBJECTS);
  /** @param passes how many times each file is worked on: in the first half, and again in the second if it is known */
  const costOf = ({ gets, puts }: Requests, passes: number): RunCost =>
    runCost({
      ...{ pages, batches, concurrency, starts: files * passes, gets: files * gets, puts: 0 },
      written: files * puts,
    });
  return {
    allNew: costOf(NEW_FILE, 1),
    allKnown: costOf(KNOWN_FILE, 2),
    allDerived: costOf(DERIVED_FILE, 1),
    ...(sample && { likeSample: costOf(...mixed(sample)) }),
  };
}

/** What a run does, in numbers. */
interface RunUse {
  /** Requests that list. */
  readonly pages: number;
  readonly batches: number;
  /** Batches that run at the same time. */
  readonly concurrency: number;
  /** Objects that are worked on, each time that they are. */
  readonly starts: number;
  readonly gets: number;
  /** Writes of objects that are not lake objects. */
  readonly puts: number;
  /** Lake objects that are written. */
  readonly written?: number;
}

/** The requests, the price and the least duration of a run. */
export function runCost({ pages, batches, concurrency, starts, gets, puts, written = 0 }: RunUse): RunCost {
  const seconds = starts / STARTS_PER_SECOND + batches * BATCH_SECONDS;
  const dollars =
    pages * PRICE.s3List +
    gets * PRICE.s3Get +
    puts * PRICE.s3Put +
    written * WRITTEN +
    seconds * (MEMORY_GB * PRICE.lambdaGbSecond + EXPRESS_GB * PRICE.expressGbSecond) +
    batches * (PRICE.transition + PRICE.expressRequest + PRICE.lambdaRequest);
  return {
    requests: Math.round(gets + puts + written) + pages,
    dollars,
    minutes: seconds / Math.min(concurrency, Math.max(batches, 1)) / 60,
  };
}

/** The mean of what files of several kinds need, and of how many times they are worked on. */
function mixed(sample: Mix): [needs: Requests, passes: number] {
  const kinds = [
    [sample.new + sample.readAgain, NEW_FILE, 1],
    [sample.derived, DERIVED_FILE, 1],
    [sample.unchanged, KNOWN_FILE, 2],
  ] as const;
  const files = kinds.reduce((sum, [number]) => sum + number, 0);
  const mean = (of: (needs: Requests, passes: number) => number): number =>
    kinds.reduce((sum, [number, needs, passes]) => sum + number * of(needs, passes), 0) / files;
  return [{ gets: mean(({ gets }) => gets), puts: mean(({ puts }) => puts) }, mean((_, passes) => passes)];
}
