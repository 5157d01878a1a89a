import { runningClock, type TimeSources } from '../../lib/fits/clock.ts';

/** A process whose time passes only when a test lets it pass, and its clock. */
export function simulatedProcess() {
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
  const fireTimers = (): void => {
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
      fireTimers();
      for (const end = wall + milliseconds; wall < end; ) {
        wall = Math.min(end, ...[...timers].map(({ next }) => next));
        fireTimers();
      }
    },
    /** It works, and no timer fires before it has finished. */
    work: (milliseconds: number): void => {
      wall += milliseconds;
      cpu += milliseconds;
      fireTimers();
    },
    /** It is blocked in a system call: it does not work, and no timer fires. */
    block: (milliseconds: number): void => {
      wall += milliseconds;
    },
    /** The machine is suspended. */
    suspend: (milliseconds: number): void => {
      wall += milliseconds;
      fireTimers();
    },
  };
}

/** A process that {@link simulatedProcess} simulates. */
export type SimulatedProcess = ReturnType<typeof simulatedProcess>;
