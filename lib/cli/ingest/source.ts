import type { SuffixTally } from '../../lake/suffix-tally.ts';
import type { SweepResult } from '../../lake/sweep/sweep-file.ts';
import type { Store } from '../../stores/store.ts';

/** A bucket could not be looked after to its end, for this reason: what was done before is kept. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';
}

/** What is to be done below one root or in one bucket; it is looked at, and nothing was changed yet. */
export interface IngestSource {
  /** What stands before a key in the name of a file. */
  readonly where: string;
  /**
   * Makes the lake agree, file by file.
   *
   * @throws Unfinished
   */
  sweep(into: SweepTarget): AsyncIterable<SweepResult>;
  /** Files that it is about; undefined while that is not known. */
  total(): number | undefined;
  close(): void;
}

/** Counts files that an ingest skips. */
export interface LeftOut {
  /** Because of their suffix. */
  readonly skipped: SuffixTally;
  /** Opened, but not FITS. */
  readonly notFits: SuffixTally;
}

export interface SweepTarget {
  readonly lake: Store;
  readonly damaged: ReadonlySet<string>;
  /** Ends it early. */
  readonly signal: AbortSignal;
}
