/** A clock that stands still while the process does not run: while it is stopped, or the machine sleeps. */
export interface Clock {
  /** Milliseconds for which the process has run, from any beginning. */
  now(): number;
  /** Keeps the clock exact until the function that it returns is called. */
  watch(): () => void;
}

/** What the clock is made from. */
export interface Surroundings {
  /** Milliseconds, from any beginning. */
  wall(): number;
  /** Milliseconds of processor time that the process has used. */
  cpu(): number;
  /** Calls `tick` every so many milliseconds, until the function that it returns is called. */
  every(milliseconds: number, tick: () => void): () => void;
}

/** Milliseconds between two looks at the clock, when nobody asks. */
const TICK = 1000;
/** Milliseconds that may pass between two looks without a doubt. */
const LONGEST = 2 * TICK;

/**
 * Counts wall time in small steps. Where more time has passed than the timer allows, the process either worked, which
 * shows in its processor time, or did not run: then the step counts for no more than two ticks.
 *
 * So waiting counts as long as the timer fires, and work counts though it keeps the timer from firing.
 */
export function runningClock({ wall, cpu, every }: Surroundings = MACHINE): Clock {
  let [ran, lastWall, lastCpu] = [0, wall(), cpu()];
  const now = (): number => {
    const [wallNow, cpuNow] = [wall(), cpu()];
    ran += Math.max(0, Math.min(wallNow - lastWall, Math.max(LONGEST, cpuNow - lastCpu)));
    lastWall = wallNow;
    lastCpu = cpuNow;
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

const MACHINE: Surroundings = {
  wall: () => performance.now(),
  cpu: () => {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  every: (milliseconds, tick) => {
    const timer = setInterval(tick, milliseconds);
    // nobody waits for the clock alone
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** The clock of this process. */
export const CLOCK = runningClock();
