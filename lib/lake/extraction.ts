import type { Fault } from '../fits/fault.ts';
import type { Head, ReadConditions, Store } from '../stores/store.ts';

/** The source object that rows are about. */
export interface SourceFile {
  /** A bucket's name, or `file:///folder`. */
  readonly bucket: string;
  readonly key: string;
}

/** All that the lake will hold of one source file, read at one state of it. */
export interface Extraction {
  /** The state of the source object that was read. */
  readonly head: Head;
  /** The lake object's body: gzip of the CSV, without metadata yet. */
  readonly body: Uint8Array;
  /** The same CSV unpacked, header line first, where the extractor keeps it and it is not too long for that. */
  readonly csv: Uint8Array | undefined;
  /** False for an archived object, which has to be read once it is restored. */
  readonly readable: boolean;
  readonly faults: readonly Fault[];
  readonly hdus: number;
  readonly cards: number;
  /** Bytes of the source that were read, and in how many requests. */
  readonly bytesRead: number;
  readonly requests: number;
}

/**
 * Reads a source object into rows. The first read carries `conditions`, later ones are pinned to the
 * state that it found. Throws what the store throws: Unchanged, Changed, Missing, StoreFailure; but an
 * archived object is an answer.
 */
export type Extract = (source: Store, place: SourceFile, conditions?: ReadConditions) => Promise<Extraction>;

/** Raised only when the rows of an unchanged file would differ from what an earlier release wrote. */
export const EXTRACTOR_REVISION = 1;
