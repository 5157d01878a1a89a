import type { Listed, Store } from '../../lib/stores/store.ts';

/** Everything that a store lists. */
export async function listed(store: Store, prefix = ''): Promise<Listed[]> {
  const objects: Listed[] = [];
  for await (const object of store.list(prefix)) objects.push(object);
  return objects;
}

/** The keys of everything that a store lists. */
export const keysOf = async (store: Store, prefix = ''): Promise<string[]> =>
  (await listed(store, prefix)).map(({ key }) => key);

/** Writes an object, whether or not it exists, as users of a source do. Returns its ETag. */
export async function put(store: Store, key: string, content: string | Uint8Array): Promise<string> {
  const ifMatch = (await store.head(key))?.etag ?? null;
  return store.write(key, Buffer.from(content), { ifMatch });
}
