import { formerLakeKey } from '../former-naming.ts';
import { lakeKey } from '../naming.ts';
import { stateOf } from '../object.ts';
import { carry, leave } from './misplaced.ts';
import { type SyncOptions, type SyncResult, sync } from './sync.ts';

export interface MovingSyncResult extends SyncResult {
  /** True if the object in the old place was deleted. */
  readonly moved?: true;
}

/**
 * `sync`, which also moves a lake object that is still in its file of 0.1.0: it is copied to the right place first, so
 * that nothing is lost, and deleted once the right place agrees with the source. If the old place was written
 * meanwhile, the object is left to a backfill.
 *
 * Only a key whose two places differ takes more requests: an event one HEAD, a sweep none unless the right place is empty.
 *
 * @throws what sync throws
 */
export async function syncAndMove(options: SyncOptions): Promise<MovingSyncResult> {
  const { lake, file, sweep = false, collectionDepth } = options;
  const right = lakeKey(file, collectionDepth);
  const former = formerLakeKey(file, collectionDepth);
  if (former === right) return sync(options);
  // a backfill handles what is left in old places when it lists the lake
  const lakeHead = sweep ? await lake.head(right) : undefined;
  if (lakeHead !== undefined) return sync({ ...options, lakeHead });
  const old = await lake.head(former);
  const state = stateOf(old, file);
  if (old === undefined || state === undefined) return sync(options);
  const carried = await carry(lake, old, state, right);
  const outcome = await sync(options);
  const moved = carried !== undefined && (await leave(lake, old));
  return { ...outcome, ...(moved && { moved }) };
}
