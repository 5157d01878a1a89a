import { setTimeout as wait } from 'node:timers/promises';

interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

const CLOCK: Clock = { now: () => performance.now(), sleep: wait };

/** Lets so many begin in a second, evenly: each waits until its time has come. */
export function paced(perSecond: number, { now, sleep }: Clock = CLOCK): () => Promise<void> {
  let next = 0;
  return async () => {
    const time = now();
    const mine = Math.max(time, next);
    next = mine + 1000 / perSecond;
    if (mine > time) await sleep(mine - time);
  };
}
