import type { SourceFile } from '../../lake/extraction.ts';
import type { Head } from '../../stores/store.ts';

/** An open file or object, or standard input. All reads see one version of it. */
export interface OpenFile {
  /** Its source_bucket and source_key in rows. A local file has no bucket, and its key is the path as given. */
  readonly place: SourceFile;
  /** Whether reads cannot go back: see ByteSource of lib/fits. */
  readonly forwardOnly?: boolean;
  /** `length` bytes from `offset` on; fewer only at the end. */
  read(offset: number, length: number): Reading | Promise<Reading>;
  close(): void;
}

interface Reading {
  readonly bytes: Uint8Array;
  readonly head: Head;
}
