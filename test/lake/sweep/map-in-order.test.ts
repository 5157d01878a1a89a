import { describe, expect, it } from 'vitest';
import { mapInOrder } from '../../../lib/lake/sweep/map-in-order.ts';

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function gathered<T>(results: AsyncGenerator<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const result of results) all.push(result);
  return all;
}
const numbers = (count: number): number[] => [...Array(count).keys()];

/** Work that takes fewer turns for later items, and how many items are in progress. */
function work() {
  const state = { begun: 0, now: 0, most: 0 };
  return {
    state,
    work: async (item: number): Promise<number> => {
      state.begun++;
      state.most = Math.max(state.most, ++state.now);
      for (let i = item % 5; i < 5; i++) await turn();
      state.now--;
      return item;
    },
  };
}

describe('mapInOrder', () => {
  it('works on as many items at once as allowed, and yields results in the order of the items', async () => {
    const { state, work: slow } = work();
    const results = await gathered(mapInOrder(numbers(50), { work: slow, concurrency: () => 4 }));
    expect(results).toEqual(numbers(50));
    expect(state.most).toBe(4);
  });

  it('begins no work while results wait to be taken', async () => {
    const { state, work: slow } = work();
    const results = mapInOrder(numbers(50), { work: slow, concurrency: () => 3 });
    await results.next();
    for (let i = 0; i < 20; i++) await turn();
    expect(state.begun).toBe(3);
  });

  it('adapts to another concurrency', async () => {
    const { state, work: slow } = work();
    let taken = 0;
    for await (const _ of mapInOrder(numbers(20), {
      work: slow,
      concurrency: () => (taken < 10 ? 1 : 5),
    })) {
      expect(state.most).toBe(taken < 10 ? 1 : 5);
      taken++;
    }
    expect(taken).toBe(20);
  });

  it('finishes what it has begun after a signal, and begins nothing', async () => {
    const { state, work: slow } = work();
    const controller = new AbortController();
    const results: number[] = [];
    const options = { work: slow, concurrency: () => 4, signal: controller.signal };
    for await (const result of mapInOrder(numbers(50), options)) {
      results.push(result);
      if (result === 10) controller.abort();
    }
    expect(results).toEqual(numbers(state.begun));
    expect(state.begun).toBe(14);
  });
});
