import { gzipSync } from 'node:zlib';
import type { Head, Listed } from '../stores/store.ts';
import { HEADER_LINE } from './columns.ts';
import { isDigest } from './derivation.ts';
import type { SourceFile } from './extraction.ts';
import { rememberLast } from './remember-last.ts';
import { csvField } from './rows/csv.ts';
import { utc } from './rows/time.ts';

// The metadata of a lake object: the state that it records, how it is encoded, and the body of a tombstone.

interface AnyState extends SourceFile {
  /** 1, 2, ...: how many times the lake object has been written. */
  readonly generation: number;
  /** The revision of the extractor that wrote it. */
  readonly revision: number;
}

/** The state of a lake object with the rows of a file. */
export interface RowsState extends AnyState {
  readonly kind: 'rows';
  /** The ETag of the source file when it was read. */
  readonly sourceEtag: string;
  readonly versionId?: string;
  readonly lastModified: Date;
  /** Bytes of the source file. */
  readonly size: number;
  /** False for an archived file, which must be read again after it is restored. */
  readonly readable: boolean;
  /** How many of the rows are faults. */
  readonly faults: number;
  /**
   * How many HDUs were read when the time for the file ran out; absent if it did not run out. `unknown` if there are
   * faults, and the release that wrote the rows did not record this.
   */
  readonly outOfTime?: number | 'unknown';
  /** The digest of the settings that its derived rows depend on; absent for the default ones. */
  readonly rules?: string;
}

/** Days that a tombstone is kept. By then, no sync that saw the lake before the tombstone can still be running. */
export const TOMBSTONE_DAYS = 30;

/** The state of a tombstone: the source file no longer exists. */
export interface TombstoneState extends AnyState {
  readonly kind: 'tombstone';
  /** When this was first found. */
  readonly goneAt: Date;
  /**
   * False if the lake never had rows of the file, which was deleted before the event of its creation was handled, or if they
   * were forgotten. No view shows such a tombstone.
   */
  readonly known?: false;
}

/** Whether no view shows anything of a lake object. */
export const isInvisible = (state: LakeState): boolean => state.kind === 'tombstone' && state.known === false;

/** What a lake object records about itself, in its metadata. */
export type LakeState = RowsState | TombstoneState;

/** Whether the file may have more headers than the rows show, because its time ran out. */
export const isUnfinished = (state: LakeState | undefined): boolean =>
  state?.kind === 'rows' && state.outOfTime !== undefined;

/** The state of a source file, as listed. */
export type ListedState = Pick<Listed, 'etag' | 'size' | 'lastModified'>;

/**
 * Whether rows were read from this state of the file. The ETag alone is not enough: S3 derives it from the bytes, and the
 * same bytes may have been written again. Times are compared in whole seconds, as in HTTP.
 */
export const isMadeFrom = (rows: RowsState, file: ListedState): boolean =>
  rows.sourceEtag === file.etag &&
  rows.size === file.size &&
  seconds(rows.lastModified) === seconds(file.lastModified);

const seconds = (time: Date): number => Math.floor(time.getTime() / 1000);

/** Longer version ids are not kept. Those of S3 have 32 characters, but may have up to 1,024. */
const MAX_VERSION_ID = 100;

/**
 * A state as the metadata of an object: printable ASCII, and within the 2 KB that S3 allows, even for a source key of
 * 1,024 bytes (1,366 characters in base64url).
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
  ...(state.rules !== undefined && state.rules !== '' && { rules: state.rules }),
});

const tombstoneMetadata = ({ goneAt, known }: TombstoneState): Record<string, string> => ({
  gone: goneAt.toISOString(),
  ...(known === false && { known: 'false' }),
});

/** The state in an object's metadata; undefined if it is not a lake object, or is damaged. */
export function fromMetadata(metadata: Readonly<Record<string, string>>): LakeState | undefined {
  const bucket = decodedBucket(metadata['bucket'] ?? '');
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
  const { readable, rules } = metadata;
  if (rules !== undefined && !isDigest(rules)) return undefined;
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
    ...(rules !== undefined && { rules }),
  };
}

const outOfTime = (text: string | undefined): Pick<RowsState, 'outOfTime'> =>
  text === 'no' ? {} : { outOfTime: count(text) ?? 'unknown' };

/** The state of a lake object, from its head; undefined if it is not about this file. */
export function stateOf(head: Head | undefined, { bucket, key }: SourceFile): LakeState | undefined {
  const state = fromMetadata(head?.metadata ?? {});
  return state?.bucket === bucket && state.key === key ? state : undefined;
}

const count = (text = ''): number | undefined =>
  /^\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined;

/** How `toISOString` writes the years 0 to 9999. */
const USUAL_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** The time that `toISOString` writes as this text. */
function time(text = ''): Date | undefined {
  const date = new Date(text);
  // 31 April and 24:00 are read as a time of the next day; writing all times again takes three times as long
  const isSame = USUAL_TIME.test(text)
    ? date.getUTCDate() === Number(text.slice(8, 10))
    : !Number.isNaN(date.getTime()) && date.toISOString() === text;
  return isSame ? date : undefined;
}

function decodedKey(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'base64url').toString();
  return Buffer.from(key).toString('base64url') === text ? key : undefined;
}

/** All objects of a bucket share one text. */
const decodedBucket = rememberLast((text): string | undefined => {
  try {
    return decodeURI(text) || undefined;
  } catch {
    return undefined;
  }
});

/**
 * The body of a tombstone. It has one row with the time, named `removed`, or `absent` if the lake never had rows of the
 * file or they were forgotten. No view shows the latter.
 */
export function tombstone({ bucket, key }: SourceFile, goneAt: Date, known = true): Uint8Array {
  const fields = ['', bucket, key, known ? 'removed' : 'absent', utc(goneAt), '', '', 'tombstone'];
  return gzipSync(`${HEADER_LINE}${fields.map(csvField).join(',')}\n`);
}
