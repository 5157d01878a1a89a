import type { Fault } from '../fits/fault.ts';
import type { Head, ReadConditions, Store } from '../stores/store.ts';

/** A source file, by its name. */
export interface SourceFile {
  /** The name of a bucket, or `file:///folder` for a local root. */
  readonly bucket: string;
  readonly key: string;
}

/** Everything that the lake will have about one state of a source file. */
export interface Extraction {
  /** The state that was read. */
  readonly head: Head;
  /** The lake object's body: gzip of the CSV, without metadata yet. */
  readonly body: Uint8Array;
  /** The same CSV, uncompressed, if the extractor keeps it and it is not too long for that. */
  readonly csv: Uint8Array | undefined;
  /** False for an archived file, which must be read again after it is restored. */
  readonly readable: boolean;
  readonly faults: readonly Fault[];
  readonly hdus: number;
  readonly cards: number;
  /** How many bytes of the source file were read, and in how many requests. */
  readonly bytesRead: number;
  readonly requests: number;
}

/**
 * Reads a source file into rows. `conditions` apply to the first read; later reads are pinned to the state that it found.
 *
 * Throws what the store throws: Unchanged, Changed, Missing, StoreFailure. An archived file is not an error.
 */
export type Extract = (source: Store, file: SourceFile, conditions?: ReadConditions) => Promise<Extraction>;

/** Raised when a release would write other rows for an unchanged file. All files are then read again. */
export const EXTRACTOR_REVISION = 1;
