import { lakeKey as lakeKeyOf } from '../naming.ts';
import { fromMetadata, type LakeState } from '../object.ts';
import { carry, leave } from './misplaced.ts';
import { type SyncOptions, type SyncResult, sync } from './sync.ts';

/** Days that a tombstone stays: no run that saw the lake before it can still be under way by then. */
const TOMBSTONE_DAYS = 30;

export interface ReconcileOptions extends Omit<SyncOptions, 'file' | 'sweep' | 'listed' | 'lakeHead'> {
  /** The lake object to look at. */
  readonly lakeKey: string;
  /** The bucket of the source. */
  readonly bucket: string;
  /** Whether a key of the source is one that the lake is about. */
  readonly wants: (key: string) => boolean;
  /** Told which source object it is about, once that is known. */
  readonly onKey?: (key: string) => void;
}

/** What became of a lake object. */
export interface Reconciled extends Omit<SyncResult, 'outcome'> {
  /**
   * As of a sync; or `expired`: an old tombstone was deleted; `moved`: it was where another collectionDepth or a release
   * up to 0.1.0 had put it, and was deleted after being copied to the right place; `skipped`: it belongs to no source
   * object that the lake covers, or no longer exists.
   */
  readonly outcome: SyncResult['outcome'] | 'expired' | 'moved' | 'skipped';
  /** The source object, where it says of which it is. */
  readonly key?: string;
}

const NOT_A_LAKE_OBJECT =
  'it is not a lake object, or was copied without its metadata; delete it or move it elsewhere';

/** An object in the lake's folder does not say which file it is about. Queries read it all the same. */
export class NotALakeObject extends Error {
  override readonly name = 'NotALakeObject';
  readonly lakeKey: string;
  /** What to do about it. */
  readonly remedy = NOT_A_LAKE_OBJECT;
  constructor(lakeKey: string) {
    super(`${lakeKey}: ${NOT_A_LAKE_OBJECT}`);
    this.lakeKey = lakeKey;
  }
}

/**
 * Looks at a lake object from the lake's side: makes it agree with its source object, as a sweep does, whatever events
 * were missed; deletes it where it is a tombstone that has stood long enough, or in a place that is no more used.
 *
 * Deletions name the state that was seen: what others have written meanwhile stays.
 *
 * @throws NotALakeObject; what sync throws
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const { lakeKey, bucket, wants, onKey, ...how } = options;
  const head = await how.lake.head(lakeKey);
  if (head === undefined) return { outcome: 'skipped', lakeKey, faults: 0 };
  const state = fromMetadata(head.metadata);
  if (state === undefined) throw new NotALakeObject(lakeKey);
  const { key } = state;
  if (state.bucket !== bucket || !wants(key)) return { outcome: 'skipped', lakeKey, key, faults: 0 };
  onKey?.(key);
  const file = { bucket, key };
  const right = lakeKeyOf(file, how.collectionDepth);
  const isInPlace = right === lakeKey;
  const old = isOld(state, how.now?.() ?? new Date());
  const carried = isInPlace || old || (await carry(how.lake, head, state, right)) !== undefined;
  const outcome = await sync({ ...how, file, sweep: true, ...(isInPlace && { lakeHead: head }) });
  if (isInPlace ? !(old && outcome.outcome === 'unchanged') : !carried) return { ...outcome, key };
  if (!(await leave(how.lake, head))) return { ...outcome, key };
  const isGone = outcome.outcome === 'removed';
  return { ...outcome, key, outcome: isInPlace ? 'expired' : isGone ? 'removed' : 'moved' };
}

const isOld = (state: LakeState, now: Date): boolean =>
  state.kind === 'tombstone' && now.getTime() - state.goneAt.getTime() > TOMBSTONE_DAYS * 86_400_000;
