import { formerLakeKey } from '../former-naming.ts';
import { lakeKey } from '../naming.ts';
import { stateOf } from '../object.ts';
import { copyToPlace, removeMisplaced } from './misplaced.ts';
import { type SyncOptions, type SyncResult, sync } from './sync.ts';

/** The result of {@link syncAndMove}. */
export interface MovingSyncResult extends SyncResult {
  /** True if a misplaced lake object of the file was removed. */
  readonly moved?: true;
}

/**
 * Syncs a file whose lake object may still be where release 0.1.0 put it. Such an object is first copied to the right
 * place and, once that agrees with the source, removed. If another writer changes it in the meantime, it stays for a
 * backfill to move.
 *
 * Extra requests are only needed for a key that 0.1.0 placed elsewhere: one HEAD for an event; none for a sweep, unless
 * nothing is in the right place.
 *
 * @throws what {@link sync} throws
 */
export async function syncAndMove(options: SyncOptions): Promise<MovingSyncResult> {
  const { lake, file, sweep = false, collectionDepth } = options;
  const key = lakeKey(file, collectionDepth);
  const formerKey = formerLakeKey(file, collectionDepth);
  if (formerKey === key) return sync(options);
  // a backfill moves the rest when it lists the lake
  const lakeHead = sweep ? await lake.head(key) : undefined;
  if (lakeHead !== undefined) return sync({ ...options, lakeHead });
  const misplaced = await lake.head(formerKey);
  const state = stateOf(misplaced, file);
  if (misplaced === undefined || state === undefined) return sync(options);
  const isCopied = (await copyToPlace(lake, misplaced, state, key)) !== undefined;
  const result = await sync(options);
  const moved = isCopied && (await removeMisplaced(lake, misplaced));
  return { ...result, ...(moved && { moved }) };
}
