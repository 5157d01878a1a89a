import { setTimeout as wait } from 'node:timers/promises';
import { Changed, Conflict, type Head, Missing, type Store, Unchanged } from '../../stores/store.ts';
import { EXTRACTOR_REVISION, type Extract, type Extraction, type SourceFile } from '../extraction.ts';
import { lakeKey as lakeKeyOf } from '../naming.ts';
import {
  hasGoodRows,
  isMadeFrom,
  type LakeState,
  type ListedState,
  type RowsState,
  stateOf,
  toMetadata,
  tombstone,
} from '../object.ts';

export interface SyncOptions {
  readonly source: Store;
  readonly lake: Store;
  readonly extract: Extract;
  /** The source object to look at. */
  readonly file: SourceFile;
  /**
   * True for backfill, reconciliation and local ingest, which look at every file and write only what
   * differs. False for an event: it always writes.
   */
  readonly sweep?: boolean;
  /** In a sweep: reads the source object and rewrites its rows even if the lake is up to date. */
  readonly again?: boolean;
  /** The source object as a listing showed it: a sweep that finds rows of just that state asks for no more. */
  readonly listed?: ListedState;
  /** The lake object's head, of a sweep that has just asked for it. */
  readonly seen?: Head;
  /** The revision of `extract`. */
  readonly revision?: number;
  readonly collectionDepth?: number;
  readonly now?: () => Date;
  readonly tries?: number;
  /** Waits so many milliseconds between two tries. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** A number of [0, 1), for the jitter. */
  readonly random?: () => number;
}

/** What a sync found, as a user would put it, and what it did. */
export interface SyncResult {
  /**
   * `new`: the lake had no rows of the file; `changed`: it had other ones; `unchanged`: it knew it just so,
   * present or gone; `removed`: it had rows, and the file is gone; `absent`: the file is gone and the lake
   * never knew it.
   */
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'removed' | 'absent';
  readonly lakeKey: string;
  /** The lake object's ETag, if it was written. */
  readonly etag?: string;
  /** What was read of the file, if the lake object was made from it. */
  readonly extraction?: Extraction;
  /** Fault rows that the lake has of the file now. */
  readonly faults: number;
}

/** Other writers were faster each time: the key is to be looked at again later. */
export class SyncConflict extends Error {
  override readonly name = 'SyncConflict';
  readonly lakeKey: string;
  constructor(lakeKey: string, tries: number) {
    super(`${lakeKey} was changed by other writers in each of ${tries} tries`);
    this.lakeKey = lakeKey;
  }
}

/** The source object changed each time while it was read: it is to be looked at again later. */
export class SourceChanging extends Error {
  override readonly name = 'SourceChanging';
  readonly file: SourceFile;
  constructor(file: SourceFile, tries: number) {
    super(`${file.key} changed while it was read in each of ${tries} tries`);
    this.file = file;
  }
}

/**
 * Makes the lake object agree with the present state of its source object.
 *
 * The order matters: the lake is looked at first, then the source, and the write names the lake state that
 * was seen. So of two runs the one that read the older state of the source has its write refused, or writes
 * before the other looks. This holds for the run of the last change's event only if it writes even where
 * the lake seems to agree, since only that write refuses a slower run's; and if ETags of lake objects never
 * come back, which the store sees to. A sweep owes nobody that write: each change has its own event.
 *
 * @throws SyncConflict, SourceChanging after the last try; whatever else a store throws, at once: a failed
 * request says nothing of the object, and never makes a tombstone.
 */
export async function sync(options: SyncOptions): Promise<SyncResult> {
  const { file, tries = 8, sleep = wait, random = Math.random } = options;
  const lakeKey = lakeKeyOf(file, options.collectionDepth);
  let last: unknown;
  for (let attempt = 0; attempt < tries; attempt++) {
    if (attempt > 0) await sleep(random() * Math.min(MAX_WAIT, FIRST_WAIT * 2 ** attempt));
    try {
      return await once(options, lakeKey, attempt === 0 ? options.seen : undefined);
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof Changed)) throw error;
      last = error;
    }
  }
  throw last instanceof Changed ? new SourceChanging(file, tries) : new SyncConflict(lakeKey, tries);
}

/** Milliseconds. */
const FIRST_WAIT = 50;
const MAX_WAIT = 2000;

/** What is known of the lake object before the source is looked at. */
interface Seen {
  readonly head: Head | undefined;
  /** Undefined where there is none, or a damaged one. */
  readonly state: LakeState | undefined;
}

