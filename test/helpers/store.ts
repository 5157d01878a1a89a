import type { Listed, Store } from '../../lib/stores/store.ts';

/** All that a store lists. */
export async function listed(store: Store, prefix = ''): Promise<Listed[]> {
  const all: Listed[] = [];
  for await (const object of store.list(prefix)) all.push(object);
  return all;
}

export const keysOf = async (store: Store, prefix = ''): Promise<string[]> =>
  (await listed(store, prefix)).map(({ key }) => key);

/** Puts an object there, whatever was there before, as users of a source do. */
export async function put(store: Store, key: string, content: string | Uint8Array): Promise<string> {
  const ifMatch = (await store.head(key))?.etag ?? null;
  return store.write(key, Buffer.from(content), { ifMatch });
}
