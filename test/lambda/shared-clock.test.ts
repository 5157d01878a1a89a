import { expect, it } from 'vitest';
import { sharedClock } from '../../lambda/shared-clock.ts';

it('charges each of several concurrent tasks for its share of the time', async () => {
  let time = 1000;
  const clock = sharedClock(() => time);
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  expect(clock.now()).toBe(0);
  const start = (i: number): Promise<void> => clock.run(() => gates[i]!.promise);
  const first = start(0);
  time += 10;
  expect(clock.now()).toBe(10);
  const others = [start(1), start(2)];
  time += 30;
  expect(clock.now()).toBe(20);
  gates[0]!.resolve();
  await first;
  time += 10;
  expect(clock.now()).toBe(25);
  gates[1]!.resolve();
  gates[2]!.reject(new Error('it failed'));
  await Promise.allSettled(others);
  // no task is running any longer
  time += 1000;
  expect(clock.now()).toBe(25);
});
