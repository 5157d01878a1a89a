/** A clock for work that shares one processor. */
export interface FairClock {
  /** Milliseconds: of two that work side by side each is charged half of the time. */
  readonly now: () => number;
  /** Does work that takes part in the sharing. */
  readonly share: <T>(work: () => Promise<T>) => Promise<T>;
}

/** @param clock milliseconds that pass for all */
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
