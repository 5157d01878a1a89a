import { Changed, Conflict, type Head, Missing, type Store } from '../stores/store.ts';
import { lakeKey as lakeKeyOf } from './naming.ts';
import { fromMetadata, type LakeState, toMetadata } from './object.ts';
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
   * had put it, and is deleted, now that what it said is in the right place; `skipped`: it is of no source object that
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
  const right = lakeKeyOf(place, how.collectionDepth);
  const isInPlace = right === lakeKey;
  const old = isOld(state, how.now?.() ?? new Date());
  const carried = isInPlace || old || (await carry(how.lake, head, state, right));
  const outcome = await sync({ ...how, place, sweep: true, ...(isInPlace && { seen: head }) });
  if (isInPlace ? !(old && outcome.kind === 'unchanged') : !carried) return { ...outcome, key };
  try {
    await how.lake.remove(lakeKey, { ifMatch: head.etag });
  } catch (error) {
    if (error instanceof Conflict) return { ...outcome, key };
    throw error;
  }
  const isGone = outcome.kind === 'removed';
  return { ...outcome, key, kind: isInPlace ? 'expired' : isGone ? 'removed' : 'moved' };
}

/**
 * Takes what stands in an old place along to the right one, where that has nothing, or only the fault of a file that was
 * archived since: its rows could not be read again, and of a file that is gone nothing else would tell. What is written
 * says no more than the lake did before, and refuses slower runs as any write does. False where others were faster.
 */
async function carry(lake: Store, from: Head, state: LakeState, to: string): Promise<boolean> {
  const head = await lake.head(to);
  const there = fromMetadata(head?.metadata ?? {});
  if (head !== undefined && !isBetter(state, there)) return true;
  try {
    const { bytes } = await lake.read(from.key, 0, from.size, { ifMatch: from.etag });
    const metadata = toMetadata({ ...state, generation: (there?.generation ?? 0) + 1 });
    await lake.write(to, bytes, { ifMatch: head?.etag ?? null, metadata });
    return true;
  } catch (error) {
    if (error instanceof Conflict || error instanceof Changed || error instanceof Missing) return false;
    throw error;
  }
}

/** Whether it has rows, and the other one only the fault, of the same state of a file. */
const isBetter = (state: LakeState, other: LakeState | undefined): boolean =>
  state.kind === 'rows' &&
  state.readable &&
  other?.kind === 'rows' &&
  !other.readable &&
  other.sourceEtag === state.sourceEtag;

const isOld = (state: LakeState, now: Date): boolean =>
  state.kind === 'tombstone' && now.getTime() - state.goneAt.getTime() > TOMBSTONE_DAYS * 86_400_000;
