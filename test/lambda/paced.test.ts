import { expect, it } from 'vitest';
import { paced } from '../../lambda/paced.ts';

/** When each of `count` begins that all ask at once, in milliseconds; and what the clock says in the end. */
async function begun(perSecond: number, count: number, pauses: Readonly<Record<number, number>> = {}) {
  let time = 1000;
  const begin = paced(perSecond, { now: () => time, sleep: async (milliseconds) => (time += milliseconds) });
  const at: number[] = [];
  for (let i = 0; i < count; i++) {
    time += pauses[i] ?? 0;
    await begin();
    at.push(Math.round(time - 1000));
  }
  return at;
}

it('begins so many in a second, evenly, and the first at once', async () => {
  expect(await begun(4, 6)).toEqual([0, 250, 500, 750, 1000, 1250]);
  const at = await begun(150, 301);
  expect(at.filter((time) => time < 1000)).toHaveLength(150);
  expect(at.at(-1)).toBe(2000);
});

it('makes up for no pause', async () => {
  expect(await begun(4, 5, { 2: 10_000 })).toEqual([0, 250, 10_250, 10_500, 10_750]);
});
