import { runningClock, type TimeSources } from '../../lib/fits/clock.ts';

/** A machine whose time is controlled by a test, with the clock of a process. */
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
  /** Timers that are due fire once, however late. */
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
    /** The process waits, and its timers fire. */
    wait: (milliseconds: number): void => {
      fire();
      for (const end = wall + milliseconds; wall < end; ) {
        wall = Math.min(end, ...[...timers].map(({ next }) => next));
        fire();
      }
    },
    /** It works, and no timer fires before it is done. */
    work: (milliseconds: number): void => {
      wall += milliseconds;
      cpu += milliseconds;
      fire();
    },
    /** It is blocked in a system call: no timer fires, and it does not work. */
    block: (milliseconds: number): void => {
      wall += milliseconds;
    },
    /** It is suspended. */
    suspend: (milliseconds: number): void => {
      wall += milliseconds;
      fire();
    },
  };
}
