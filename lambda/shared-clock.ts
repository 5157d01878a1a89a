/** A clock for tasks that share one processor. */
export interface SharedClock {
  /** Milliseconds that one task has been charged: while n tasks run, each is charged 1/n of the time that passes. */
  readonly now: () => number;
  /** Runs a task that shares the processor with the others. */
  readonly run: <T>(task: () => Promise<T>) => Promise<T>;
}

/**
 * Creates a clock on which no task runs yet.
 *
 * @param clock returns the wall-clock time in milliseconds
 */
export function sharedClock(clock: () => number = () => performance.now()): SharedClock {
  let charged = 0;
  let lastUpdate = clock();
  let running = 0;
  const now = (): number => {
    const time = clock();
    if (running > 0) charged += (time - lastUpdate) / running;
    lastUpdate = time;
    return charged;
  };
  return {
    now,
    run: async (task) => {
      now();
      running++;
      try {
        return await task();
      } finally {
        now();
        running--;
      }
    },
  };
}
