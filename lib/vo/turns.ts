import { setImmediate as turn } from 'node:timers/promises';

/** Long work, in small steps: between two of them, and between those of others, whatever else there is to do gets done. */
export interface Turns {
  /** Does work when all that came before it is done. It calls `pause` after each step. */
  run<T>(work: (pause: () => Promise<void>) => Promise<T>): Promise<T>;
}

/** Work of one thread. */
export function turns(): Turns {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run: (work) => {
      const result = last.then(() => work(turn));
      last = result.catch(() => {});
      return result;
    },
  };
}
