import type { LakeAsker } from '../engines/live/lake-asker.ts';
import type { LiveLake } from '../engines/live/live-lake.ts';
import type { Hint } from '../engines/query-refused.ts';
import type { KeywordColumn } from '../sql/everyday.ts';
import type { NamedQuery } from '../sql/queries.ts';

// What the routes of the page work with.

/** The bytes of one state of a source file. */
export interface OpenSource {
  /** `length` bytes from `offset` on; fewer only at the end. */
  read(offset: number, length: number): SourceChunk | Promise<SourceChunk>;
  close(): void;
}

/** Bytes of a source file, and the state that they are from. */
export interface SourceChunk {
  readonly bytes: Uint8Array;
  readonly head: { readonly etag: string; readonly size: number };
}

/** A local lake, and what the page may do with it. */
export interface PageContext {
  /** The lake's folder. */
  readonly folder: string;
  readonly lake: LiveLake;
  readonly asker: LakeAsker;
  /** The most time that a question may take, in milliseconds. */
  readonly timeoutMs: number;
  readonly keywords: readonly KeywordColumn[];
  /** The queries that users saved in the lake. */
  readonly savedQueries: () => readonly NamedQuery[];
  /** Opens an object of S3 by its URI. */
  readonly openObject: (uri: string) => Promise<OpenSource>;
  /** A hint as advice. */
  readonly advise: (hint: Hint) => string;
  /** The address of images of the sky (a HiPS), with a slash at its end, if there are any. */
  readonly hips: string | undefined;
  /** Whether the files of the lake are served. */
  readonly files: boolean;
  /** The services for other programs: their paths on this server, by name. */
  readonly services: Readonly<Record<string, string>>;
}
