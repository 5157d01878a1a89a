import { gzipSync } from 'node:zlib';
import type { Head, Listed } from '../stores/store.ts';
import { HEADER_LINE } from './columns.ts';
import type { SourceFile } from './extraction.ts';
import { csvField } from './rows/csv.ts';
import { utc } from './rows/time.ts';

interface AnyState extends SourceFile {
  /** 1, 2, ...: one more at each accepted write. */
  readonly generation: number;
  /** The revision of the extractor that wrote it. */
  readonly revision: number;
}

/** What a lake object says of itself: it holds the rows of a file. */
export interface RowsState extends AnyState {
  readonly kind: 'rows';
  /** The state of the source object that the rows were read from. */
  readonly sourceEtag: string;
  readonly versionId?: string;
  readonly lastModified: Date;
  /** Bytes of the source object. */
  readonly size: number;
  /** False for an archived object, whose rows wait until it is restored. */
  readonly readable: boolean;
  /** Fault rows among the rows. */
  readonly faults: number;
  /**
   * HDUs that were read when the time for the file ran out; absent if it did not. `unknown`: there are faults, and
   * the release that wrote them did not say.
   */
  readonly outOfTime?: number | 'unknown';
}

/** What a lake object says of itself: its file is gone. */
export interface TombstoneState extends AnyState {
  readonly kind: 'tombstone';
  /** When the lake learned of it first. */
  readonly goneAt: Date;
  /** False if the lake never had rows of the file: its event arrived after it had been deleted. */
  readonly known?: false;
}

export type LakeState = RowsState | TombstoneState;

/** Whether the lake holds rows that need not be made again unless their file changes: read whole, by that revision. */
export const hasGoodRows = (state: LakeState | undefined, revision: number): state is RowsState =>
  state?.kind === 'rows' && state.readable && state.revision >= revision;

/** Whether a file may have more than its rows: the time for it ran out, or may have. */
export const isUnfinished = (state: LakeState | undefined): boolean =>
  state?.kind === 'rows' && state.outOfTime !== undefined;

/** A state of a source object, as a listing shows it. */
export type ListedState = Pick<Listed, 'etag' | 'size' | 'lastModified'>;

/**
 * Whether rows are of that state. The ETag alone does not tell: S3 makes it of the bytes, and the same bytes may have
 * been written once more since. Times are compared in seconds, as HTTP has them.
 */
export const isMadeFrom = (
  { sourceEtag, size, lastModified }: RowsState,
  { etag, size: now, lastModified: since }: ListedState,
): boolean => sourceEtag === etag && size === now && seconds(lastModified) === seconds(since);

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** A version id is kept up to this length: S3's have 32 characters, though it may grow them to 1,024. */
const MAX_VERSION_ID = 100;

/**
 * A state as a store's metadata: printable ASCII, and within the 2 KB that S3 allows in all, even for a
 * source key of 1,024 bytes (1,366 characters in base64url).
 */
export function toMetadata(state: LakeState): Record<string, string> {
  return {
    kind: state.kind,
    bucket: encodeURI(state.bucket.toWellFormed()),
    key: Buffer.from(state.key).toString('base64url'),
    generation: String(state.generation),
    revision: String(state.revision),
    ...(state.kind === 'rows' ? rowsMetadata(state) : tombstoneMetadata(state)),
  };
}

const rowsMetadata = (state: RowsState): Record<string, string> => ({
  etag: state.sourceEtag,
  modified: state.lastModified.toISOString(),
  size: String(state.size),
  readable: String(state.readable),
  faults: String(state.faults),
  ...(state.faults > 0 && state.outOfTime !== 'unknown' && { timeout: String(state.outOfTime ?? 'no') }),
  ...(state.versionId !== undefined &&
    state.versionId.length <= MAX_VERSION_ID && { version: state.versionId }),
});

const tombstoneMetadata = ({ goneAt, known }: TombstoneState): Record<string, string> => ({
  gone: goneAt.toISOString(),
  ...(known === false && { known: 'false' }),
});

/** The state that metadata tell; undefined for what is no lake object, or a damaged one. */
export function fromMetadata(metadata: Readonly<Record<string, string>>): LakeState | undefined {
  const bucket = decodedBucket(metadata['bucket']);
  const key = decodedKey(metadata['key']);
  const generation = count(metadata['generation']);
  const revision = count(metadata['revision']);
  if (bucket === undefined || key === undefined || generation === undefined || revision === undefined)
    return undefined;
  const common = { bucket, key, generation, revision };
  if (metadata['kind'] === 'tombstone') {
    const goneAt = time(metadata['gone']);
    const known = metadata['known'] === 'false' ? ({ known: false } as const) : {};
    return goneAt && { kind: 'tombstone', ...common, goneAt, ...known };
  }
  const sourceEtag = metadata['etag'];
  const lastModified = time(metadata['modified']);
  const size = count(metadata['size']);
  const faults = count(metadata['faults']);
  const readable = metadata['readable'];
  if (metadata['kind'] !== 'rows' || !sourceEtag || lastModified === undefined) return undefined;
  if (size === undefined || faults === undefined || !/^(?:true|false)$/.test(readable ?? ''))
    return undefined;
  return {
    kind: 'rows',
    ...common,
    sourceEtag,
    lastModified,
    size,
    readable: readable === 'true',
    faults,
    ...(faults > 0 && outOfTime(metadata['timeout'])),
    ...(metadata['version'] !== undefined && { versionId: metadata['version'] }),
  };
}

const outOfTime = (text: string | undefined): Pick<RowsState, 'outOfTime'> =>
  text === 'no' ? {} : { outOfTime: count(text) ?? 'unknown' };

/** What a lake object says of a file; undefined if it is not about that file. */
export function stateOf(head: Head | undefined, { bucket, key }: SourceFile): LakeState | undefined {
  const state = fromMetadata(head?.metadata ?? {});
  return state?.bucket === bucket && state.key === key ? state : undefined;
}

const count = (text = ''): number | undefined =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;

function time(text = ''): Date | undefined {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) || date.toISOString() !== text ? undefined : date;
}

function decodedKey(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64url').toString();
  return Buffer.from(key).toString('base64url') === text ? key : undefined;
}

function decodedBucket(text: string | undefined): string | undefined {
  try {
    return text ? decodeURI(text) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The body of a tombstone, the lake object of a deleted file: one row, `removed`, with the time; or `absent`, which no
 * view shows, if the lake never had rows of the file.
 */
export function tombstone({ bucket, key }: SourceFile, goneAt: Date, known = true): Uint8Array {
  const fields = ['', bucket, key, known ? 'removed' : 'absent', utc(goneAt), '', '', 'tombstone'];
  return gzipSync(`${HEADER_LINE}${fields.map(csvField).join(',')}\n`);
}
