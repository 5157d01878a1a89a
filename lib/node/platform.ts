import { setImmediate } from 'node:timers/promises';
import { runningClock } from '../fits/clock.ts';
import type { Platform } from '../fits/platform.ts';

/** The platform of Node, for the reader of FITS files. */
export const NODE: Platform = {
  clock: runningClock({
    wall: () => performance.now(),
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    every: (milliseconds, tick) => {
      const timer = setInterval(tick, milliseconds);
      // the clock alone does not keep the process running
      timer.unref();
      return () => clearInterval(timer);
    },
  }),
  letOthersRun: () => setImmediate(),
  // loaded only if a file has to be decompressed
  engines: async () => (await import('./engines.ts')).ENGINES,
};
