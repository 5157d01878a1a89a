import type { Store } from '../../lib/stores/store.ts';

/** A store, and the requests to it. */
export interface Recorded {
  readonly store: Store;
  /** In order: `head`, `read ifNoneMatch`, `write new`, `write ifMatch`, `remove`. */
  readonly requests: string[];
}

/** Records the requests to a store. `before` is called first, and may throw. */
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
