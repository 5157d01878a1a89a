/** A clock that stops while the process is suspended, whether by a signal or because the machine sleeps. */
export interface Clock {
  /** Milliseconds for which the process has run, from an arbitrary origin. */
  now(): number;
  /** Keeps the clock exact until the function that it returns is called. */
  watch(): () => void;
}

/** What such a clock is derived from. */
export interface TimeSources {
  /** Wall time in milliseconds, from an arbitrary origin. */
  wall(): number;
  /** Milliseconds of processor time that the process has used. */
  cpu(): number;
  /** Calls `tick` at an interval in milliseconds, until the function that it returns is called. */
  every(milliseconds: number, tick: () => void): () => void;
}

/** Milliseconds between two ticks of the timer. */
const TICK = 1000;
/** The most milliseconds between two ticks that always count in full. */
const LONGEST = 2 * TICK;
/** Milliseconds after which the processor time is read again: reading it can take as long as parsing a header. */
const STALE = 50;

/**
 * Counts wall time in small steps. If more time has passed than the timer allows, the process either worked, which
 * shows in its processor time, or was suspended: then the step counts as two ticks at most.
 *
 * Waiting therefore counts as long as the timer fires, and work counts even if it keeps the timer from firing.
 */
export function runningClock({ wall, cpu, every }: TimeSources): Clock {
  let [ran, lastWall] = [0, wall()];
  let [lastCpu, cpuReadAt] = [cpu(), lastWall];
  const now = (): number => {
    const wallNow = wall();
    const step = wallNow - lastWall;
    lastWall = wallNow;
    if (wallNow - cpuReadAt < STALE) {
      ran += Math.max(0, step);
      return ran;
    }
    const cpuNow = cpu();
    ran += Math.max(0, Math.min(step, Math.max(LONGEST, cpuNow - lastCpu)));
    lastCpu = cpuNow;
    cpuReadAt = wallNow;
    return ran;
  };
  return {
    now,
    watch: () => {
      now();
      return every(TICK, now);
    },
  };
}
