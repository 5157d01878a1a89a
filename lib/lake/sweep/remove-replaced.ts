import { Conflict, type Listed, type Store } from '../../stores/store.ts';
import { HEADERS } from '../naming.ts';
import { fromMetadata } from '../object.ts';

/**
 * Removes damaged lake objects without metadata whose file has another, intact lake object: after `collectionDepth` was
 * changed, a sweep writes the file's rows elsewhere, and nothing would repair what it left behind.
 *
 * @param damaged as they were before the sweep. One that was written again in the meantime stays
 * @returns the keys of those that were removed
 */
export async function removeReplaced(lake: Store, damaged: readonly Listed[]): Promise<string[]> {
  if (damaged.length === 0) return [];
  // the name of an object does not depend on its collection
  const intact = new Set<string>();
  for await (const object of lake.list(HEADERS))
    if (fromMetadata(object.metadata ?? (await lake.head(object.key))?.metadata ?? {}) !== undefined)
      intact.add(nameOf(object.key));
  const removed: string[] = [];
  for (const { key, etag } of damaged) {
    if (!intact.has(nameOf(key))) continue;
    try {
      await lake.remove(key, { ifMatch: etag });
      removed.push(key);
    } catch (error) {
      if (!(error instanceof Conflict)) throw error;
    }
  }
  return removed;
}

const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);
