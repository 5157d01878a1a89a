import { setTimeout as wait } from 'node:timers/promises';

/** Milliseconds between two calls. */
const PAUSE = 100;

/**
 * Calls `check` repeatedly until it returns something other than false or undefined, and returns that.
 *
 * @param what names what is waited for, as in "waited 5000 ms for the queue to be empty"
 * @throws after `milliseconds`
 */
export async function until<T>(
  what: string,
  milliseconds: number,
  check: () => Promise<T | false | undefined>,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const result = await check();
    if (result !== false && result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms for ${what}`);
    await wait(PAUSE);
  }
}
