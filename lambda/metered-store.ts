import type { Store } from '../lib/stores/store.ts';

/** Requests made to a store, and bytes read from it. */
export interface Tally {
  requests: number;
  bytes: number;
}

/**
 * Wraps a store: counts its requests, and makes them throw the signal's reason once the signal is aborted. No new
 * request is sent then, and the result of a request in flight is discarded. This matters because Lambda freezes the
 * process after an invocation and resumes it for the next one: abandoned work would continue there.
 *
 * @param tally updated with each request
 */
export function meteredStore(store: Store, signal: AbortSignal, tally: Tally): Store {
  const request = async <T>(send: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    tally.requests++;
    const response = await send();
    signal.throwIfAborted();
    return response;
  };
  return {
    async *list(prefix) {
      for await (const object of store.list(prefix)) {
        signal.throwIfAborted();
        yield object;
      }
    },
    head: (key) => request(() => store.head(key)),
    read: async (...range) => {
      const response = await request(() => store.read(...range));
      tally.bytes += response.bytes.length;
      return response;
    },
    write: (...object) => request(() => store.write(...object)),
    remove: (...object) => request(() => store.remove(...object)),
  };
}
