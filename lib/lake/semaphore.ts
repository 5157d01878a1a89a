/** Begins `work` when there is room for its `size`, gives what it gives. */
export type Semaphore = <T>(size: number, work: () => Promise<T>) => Promise<T>;

/** Lets as much be in work at the same time as there is `room` for; the rest waits, in order. */
export function semaphore(room: number): Semaphore {
  const waiting: { readonly size: number; readonly begin: () => void }[] = [];
  let free = room;
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
