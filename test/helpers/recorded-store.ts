import type { Store } from '../../lib/stores/store.ts';

/** Requests to a store as they were made: `head a`, `read a ifNoneMatch`, `write a ifMatch`. */
export interface Recorded {
  readonly store: Store;
  readonly requests: string[];
}

/** A store that writes down what is asked of it; `before` may do something first, or throw. */
export function recorded(store: Store, before: (request: string) => unknown = () => {}): Recorded {
  const requests: string[] = [];
  const note = async (request: string): Promise<void> => {
    requests.push(request);
    await before(request);
  };
  return {
    requests,
    store: {
      list: store.list,
      head: async (key) => {
        await note('head');
        return store.head(key);
      },
      read: async (key, offset, length, conditions = {}) => {
        await note(['read', ...Object.keys(conditions)].join(' '));
        return store.read(key, offset, length, conditions);
      },
      write: async (key, body, options) => {
        await note(`write ${options.ifMatch === null ? 'new' : 'ifMatch'}`);
        return store.write(key, body, options);
      },
      remove: async (key, options) => {
        await note('remove');
        return store.remove(key, options);
      },
    },
  };
}
