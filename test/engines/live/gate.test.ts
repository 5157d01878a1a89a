import fc from 'fast-check';
import { expect, it } from 'vitest';
import { gate } from '../../../lib/engines/live/gate.ts';

it('a gate lets many read, or one write, in whatever order they come', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.array(fc.boolean(), { maxLength: 12 }), async (scheduler, writes) => {
      const entrance = gate();
      let [readers, writers] = [0, 0];
      const read = async (): Promise<void> => {
        const leave = await entrance.enter();
        readers++;
        expect(writers).toBe(0);
        await scheduler.schedule(Promise.resolve());
        readers--;
        leave();
        leave();
      };
      const write = (): Promise<unknown> =>
        entrance.alone(async () => {
          writers++;
          expect([readers, writers]).toEqual([0, 1]);
          await scheduler.schedule(Promise.resolve());
          writers--;
        }, 100_000);
      const all = Promise.all(writes.map((isWrite) => (isWrite ? write() : read())));
      await scheduler.waitFor(all);
    }),
  );
});

it('a gate opens again after a failure', async () => {
  const entrance = gate();
  await expect(entrance.alone(() => Promise.reject(new Error('failed')), 0)).rejects.toThrow('failed');
  (await entrance.enter())();
  expect(await entrance.alone(async () => 'done', 0)).toBe('done');
});

it('a gate waits only so long for those inside, and then lets others in', async () => {
  const entrance = gate();
  const leave = await entrance.enter();
  const alone = entrance.alone(async () => 'done', 20);
  const later = entrance.enter();
  expect(await alone).toBeUndefined();
  (await later)();
  leave();
  expect(await entrance.alone(async () => 'done', 20)).toBe('done');
});
