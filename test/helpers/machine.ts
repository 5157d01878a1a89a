import { runningClock, type TimeSources } from '../../lib/fits/clock.ts';

/** A machine whose time a test controls, with the clock of a process on it. */
export function machine() {
  let [wall, cpu] = [0, 0];
  const timers = new Set<{ readonly every: number; readonly tick: () => void; next: number }>();
  const sources: TimeSources = {
    wall: () => wall,
    cpu: () => cpu,
    every: (every, tick) => {
      const timer = { every, tick, next: wall + every };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  /** Fires each timer that is due, once, however late it is. */
  const fire = (): void => {
    for (const timer of timers) {
      if (timer.next > wall) continue;
      timer.next = wall + timer.every;
      timer.tick();
    }
  };
  return {
    clock: runningClock(sources),
    timers,
    /** The process waits, and its timers fire in time. */
    wait: (milliseconds: number): void => {
      fire();
      for (const end = wall + milliseconds; wall < end; ) {
        wall = Math.min(end, ...[...timers].map(({ next }) => next));
        fire();
      }
    },
    /** The process computes, and no timer fires until it has finished. */
    work: (milliseconds: number): void => {
      wall += milliseconds;
      cpu += milliseconds;
      fire();
    },
    /** The process is blocked in a system call: no timer fires, and no CPU time passes. */
    block: (milliseconds: number): void => {
      wall += milliseconds;
    },
    /** The machine is suspended. */
    suspend: (milliseconds: number): void => {
      wall += milliseconds;
      fire();
    },
  };
}
