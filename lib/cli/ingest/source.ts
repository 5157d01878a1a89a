// What buckets and folders have in common as sources of an ingest.

import type { SuffixTally } from '../../lake/suffix-tally.ts';
import type { SweepResult } from '../../lake/sweep/sweep-file.ts';
import type { Store } from '../../stores/store.ts';

/** The sweep of a source ended early; the message is the reason. What was done before is kept. */
export class Unfinished extends Error {
  override readonly name = 'Unfinished';
}

/** One root, or one bucket, that is ready to be swept. Nothing has been changed yet. */
export interface IngestSource {
  /** What precedes a key in the name of a file: `/folder/`, `s3://bucket/`. */
  readonly where: string;
  /** Makes the lake agree with the source, file by file. Throws {@link Unfinished}. */
  sweep(target: SweepTarget): AsyncIterable<SweepResult>;
  /** The number of files; undefined while it is not known. */
  total(): number | undefined;
  close(): void;
}

/** The lake that a sweep writes to. */
export interface SweepTarget {
  readonly lake: Store;
  /** Paths of damaged lake objects, which are written again. */
  readonly damaged: ReadonlySet<string>;
  /** Ends the sweep after the files in progress. */
  readonly signal: AbortSignal;
}

/** Counts the files that an ingest does not read, by suffix. */
export interface SkippedFiles {
  /** Skipped because of their suffix. */
  readonly bySuffix: SuffixTally;
  /** Opened, but not FITS. */
  readonly notFits: SuffixTally;
}
