import { setTimeout as wait } from 'node:timers/promises';
import type { Store } from '../../lib/stores/store.ts';

/** A store as it is far away: each request takes so many milliseconds. Counts requests, and bytes read. */
export function farAway(store: Store, milliseconds: number) {
  const count = { requests: 0, bytes: 0 };
  const request = async <T>(make: () => Promise<T>): Promise<T> => {
    count.requests++;
    await wait(milliseconds);
    return make();
  };
  const far: Store = {
    list: store.list,
    head: (key) => request(() => store.head(key)),
    read: async (...range) => {
      const answer = await request(() => store.read(...range));
      count.bytes += answer.bytes.length;
      return answer;
    },
    write: (...object) => request(() => store.write(...object)),
    remove: (...object) => request(() => store.remove(...object)),
  };
  return { store: far, count };
}