async function once(options: SyncOptions, lakeKey: string, looked?: Head): Promise<SyncResult> {
  const { file, lake, revision = EXTRACTOR_REVISION, sweep = false, again = false, listed } = options;
  const head = looked ?? (await lake.head(lakeKey));
  const seen = { head, state: stateOf(head, file) };
  const rows = seen.state?.kind === 'rows' ? seen.state : undefined;
  const unchanged = { outcome: 'unchanged', lakeKey, faults: rows?.faults ?? 0 } as const;
  if (sweep && !again && listed !== undefined && hasGoodRows(rows, revision) && isMadeFrom(rows, listed))
    return unchanged;
  const extraction = await readSource(options, rows, revision);
  if (extraction === 'unchanged') return unchanged;
  if (extraction === 'absent') return bury(options, lakeKey, seen, revision);

  const known = rows?.sourceEtag === extraction.head.etag ? rows : undefined;
  const outOfTime = hdusInTime(extraction);
  const same =
    known !== undefined &&
    isMadeFrom(known, extraction.head) &&
    known.readable === extraction.readable &&
    known.revision >= revision;
  const better =
    (known?.readable === true && !extraction.readable) || (same && !goesFurther(outOfTime, known.outOfTime));
  const current = same && (known.outOfTime === outOfTime || known.outOfTime === 'unknown');
  if (sweep && (better || (current && !again))) return unchanged;
  if (better) return { ...unchanged, etag: await rewrite(lake, lakeKey, seen) };
  const faults = extraction.faults.length;
  const etag = await put(lake, lakeKey, seen, extraction.body, {
    kind: 'rows',
    ...file,
    revision,
    sourceEtag: extraction.head.etag,
    ...(extraction.head.versionId !== undefined && { versionId: extraction.head.versionId }),
    lastModified: extraction.head.lastModified,
    size: extraction.head.size,
    readable: extraction.readable,
    faults,
    ...(outOfTime !== undefined && { outOfTime }),
  });
  return { outcome: current ? 'unchanged' : rows ? 'changed' : 'new', lakeKey, etag, extraction, faults };
}

/** HDUs that were read before the time for the file ran out; undefined if it did not. */
const hdusInTime = ({ faults, hdus }: Extraction): number | undefined =>
  faults.some(({ code }) => code === 'limit-time') ? hdus : undefined;

/**
 * Whether a reading got further than the rows that the lake has of the same state, or to the end of the file. One that ran out of time
 * never replaces more by less.
 */
const goesFurther = (now: number | undefined, before: RowsState['outOfTime']): boolean =>
  now === undefined || before === 'unknown' || (before !== undefined && now > before);

/**
 * Reads the source object. A sweep asks for it on the condition that it is not the state that the lake has
 * good rows of: so a skip costs one request. An archived one is asked for again each time, and so is one of which
 * the listing says that the same bytes were written once more: S3 would call it unchanged.
 */
async function readSource(
  { source, extract, file, sweep, again, listed }: SyncOptions,
  state: LakeState | undefined,
  revision: number,
): Promise<Extraction | 'unchanged' | 'absent'> {
  const written = listed !== undefined && state?.kind === 'rows' && state.sourceEtag === listed.etag;
  const skip = sweep && !again && !written && hasGoodRows(state, revision);
  try {
    return await extract(source, file, skip ? { ifNoneMatch: state.sourceEtag } : undefined);
  } catch (error) {
    if (error instanceof Missing) return 'absent';
    if (error instanceof Unchanged && skip) return 'unchanged';
    throw error;
  }
}

/**
 * Notes that the source object is gone. An event leaves a tombstone even where the lake never knew the
 * object: a slower run may have read it while it existed, and would find "none" in the lake as it saw it. No view shows
 * such a tombstone.
 */
async function bury(
  { lake, file, sweep, now = () => new Date() }: SyncOptions,
  lakeKey: string,
  seen: Seen,
  revision: number,
): Promise<SyncResult> {
  const buried = seen.state?.kind === 'tombstone' ? seen.state : undefined;
  const outcome = buried ? 'unchanged' : seen.head ? 'removed' : 'absent';
  if (sweep && outcome !== 'removed') return { outcome, lakeKey, faults: 0 };
  const goneAt = buried?.goneAt ?? now();
  const known = buried ? buried.known !== false : seen.head !== undefined;
  const state = { kind: 'tombstone', ...file, revision, goneAt, ...(!known && { known }) } as const;
  const body = tombstone(file, goneAt, known);
  return { outcome, lakeKey, etag: await put(lake, lakeKey, seen, body, state), faults: 0 };
}

/**
 * Writes the lake object again as it is. The file was archived since its good rows were read, so its event
 * has no better ones; but it has to refuse slower runs all the same.
 */
async function rewrite(lake: Store, lakeKey: string, seen: Seen): Promise<string> {
  const { head, state } = seen;
  if (head === undefined || state === undefined) throw new Conflict(lakeKey);
  try {
    const { bytes } = await lake.read(lakeKey, 0, head.size, { ifMatch: head.etag });
    return await put(lake, lakeKey, seen, bytes, state);
  } catch (error) {
    throw error instanceof Changed || error instanceof Missing ? new Conflict(lakeKey) : error;
  }
}

/** A state before it is numbered. */
type Unnumbered<State> = State extends LakeState ? Omit<State, 'generation'> : never;

const put = (
  lake: Store,
  lakeKey: string,
  { head, state: before }: Seen,
  body: Uint8Array,
  state: Unnumbered<LakeState>,
): Promise<string> =>
  lake.write(lakeKey, body, {
    ifMatch: head?.etag ?? null,
    metadata: toMetadata({ ...state, generation: (before?.generation ?? 0) + 1 }),
  });
