import { Conflict } from '../stores/store.ts';
import { lakeKey as lakeKeyOf } from './naming.ts';
import { fromMetadata, type LakeState } from './object.ts';
import { type Outcome, type SyncOptions, sync } from './sync.ts';

/** Days that a tombstone stays: no run that saw the lake before it can still be under way by then. */
const TOMBSTONE_DAYS = 30;

export interface ReconcileOptions extends Omit<SyncOptions, 'place' | 'sweep' | 'listed' | 'seen'> {
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
export interface Reconciled extends Omit<Outcome, 'kind'> {
  /**
   * As of a sync; or `expired`: it was an old tombstone, and is deleted; `moved`: it was where another collectionDepth
   * had put it, and is deleted, now that there is one in the right place; `skipped`: it is of no source object that
   * the lake is about, or is gone.
   */
  readonly kind: Outcome['kind'] | 'expired' | 'moved' | 'skipped';
  /** The source object, where it says of which it is. */
  readonly key?: string;
}

/** An object in the lake's folder that says of no file that it is about it: queries read it all the same. */
export class NotOfTheLake extends Error {
  override readonly name = 'NotOfTheLake';
  readonly lakeKey: string;
  constructor(lakeKey: string) {
    super(
      `${lakeKey} does not say which file it is about: none of the lake's, or copied without its metadata`,
    );
    this.lakeKey = lakeKey;
  }
}

/**
 * Looks at a lake object from the lake's side: makes it agree with its source object, as a sweep does, whatever events
 * were missed; deletes it where it is a tombstone that has stood long enough, or in a place that is no more used.
 *
 * Deletions name the state that was seen: what others have written meanwhile stays.
 *
 * @throws NotOfTheLake; what sync throws
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const { lakeKey, bucket, wants, onKey, ...how } = options;
  const head = await how.lake.head(lakeKey);
  if (head === undefined) return { kind: 'skipped', lakeKey, faults: 0 };
  const state = fromMetadata(head.metadata);
  if (state === undefined) throw new NotOfTheLake(lakeKey);
  const { key } = state;
  if (state.bucket !== bucket || !wants(key)) return { kind: 'skipped', lakeKey, key, faults: 0 };
  onKey?.(key);
  const place = { bucket, key };
  const isInPlace = lakeKeyOf(place, how.collectionDepth) === lakeKey;
  const outcome = await sync({ ...how, place, sweep: true, ...(isInPlace && { seen: head }) });
  const hasExpired = outcome.kind === 'unchanged' && isOld(state, how.now?.() ?? new Date());
  if (isInPlace && !hasExpired) return { ...outcome, key };
  try {
    await how.lake.remove(lakeKey, { ifMatch: head.etag });
  } catch (error) {
    if (error instanceof Conflict) return { ...outcome, key };
    throw error;
  }
  return { ...outcome, key, kind: isInPlace ? 'expired' : 'moved' };
}

const isOld = (state: LakeState, now: Date): boolean =>
  state.kind === 'tombstone' && now.getTime() - state.goneAt.getTime() > TOMBSTONE_DAYS * 86_400_000;
