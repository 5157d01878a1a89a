/** A clock for work that shares one processor. */
export interface FairClock {
  /** Milliseconds: of two tasks that work side by side, each is charged half of the time. */
  readonly now: () => number;
  /** Does work that shares the time. */
  readonly share: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @param clock wall time in milliseconds */
export function fairClock(clock: () => number = () => performance.now()): FairClock {
  let [time, last, active] = [0, clock(), 0];
  const now = (): number => {
    const passed = clock();
    if (active > 0) time += (passed - last) / active;
    last = passed;
    return time;
  };
  return {
    now,
    share: async (work) => {
      now();
      active++;
      try {
        return await work();
      } finally {
        now();
        active--;
      }
    },
  };
}
