import type { Store } from '../../stores/store.ts';
import type { SourceFile } from '../extraction.ts';
import { lakeKey as lakeKeyOf } from '../naming.ts';
import { fromMetadata, isInvisible, type LakeState, TOMBSTONE_DAYS } from '../object.ts';
import { copyToPlace, removeMisplaced } from './misplaced.ts';
import { type SyncOptions, type SyncResult, sync } from './sync.ts';

/** The options of a sync, with a lake object instead of a source file. */
export interface ReconcileOptions
  extends Omit<SyncOptions, 'source' | 'file' | 'sweep' | 'listed' | 'lakeHead'> {
  /** The lake object to check. */
  readonly lakeKey: string;
  /** The store of a source file; undefined if the lake does not cover the file. */
  readonly sourceOf: (file: SourceFile) => Store | undefined;
  /** Called with the source file, once it is known, if the lake covers it. */
  readonly onFile?: (file: SourceFile) => void;
}

/** What a reconcile did with one lake object. */
export interface Reconciled extends Omit<SyncResult, 'outcome'> {
  /**
   * As in {@link SyncResult}, or
   * - `expired`: an old tombstone was removed
   * - `moved`: the lake object was misplaced, and was removed after being copied to where it belongs
   * - `skipped`: the lake object no longer exists, or the lake does not cover its source file
   */
  readonly outcome: SyncResult['outcome'] | 'expired' | 'moved' | 'skipped';
  /** The source file, if the lake object exists. */
  readonly file?: SourceFile;
}

const NOT_A_LAKE_OBJECT =
  'it is not a lake object, or was copied without its metadata; delete it or move it elsewhere';

/** An object among the lake objects has no metadata that names a source file. Queries read it nevertheless. */
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
 * Syncs the source file of a lake object, as a sweep does, and so finds files that were deleted without an event. It
 * also removes the lake object if it is an old tombstone or misplaced. A lake object whose source file the lake does not
 * cover stays as it is, unless it is an old tombstone that no view shows.
 *
 * An object is only removed in the state that was seen: what other writers put there in the meantime is kept.
 *
 * @throws NotALakeObject; what {@link sync} throws
 */
export async function reconcile(options: ReconcileOptions): Promise<Reconciled> {
  const { lakeKey, sourceOf, onFile, ...syncOptions } = options;
  const { lake, now = () => new Date(), collectionDepth } = syncOptions;
  const head = await lake.head(lakeKey);
  if (head === undefined) return { outcome: 'skipped', lakeKey, faults: 0 };
  const state = fromMetadata(head.metadata);
  if (state === undefined) throw new NotALakeObject(lakeKey);
  const file = { bucket: state.bucket, key: state.key };
  const isExpired = isOldTombstone(state, now());
  const source = sourceOf(file);
  if (source === undefined) {
    const isGone = isExpired && isInvisible(state) && (await removeMisplaced(lake, head));
    return { outcome: isGone ? 'expired' : 'skipped', lakeKey, file, faults: 0 };
  }
  onFile?.(file);

  const rightKey = lakeKeyOf(file, collectionDepth);
  const isInPlace = rightKey === lakeKey;
  // an old tombstone can go; anything else is copied before it is removed
  const isSafeToRemove =
    isInPlace || isExpired || (await copyToPlace(lake, head, state, rightKey)) !== undefined;
  const result = await sync({
    ...syncOptions,
    source,
    file,
    sweep: true,
    ...(isInPlace && { lakeHead: head }),
  });
  const isToBeRemoved = isInPlace ? isExpired && result.outcome === 'unchanged' : isSafeToRemove;
  if (!isToBeRemoved || !(await removeMisplaced(lake, head))) return { ...result, file };
  if (isInPlace) return { ...result, file, outcome: 'expired' };
  return { ...result, file, outcome: result.outcome === 'removed' ? 'removed' : 'moved' };
}

const isOldTombstone = (state: LakeState, now: Date): boolean =>
  state.kind === 'tombstone' && now.getTime() - state.goneAt.getTime() > TOMBSTONE_DAYS * 86_400_000;
