import type { Fault } from '../fits/fault.ts';
import type { Head, ReadConditions, Store } from '../stores/store.ts';

/** A source file, by its name. */
export interface SourceFile {
  /** The name of a bucket, or `file:///folder` for a local root. */
  readonly bucket: string;
  readonly key: string;
}

/** The rows that a lake object was made from. */
export interface KeptCsv {
  /** The CSV, uncompressed, if the extractor keeps it and it is not too long for that. */
  readonly csv?: Uint8Array | undefined;
  /** Lets the extractor use the memory of `csv` for other files. Need not be called. */
  readonly release?: (() => void) | undefined;
}

/** The rows of a lake object. */
export interface LakeRows extends KeptCsv {
  /** The lake object's body: gzip of the CSV, without metadata yet. */
  readonly body: Uint8Array;
}

/** The CSV that comes with other results, if there is one. */
export const keptCsv = ({ csv, release }: KeptCsv): KeptCsv => ({
  ...(csv && { csv }),
  ...(release && { release }),
});

/** Everything that the lake will have about one state of a source file. */
export interface Extraction extends LakeRows {
  /** The state that was read. */
  readonly head: Head;
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
 * `size` is the size of the file as it was listed, in bytes. It may be wrong: only how the file is read depends on it.
 *
 * Throws what the store throws: Unchanged, Changed, Missing, StoreFailure. An archived file is not an error.
 */
export interface Extract {
  (source: Store, file: SourceFile, conditions?: ReadConditions, size?: number): Promise<Extraction>;
  /** The digest of the settings that it derives rows with; `''`, or undefined, for the default ones. */
  readonly rules?: string;
  /** Undefined: if rows are out of date, their source file is read again. */
  readonly deriveAgain?: DeriveAgain;
}

/**
 * Makes the rows of a lake object from its earlier body: the same, except that those that are derived from others are
 * derived again. The source file is not needed.
 *
 * @throws DamagedRows
 */
export type DeriveAgain = (body: Uint8Array, file: SourceFile) => Promise<LakeRows>;

/** The body of a lake object is not what this or an earlier release wrote. */
export class DamagedRows extends Error {
  override readonly name = 'DamagedRows';
}

/**
 * Raised when a release would write other rows for an unchanged file. Rows of an earlier revision are derived again, from
 * their lake object, if they are of {@link DERIVABLE_SINCE} or later; otherwise the file is read again.
 */
export const EXTRACTOR_REVISION = 2;

/** The earliest revision with the same cards, facts and faults as this one, so that everything else can be derived. */
export const DERIVABLE_SINCE = 1;
