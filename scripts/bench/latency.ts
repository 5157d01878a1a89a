import { setTimeout as wait } from 'node:timers/promises';
import { collectionOf } from '../../lib/lake/naming.ts';
import type { Store } from '../../lib/stores/store.ts';

// Stores and a catalog that are as slow to answer as those of AWS.

/** A store in which each request takes this many milliseconds. Counts requests and bytes read. */
export function farAway(store: Store, milliseconds: number) {
  const count = { requests: 0, bytes: 0 };
  const request = async <T>(send: () => Promise<T>): Promise<T> => {
    count.requests++;
    await wait(milliseconds);
    return send();
  };
  const far: Store = {
    list: store.list,
    head: (key) => request(() => store.head(key)),
    read: async (...range) => {
      const response = await request(() => store.read(...range));
      count.bytes += response.bytes.length;
      return response;
    },
    write: (...object) => request(() => store.write(...object)),
    remove: (...object) => request(() => store.remove(...object)),
  };
  return { store: far, count };
}

/** A catalog in which each request takes this many milliseconds: for each collection, one looks up the partition and one creates it. */
export function farCatalog(milliseconds: number): (lakeKey: string) => Promise<void> {
  const partitions = new Map<string, Promise<void>>();
  return (lakeKey) => {
    const { folder } = collectionOf(lakeKey);
    const added = partitions.get(folder) ?? wait(2 * milliseconds);
    partitions.set(folder, added);
    return added;
  };
}
