/** Starts `work` as soon as the capacity allows for its `size`, and returns its result. */
export type Semaphore = <T>(size: number, work: () => Promise<T>) => Promise<T>;

/** Limits the total size of the work that is done at the same time. The rest waits, in order. */
export function semaphore(capacity: number): Semaphore {
  const waiting: { readonly size: number; readonly begin: () => void }[] = [];
  let free = capacity;
  const next = (): void => {
    for (let first = waiting[0]; first !== undefined && first.size <= free; first = waiting[0]) {
      free -= first.size;
      waiting.shift();
      first.begin();
    }
  };
  return async (size, work) => {
    await new Promise<void>((begin) => {
      waiting.push({ size, begin });
      next();
    });
    try {
      return await work();
    } finally {
      free += size;
      next();
    }
  };
}
