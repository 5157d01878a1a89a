import type { Store } from '../lib/stores/store.ts';

/** What was asked of a store, and how many bytes it gave. */
export interface Tally {
  requests: number;
  bytes: number;
}

/**
 * A store whose requests are counted, and end once the signal is given: later ones are not made, and whoever
 * waits for one that was under way does not go on with it. So work that was abandoned stops, though it may go
 * on for a moment when the container is used again.
 */
export function watched(store: Store, signal: AbortSignal, tally: Tally): Store {
  const request = async <T>(make: () => Promise<T>): Promise<T> => {
    signal.throwIfAborted();
    tally.requests++;
    const answer = await make();
    signal.throwIfAborted();
    return answer;
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
      const answer = await request(() => store.read(...range));
      tally.bytes += answer.bytes.length;
      return answer;
    },
    write: (...object) => request(() => store.write(...object)),
    remove: (...object) => request(() => store.remove(...object)),
  };
}
