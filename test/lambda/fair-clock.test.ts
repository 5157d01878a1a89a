import { expect, it } from 'vitest';
import { fairClock } from '../../lambda/fair-clock.ts';

it('charges each of those that share the processor for its part alone', async () => {
  let time = 1000;
  const clock = fairClock(() => time);
  const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
  expect(clock.now()).toBe(0);
  const begin = (i: number): Promise<void> => clock.share(() => gates[i]!.promise);
  const first = begin(0);
  time += 10;
  expect(clock.now()).toBe(10);
  const others = [begin(1), begin(2)];
  time += 30;
  expect(clock.now()).toBe(20);
  gates[0]!.resolve();
  await first;
  time += 10;
  expect(clock.now()).toBe(25);
  gates[1]!.resolve();
  gates[2]!.reject(new Error('it failed'));
  await Promise.allSettled(others);
  time += 1000;
  // nobody works
  expect(clock.now()).toBe(25);
});
