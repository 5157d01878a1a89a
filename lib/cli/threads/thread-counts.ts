import { availableParallelism } from 'node:os';

/** How many threads an ingest uses besides the main thread. */
export interface ThreadCounts {
  /** Worker threads that read files; 0 if the main thread does it. */
  readonly reading: number;
  /** DuckDB's threads, which load rows into the cache. */
  readonly loading: number;
}

/** With fewer cores, more threads cost more than they save. */
const FEWEST_CORES = 4;
/** More reading threads would wait for the main thread, which writes to the lake. */
const MOST = 4;
/** A third one would cost a tenth more work, and the main thread takes as long as two. */
const LOADING = 2;

/**
 * The threads of an ingest.
 *
 * @param reading how many threads the user wants to read files in; 1 for the main thread. The number of cores decides by default
 */
export function threadCounts(reading?: number, cores = availableParallelism()): ThreadCounts {
  const wanted = reading ?? (cores < FEWEST_CORES ? 1 : Math.min(MOST, cores - 2));
  return wanted < 2 ? { reading: 0, loading: 1 } : { reading: wanted, loading: LOADING };
}
