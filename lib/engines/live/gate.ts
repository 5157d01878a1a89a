/** Lets many read at the same time, or one write. */
export interface Gate {
  /** Waits while somebody writes, or is about to; returns the function that ends the reading. */
  enter(): Promise<() => void>;
  /**
   * Does work while nobody reads. Whoever wants to read meanwhile waits.
   *
   * @param patience milliseconds to wait for those who read already
   * @returns undefined, without doing the work, if they go on reading
   */
  alone<T>(work: () => Promise<T>, patience: number): Promise<T | undefined>;
}

/** A gate in this process. */
export function gate(): Gate {
  let readers = 0;
  let writing: Promise<void> | undefined;
  let onEmpty: () => void = () => {};
  /** Whether nobody reads any more, within some milliseconds. */
  const emptied = (patience: number): Promise<boolean> =>
    new Promise((resolve) => {
      const timer = setTimeout(() => resolve(readers === 0), patience);
      onEmpty = () => {
        clearTimeout(timer);
        resolve(true);
      };
      if (readers === 0) onEmpty();
    });
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
    alone: async (work, patience) => {
      while (writing !== undefined) await writing;
      const { promise, resolve } = Promise.withResolvers<void>();
      writing = promise;
      try {
        return (await emptied(patience)) ? await work() : undefined;
      } finally {
        onEmpty = () => {};
        writing = undefined;
        resolve();
      }
    },
  };
}
