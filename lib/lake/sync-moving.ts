import { formerLakeKey } from './former-naming.ts';
import { lakeKey } from './naming.ts';
import { stateOf } from './object.ts';
import { carry, leave } from './old-place.ts';
import { type Outcome, type SyncOptions, sync } from './sync.ts';

export interface MovingOutcome extends Outcome {
  /** True where what stood in the old place was deleted. */
  readonly moved?: true;
}

/**
 * `sync`, which also moves the lake object of a file that is still where it was up to 0.1.0: it is copied to its place
 * first, so that nothing it says is lost, and deleted once the right place agrees with the source. Where somebody has
 * written the old place meanwhile, it is left to a backfill.
 *
 * Only a key whose two places differ takes more requests: an event a HEAD, a sweep none unless the right place is empty.
 *
 * @throws what sync throws
 */
export async function syncMoving(options: SyncOptions): Promise<MovingOutcome> {
  const { lake, place, sweep = false, collectionDepth } = options;
  const right = lakeKey(place, collectionDepth);
  const former = formerLakeKey(place, collectionDepth);
  if (former === right) return sync(options);
  // a backfill comes to what is left in old places when it looks at the objects of the lake
  const seen = sweep ? await lake.head(right) : undefined;
  if (seen !== undefined) return sync({ ...options, seen });
  const old = await lake.head(former);
  const state = stateOf(old, place);
  if (old === undefined || state === undefined) return sync(options);
  const carried = await carry(lake, old, state, right);
  const outcome = await sync(options);
  const moved = carried !== undefined && (await leave(lake, old));
  return { ...outcome, ...(moved && { moved }) };
}
