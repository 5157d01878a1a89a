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
      const write = (): Promise<void> =>
        entrance.alone(async () => {
          writers++;
          expect([readers, writers]).toEqual([0, 1]);
          await scheduler.schedule(Promise.resolve());
          writers--;
        });
      const all = Promise.all(writes.map((isWrite) => (isWrite ? write() : read())));
      await scheduler.waitFor(all);
    }),
  );
});

it('a gate opens again after a failure', async () => {
  const entrance = gate();
  await expect(entrance.alone(() => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  (await entrance.enter())();
  await entrance.alone(async () => {});
});
