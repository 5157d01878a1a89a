import fc from 'fast-check';
import { expect, it } from 'vitest';
import { semaphore } from '../../lib/lake/semaphore.ts';

it('a semaphore limits the total size of running work, in order, even if work fails', async () => {
  const works = fc.array(fc.record({ size: fc.integer({ min: 1, max: 4 }), fails: fc.boolean() }));
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), works, async (scheduler, all) => {
      const turn = semaphore(4);
      const begun: number[] = [];
      let inWork = 0;
      const runs = all.map(({ size, fails }, i) =>
        turn(size, async () => {
          begun.push(i);
          inWork += size;
          expect(inWork).toBeLessThanOrEqual(4);
          await scheduler.schedule(Promise.resolve());
          inWork -= size;
          if (fails) throw new Error(`${i} fails`);
          return i;
        }),
      );
      const results = await scheduler.waitFor(Promise.allSettled(runs));
      expect(results.map(({ status }) => status === 'rejected')).toEqual(all.map(({ fails }) => fails));
      expect(begun).toEqual(all.map((_, i) => i));
    }),
  );
});

it('a semaphore runs as much work as fits', async () => {
  const turn = semaphore(4);
  const ends = Array.from({ length: 5 }, () => Promise.withResolvers<void>());
  const begun: number[] = [];
  const begin = (size: number, i: number): Promise<void> =>
    turn(size, () => {
      begun.push(i);
      return ends[i]!.promise;
    });
  const runs = [2, 1, 1, 3, 1].map(begin);
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1, 2]);
  ends[0]!.resolve();
  ends[1]!.resolve();
  await new Promise(setImmediate);
  expect(begun).toEqual([0, 1, 2, 3]);
  for (const { resolve } of ends) resolve();
  await Promise.all(runs);
  expect(begun).toEqual([0, 1, 2, 3, 4]);
});
