import { Changed, Conflict, type Head, Missing, type Store } from '../../stores/store.ts';
import { type LakeState, toMetadata } from '../object.ts';
import type { Known } from './decide.ts';

// The writes of a sync.

/** The lake object as it was before the source was read; every write replaces exactly this state. */
export interface LakeObject {
  readonly lake: Store;
  readonly lakeKey: string;
  readonly head: Head | undefined;
  readonly known: Known;
}

/** Writes the lake object again with the same content, to make the writes of slower syncs fail. */
export async function rewrite(object: LakeObject): Promise<string> {
  const { known, lakeKey } = object;
  if (typeof known === 'string') throw new Conflict(lakeKey);
  return put(object, await bodyOf(object), known);
}

/** The body of the lake object that was seen. Throws Conflict if another writer has changed it. */
export async function bodyOf({ lake, lakeKey, head }: LakeObject): Promise<Uint8Array> {
  if (head === undefined) throw new Conflict(lakeKey);
  try {
    return (await lake.read(lakeKey, 0, head.size, { ifMatch: head.etag })).bytes;
  } catch (error) {
    throw error instanceof Changed || error instanceof Missing ? new Conflict(lakeKey) : error;
  }
}

/** A state without its generation, which {@link put} adds. */
type Unnumbered<State> = State extends LakeState ? Omit<State, 'generation'> : never;

/** Writes the lake object in place of the state that was seen. Returns the new ETag. */
export const put = (
  { lake, lakeKey, head, known }: LakeObject,
  body: Uint8Array,
  state: Unnumbered<LakeState>,
): Promise<string> =>
  lake.write(lakeKey, body, {
    ifMatch: head?.etag ?? null,
    metadata: toMetadata({ ...state, generation: (typeof known === 'object' ? known.generation : 0) + 1 }),
  });
