import { setTimeout as wait } from 'node:timers/promises';
import { Changed, Conflict, type Head, Missing, type Store, Unchanged } from '../../stores/store.ts';
import {
  DamagedRows,
  EXTRACTOR_REVISION,
  type Extract,
  type Extraction,
  type KeptCsv,
  keptCsv,
  type SourceFile,
} from '../extraction.ts';
import { lakeKey as lakeKeyOf } from '../naming.ts';
import { type ListedState, stateOf, tombstone } from '../object.ts';
import { decide, decideTombstone, type Known, plan, type SyncMode } from './decide.ts';
import { bodyOf, type LakeObject, put, rewrite } from './write.ts';

/** What to sync, and how. */
export interface SyncOptions {
  readonly source: Store;
  readonly lake: Store;
  readonly extract: Extract;
  readonly file: SourceFile;
  /**
   * True for a backfill, a reconcile and a local ingest, which go through all files and write only what differs.
   * False for an event, which always writes.
   */
  readonly sweep?: boolean;
  /** A sweep only: reads the source file and rewrites its rows even if the lake is up to date. */
  readonly reread?: boolean;
  /** The source file as listed. If the lake has rows of this state, a sweep makes no request to the source. */
  readonly listed?: ListedState;
  /** The lake object's head, if it was just requested. The first attempt then does not request it again. */
  readonly lakeHead?: Head;
  /** The revision of `extract`. */
  readonly revision?: number;
  readonly collectionDepth?: number;
  readonly now?: () => Date;
  readonly attempts?: number;
  /** Waits between two attempts. */
  readonly sleep?: (milliseconds: number) => Promise<unknown>;
  /** Returns a number in [0, 1), for the jitter. */
  readonly random?: () => number;
}

/** What a sync found and did. */
export interface SyncResult extends KeptCsv {
  /**
   * - `new`: the lake had no rows of the file
   * - `changed`: the lake had other rows
   * - `derived`: the source file is unchanged, and its rows were derived again from the lake object
   * - `unchanged`: the lake already agreed with the source
   * - `removed`: the lake had rows, and the file no longer exists
   * - `absent`: the file does not exist, and the lake never had rows of it
   */
  readonly outcome: 'new' | 'changed' | 'derived' | 'unchanged' | 'removed' | 'absent';
  readonly lakeKey: string;
  /** The lake object's new ETag, if it was written. */
  readonly etag?: string;
  /** What was read of the file, if the lake object was made from it. */
  readonly extraction?: Extraction;
  /** Faults that the lake now has for the file. */
  readonly faults: number;
}

/** In every attempt another writer changed the lake object first. Try again later. */
export class SyncConflict extends Error {
  override readonly name = 'SyncConflict';
  readonly lakeKey: string;
  readonly attempts: number;
  constructor(lakeKey: string, attempts: number) {
    super(`another writer changed ${lakeKey} in each of ${attempts} attempts`);
    this.lakeKey = lakeKey;
    this.attempts = attempts;
  }
}

/** In every attempt the source file changed while it was being read. Try again later. */
export class SourceChanging extends Error {
  override readonly name = 'SourceChanging';
  readonly file: SourceFile;
  readonly attempts: number;
  constructor(file: SourceFile, attempts: number) {
    super(`${file.key} changed while it was being read in each of ${attempts} attempts`);
    this.file = file;
    this.attempts = attempts;
  }
}

/**
 * Makes one lake object agree with its source file.
 *
 * The order of requests matters: first the lake, then the source, and the write is conditional on the lake object that
 * was seen. So if two syncs overlap, the one that read the older state of the source either has its write refused or
 * writes before the other one sees the lake. For this to hold, the event of the last change must write even if the lake
 * seems to agree, because only a write makes slower syncs fail; and ETags of lake objects must never repeat, which the
 * stores ensure. A sweep need not write: every change has its own event.
 *
 * @throws SyncConflict or SourceChanging after the last attempt. Any other error of a store is thrown at once: a failed
 * request says nothing about the file, and never leads to a tombstone.
 */
export async function sync(options: SyncOptions): Promise<SyncResult> {
  const { file, attempts = 8, sleep = wait, random = Math.random } = options;
  const lakeKey = lakeKeyOf(file, options.collectionDepth);
  let last: unknown;
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (attempt > 0) await sleep(random() * Math.min(MAX_WAIT, FIRST_WAIT * 2 ** attempt));
    try {
      return await syncOnce(options, lakeKey, attempt === 0 ? options.lakeHead : undefined);
    } catch (error) {
      if (!(error instanceof Conflict || error instanceof Changed)) throw error;
      last = error;
    }
  }
  throw last instanceof Changed ? new SourceChanging(file, attempts) : new SyncConflict(lakeKey, attempts);
}

/** Milliseconds. A wait is random, up to a bound that doubles with each attempt until it is MAX_WAIT. */
const FIRST_WAIT = 50;
const MAX_WAIT = 2000;

/** How a sync works. */
export const modeOf = ({
  extract,
  revision = EXTRACTOR_REVISION,
  sweep = false,
  reread = false,
}: Pick<SyncOptions, 'extract' | 'revision' | 'sweep' | 'reread'>): SyncMode => ({
  ...{ sweep, reread, revision },
  rules: extract.rules ?? '',
  derives: extract.deriveAgain !== undefined,
});

