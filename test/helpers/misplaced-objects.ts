import { gunzipSync, gzipSync } from 'node:zlib';
import { formerLakeKey } from '../../lib/lake/former-naming.ts';
import { type LakeState, toMetadata } from '../../lib/lake/object.ts';
import { readLakeIndex } from '../../lib/lake/sweep/lake-index.ts';
import { type Moved, moveMisplacedObjects } from '../../lib/lake/sweep/move-misplaced.ts';
import type { Store } from '../../lib/stores/store.ts';

// Lake objects that are not where their source keys belong, for the tests of moves.

/** The bucket of all source files. */
export const BUCKET = 'file:///archive';
/** When the source files were last changed, unless a test says otherwise. */
export const MODIFIED = new Date('2026-11-01T00:00:00Z');

/** A lake object to write. */
export interface LakeObject {
  /** The source key. */
  readonly key: string;
  /** The lake key; by default that of release 0.1.0. */
  readonly at?: string;
  readonly rows?: string;
  readonly generation?: number;
  readonly readable?: boolean;
  readonly modified?: Date;
  readonly gone?: boolean;
}

/** The source file with a key. */
export const fileOf = (key: string) => ({ bucket: BUCKET, key });

/** Writes a lake object. */
export async function putLakeObject(
  lake: Store,
  { key, at = formerLakeKey(fileOf(key)), ...options }: LakeObject,
): Promise<void> {
  const { rows = `rows of ${key}`, generation = 1, readable = true, modified = MODIFIED, gone } = options;
  const common = { ...fileOf(key), generation, revision: 1 };
  const state: LakeState = gone
    ? { ...common, kind: 'tombstone', goneAt: MODIFIED }
    : { ...common, kind: 'rows', sourceEtag: rows, lastModified: modified, size: 1, readable, faults: 0 };
  await lake.write(at, gzipSync(rows), { ifMatch: null, metadata: toMetadata(state) });
}

/** Moves all misplaced objects. Returns what was moved. */
export async function move(lake: Store): Promise<Moved[]> {
  const moves: Moved[] = [];
  for await (const moved of moveMisplacedObjects(lake, await readLakeIndex(lake))) moves.push(moved);
  return moves;
}

/** The rows of the lake object with a lake key. */
export const rowsAt = async (lake: Store, key: string): Promise<string> =>
  gunzipSync((await lake.read(key, 0, 100_000)).bytes).toString();
