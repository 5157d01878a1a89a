import { describe, expect, it } from 'vitest';
import { mapConcurrently } from '../../../lib/lake/sweep/map-concurrently.ts';

async function* numbers(count: number, fail?: Error): AsyncGenerator<number> {
  for (let i = 0; i < count; i++) yield i;
  if (fail) throw fail;
}
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
async function gathered<T>(results: AsyncGenerator<T>, into: T[] = []): Promise<T[]> {
  for await (const result of results) into.push(result);
  return into;
}

describe('mapConcurrently', () => {
  it('works on as many items at once as allowed, and yields every result once', async () => {
    let [now, most] = [0, 0];
    const work = async (item: number): Promise<number> => {
      most = Math.max(most, ++now);
      for (let i = 0; i < item % 5; i++) await turn();
      now--;
      return item;
    };
    const results = await gathered(mapConcurrently(numbers(100), { work, concurrency: 8 }));
    expect(results.sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    expect(most).toBe(8);
  });

  it('yields results while more items arrive and slow work continues', async () => {
    const gate = Promise.withResolvers<void>();
    async function* slowly(): AsyncGenerator<number> {
      yield 0;
      yield 1;
      await gate.promise;
      yield 2;
    }
    const slow = Promise.withResolvers<void>();
    const results = mapConcurrently(slowly(), {
      work: async (item) => (item === 0 ? slow.promise.then(() => item) : item),
      concurrency: 2,
    });
    expect((await results.next()).value).toBe(1);
    gate.resolve();
    expect((await results.next()).value).toBe(2);
    slow.resolve();
    expect((await results.next()).value).toBe(0);
    expect((await results.next()).done).toBe(true);
  });

  it('begins no work while results wait to be taken', async () => {
    let begun = 0;
    const results = mapConcurrently(numbers(100), { work: async () => ++begun, concurrency: 4 });
    await results.next();
    for (let i = 0; i < 20; i++) await turn();
    expect(begun).toBe(5);
    await results.return(undefined);
  });

  it('finishes the items before an error, then throws it', async () => {
    const results: number[] = [];
    const failing = mapConcurrently(numbers(10, new Error('the listing broke off')), {
      work: async (item) => turn().then(() => item),
      concurrency: 3,
    });
    await expect(gathered(failing, results)).rejects.toThrow('the listing broke off');
    expect(results).toHaveLength(10);
  });

  it('throws the error of failed work, and begins no more work', async () => {
    let begun = 0;
    const failing = mapConcurrently(numbers(100), {
      work: async (item) => {
        begun++;
        await turn();
        if (item === 2) throw new Error('a mistake');
      },
      concurrency: 3,
    });
    await expect(gathered(failing)).rejects.toThrow('a mistake');
    expect(begun).toBeLessThanOrEqual(6);
  });

  it('stops at a signal: finishes what was begun, and does not wait for items', async () => {
    const ending = new AbortController();
    async function* endless(): AsyncGenerator<number> {
      yield 0;
      yield 1;
      await new Promise(() => {});
    }
    const started = Promise.withResolvers<void>();
    const results = mapConcurrently(endless(), {
      work: async (item) => {
        if (item === 1) await started.promise;
        return item;
      },
      concurrency: 4,
      signal: ending.signal,
    });
    expect((await results.next()).value).toBe(0);
    ending.abort();
    started.resolve();
    expect(await gathered(results)).toEqual([1]);
  });
});