async function syncOnce(options: SyncOptions, lakeKey: string, lakeHead?: Head): Promise<SyncResult> {
  const { file, lake, listed } = options;
  const mode = modeOf(options);
  const head = lakeHead ?? (await lake.head(lakeKey));
  const known: Known = head === undefined ? 'nothing' : (stateOf(head, file) ?? 'damaged');
  const object: LakeObject = { lake, lakeKey, head, known };
  const planned = plan(known, listed, mode);
  const etag = planned.request === 'if-changed' ? planned.etag : undefined;
  const found = planned.request === 'none' ? 'unchanged' : await readSource(options, etag);
  if (found === 'absent') return syncAbsent(options, object, mode);
  if (found !== 'unchanged') return syncFound(options, object, found);
  if (planned.request === 'always' || planned.action === 'keep') return unchanged(object);
  const derived = await derive(options, object);
  if (derived !== undefined) return derived;
  // the lake object is damaged
  const read = await readSource(options);
  if (typeof read === 'string') return syncAbsent(options, object, mode);
  return syncFound(options, object, read, true);
}

const unchanged = ({ lakeKey, known }: LakeObject) =>
  ({ outcome: 'unchanged', lakeKey, faults: faultsOf(known) }) as const;

const faultsOf = (known: Known): number =>
  typeof known === 'object' && known.kind === 'rows' ? known.faults : 0;

/** Reads the source file, unless its ETag is `skip`. */
async function readSource(
  { source, extract, file, listed }: SyncOptions,
  skip?: string,
): Promise<Extraction | 'unchanged' | 'absent'> {
  try {
    return await extract(source, file, skip === undefined ? undefined : { ifNoneMatch: skip }, listed?.size);
  } catch (error) {
    if (error instanceof Missing) return 'absent';
    if (error instanceof Unchanged && skip !== undefined) return 'unchanged';
    throw error;
  }
}

/**
 * Writes what was read, if that is what {@link decide} says.
 *
 * @param isDamaged whether the content of the lake object turned out to be damaged
 */
async function syncFound(
  options: SyncOptions,
  object: LakeObject,
  extraction: Extraction,
  isDamaged = false,
): Promise<SyncResult> {
  const { file } = options;
  const { lakeKey, known } = object;
  const mode = modeOf(options);
  const { head: state, readable, faults } = extraction;
  const outOfTime = faults.some(({ code }) => code === 'limit-time') ? extraction.hdus : undefined;
  const { action, outcome } = isDamaged
    ? ({ action: 'put', outcome: 'changed' } as const)
    : decide(known, { state, readable, outOfTime }, mode);
  if (action === 'keep') return unchanged(object);
  if (action === 'rewrite') return { ...unchanged(object), etag: await rewrite(object) };
  if (action === 'derive')
    return (await derive(options, object)) ?? syncFound(options, object, extraction, true);
  const etag = await put(object, extraction.body, {
    kind: 'rows',
    ...file,
    revision: mode.revision,
    rules: mode.rules,
    sourceEtag: state.etag,
    ...(state.versionId !== undefined && { versionId: state.versionId }),
    lastModified: state.lastModified,
    size: state.size,
    readable,
    faults: faults.length,
    ...(outOfTime !== undefined && { outOfTime }),
  });
  return { outcome, lakeKey, etag, extraction, faults: faults.length, ...keptCsv(extraction) };
}

/** Derives rows again from the lake object, and writes it. Returns undefined if it is damaged. */
async function derive(options: SyncOptions, object: LakeObject): Promise<SyncResult | undefined> {
  const { extract, file } = options;
  const { lakeKey, known } = object;
  if (extract.deriveAgain === undefined || typeof known === 'string' || known.kind !== 'rows')
    return undefined;
  const { revision, rules } = modeOf(options);
  try {
    const rows = await extract.deriveAgain(await bodyOf(object), file);
    const etag = await put(object, rows.body, { ...known, revision, rules });
    return { outcome: 'derived', lakeKey, etag, faults: known.faults, ...keptCsv(rows) };
  } catch (error) {
    if (error instanceof DamagedRows) return undefined;
    throw error;
  }
}

/** Records that the source file does not exist. A tombstone that is written again keeps its time. */
async function syncAbsent(
  { file, now = () => new Date() }: SyncOptions,
  object: LakeObject,
  mode: SyncMode,
): Promise<SyncResult> {
  const { lakeKey, known } = object;
  const { action, outcome } = decideTombstone(known, mode);
  if (action === 'keep') return { outcome, lakeKey, faults: 0 };
  const before = typeof known === 'object' && known.kind === 'tombstone' ? known : undefined;
  const goneAt = before?.goneAt ?? now();
  const hadRows = before ? before.known !== false : known !== 'nothing';
  const etag = await put(object, tombstone(file, goneAt, hadRows), {
    kind: 'tombstone',
    ...file,
    revision: mode.revision,
    goneAt,
    ...(!hadRows && { known: false }),
  });
  return { outcome, lakeKey, etag, faults: 0 };
}
