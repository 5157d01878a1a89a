import { setTimeout as wait } from 'node:timers/promises';

const PAUSE = 100;

/**
 * Asks again and again until `look` gives something else than false or undefined, and gives that.
 * @param what is waited for, for the error when it does not happen within so many `milliseconds`
 */
export async function until<T>(
  what: string,
  milliseconds: number,
  look: () => Promise<T | false | undefined>,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const seen = await look();
    if (seen !== false && seen !== undefined) return seen;
    if (Date.now() > deadline) throw new Error(`not within ${milliseconds} ms: ${what}`);
    await wait(PAUSE);
  }
}
