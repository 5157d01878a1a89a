import { setTimeout as wait } from 'node:timers/promises';

/** The time, and how to wait. Tests replace it. */
interface Clock {
  /** Milliseconds. */
  readonly now: () => number;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
}

const CLOCK: Clock = { now: () => performance.now(), sleep: wait };

/**
 * Limits how many tasks start per second. A task awaits the returned function before it starts. Starts are evenly
 * spaced, and a pause does not allow a burst after it.
 */
export function rateLimit(perSecond: number, { now, sleep }: Clock = CLOCK): () => Promise<void> {
  let nextStart = 0;
  return async () => {
    const time = now();
    const start = Math.max(time, nextStart);
    nextStart = start + 1000 / perSecond;
    if (start > time) await sleep(start - time);
  };
}
