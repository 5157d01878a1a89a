import { Changed, Conflict, type Head, type Listed, Missing, type Store } from '../../stores/store.ts';
import type { SourceFile } from '../extraction.ts';
import { fromMetadata, type LakeState, toMetadata } from '../object.ts';
import { NotALakeObject } from '../sync/reconcile.ts';
import type { Changes } from './changes.ts';
import { DELTA_DAYS, DELTA_FIELD } from './delta.ts';
import type { FindInReceipt } from './receipt.ts';

// The check by listing: finds lake objects whose delta was lost, and writes it from the lake object. No source file is
// opened.

/** Minutes after which the delta of a lake object must have been written: a function takes two minutes at most. */
const ON_ITS_WAY_MINUTES = 15;

/** What is checked, and how. */
export interface CheckOptions {
  /** The lake of `changes`: what is written through it is recorded. */
  readonly lake: Store;
  readonly changes: Pick<Changes, 'record'>;
  readonly inReceipt: FindInReceipt;
  /** When the run began. */
  readonly began: Date;
  /** Writes the rows of every lake object into a delta, without asking whether they are in one. */
  readonly all?: boolean;
  /** Whether the run covers a source file. */
  readonly covers: (state: LakeState) => boolean;
  /** Called with the source file, once it is known. */
  readonly onFile?: (file: SourceFile) => void;
}

/**
 * - `recorded`: it will be in a delta of this batch
 * - `unchanged`: its receipt names it
 * - `skipped`: it was written too recently, or so long ago that deltas of that day are no longer kept, or while nothing was
 *   recorded; or it has changed since it was listed: whoever changed it writes the delta
 */
export type Checked = 'recorded' | 'unchanged' | 'skipped';

/**
 * Checks one listed lake object. If its delta was lost, it is written again with the same content, so that its metadata
 * names the new delta, and the next check finds that.
 *
 * @throws NotALakeObject; what the store throws
 */
export async function checkChange(object: Listed, options: CheckOptions): Promise<Checked> {
  if (!options.all && !isChecked(object, options.began)) return 'skipped';
  return unlessChanged(() => (options.all ? recordObject(object, options) : writeIfLost(object, options)));
}

async function unlessChanged(check: () => Promise<Checked>): Promise<Checked> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof Changed || error instanceof Conflict || error instanceof Missing) return 'skipped';
    throw error;
  }
}

const MINUTE = 60_000;

/** Whether the delta of a lake object has to be there. */
export function isChecked({ lastModified }: Pick<Listed, 'lastModified'>, began: Date): boolean {
  const age = began.getTime() - lastModified.getTime();
  // a day less than receipts are kept, because they expire at some time of the day
  return age > ON_ITS_WAY_MINUTES * MINUTE && age < (DELTA_DAYS - 1) * 24 * 60 * MINUTE;
}

/** For the first build and for rebuilds of the tables: no request but one GET. */
async function recordObject(
  { key: lakeKey, size, etag }: Listed,
  { lake, changes, covers, onFile }: CheckOptions,
): Promise<Checked> {
  const { bytes, head } = await lake.read(lakeKey, 0, size, { ifMatch: etag });
  const state = stateIn(head, onFile);
  if (!covers(state)) return 'skipped';
  await changes.record({ lakeKey, etag, generation: state.generation, file: state, body: bytes });
  return 'recorded';
}

async function writeIfLost(object: Listed, options: CheckOptions): Promise<Checked> {
  const head = await options.lake.head(object.key);
  if (head?.etag !== object.etag) return 'skipped';
  const state = stateIn(head, options.onFile);
  return options.covers(state) ? recordLost(head, state, options) : 'skipped';
}

/**
 * Records a lake object again if its delta was lost. An object that another writer changes or removes is left to that.
 *
 * @throws what the store throws
 */
export async function recordIfLost(
  lakeKey: string,
  options: Pick<CheckOptions, 'lake' | 'inReceipt'>,
): Promise<Checked> {
  const head = await options.lake.head(lakeKey);
  const state = fromMetadata(head?.metadata ?? {});
  if (head === undefined || state === undefined) return 'skipped';
  return unlessChanged(() => recordLost(head, state, options));
}

async function recordLost(
  { key: lakeKey, size, etag, metadata }: Head,
  state: LakeState,
  { lake, inReceipt }: Pick<CheckOptions, 'lake' | 'inReceipt'>,
): Promise<Checked> {
  const deltaId = metadata[DELTA_FIELD];
  if (deltaId === undefined) return 'skipped';
  if (await inReceipt(deltaId, { lakeKey, etag })) return 'unchanged';
  const { bytes } = await lake.read(lakeKey, 0, size, { ifMatch: etag });
  const next = { ...state, generation: state.generation + 1 };
  await lake.write(lakeKey, bytes, { ifMatch: etag, metadata: toMetadata(next) });
  return 'recorded';
}

function stateIn(
  { key, metadata }: { readonly key: string; readonly metadata: Readonly<Record<string, string>> },
  onFile: CheckOptions['onFile'],
): LakeState {
  const state = fromMetadata(metadata);
  if (state === undefined) throw new NotALakeObject(key);
  onFile?.({ bucket: state.bucket, key: state.key });
  return state;
}
