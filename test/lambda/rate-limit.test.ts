import { expect, it } from 'vitest';
import { rateLimit } from '../../lambda/rate-limit.ts';

/** When each of `count` tasks starts, in milliseconds. `pauses` are the waits before the tasks with these numbers. */
async function startTimes(perSecond: number, count: number, pauses: Readonly<Record<number, number>> = {}) {
  let time = 1000;
  const clock = { now: () => time, sleep: async (milliseconds: number) => (time += milliseconds) };
  const started = rateLimit(perSecond, clock);
  const times: number[] = [];
  for (let i = 0; i < count; i++) {
    time += pauses[i] ?? 0;
    await started();
    times.push(Math.round(time - 1000));
  }
  return times;
}

it('starts the first task at once and the others at even intervals', async () => {
  expect(await startTimes(4, 6)).toEqual([0, 250, 500, 750, 1000, 1250]);
  const times = await startTimes(150, 301);
  expect(times.filter((time) => time < 1000)).toHaveLength(150);
  expect(times.at(-1)).toBe(2000);
});

it('does not make up for a pause with a burst', async () => {
  expect(await startTimes(4, 5, { 2: 10_000 })).toEqual([0, 250, 10_250, 10_500, 10_750]);
});
