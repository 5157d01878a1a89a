/** Lets many read at the same time, or one write. */
export interface Gate {
  /** Waits until nobody writes or wants to; returns the function that ends the reading. */
  enter(): Promise<() => void>;
  /** Does work while nobody reads. Whoever wants to read meanwhile waits. */
  alone<T>(work: () => Promise<T>): Promise<T>;
}

/** A gate in this process. */
export function gate(): Gate {
  let readers = 0;
  let writing: Promise<unknown> | undefined;
  let onEmpty: () => void = () => {};
  return {
    enter: async () => {
      while (writing !== undefined) await writing;
      readers++;
      let isInside = true;
      return () => {
        if (!isInside) return;
        isInside = false;
        if (--readers === 0) onEmpty();
      };
    },
    alone: async (work) => {
      while (writing !== undefined) await writing;
      const { promise, resolve } = Promise.withResolvers<void>();
      writing = promise;
      try {
        if (readers > 0) {
          await new Promise<void>((empty) => {
            onEmpty = empty;
          });
        }
        return await work();
      } finally {
        onEmpty = () => {};
        writing = undefined;
        resolve();
      }
    },
  };
}
