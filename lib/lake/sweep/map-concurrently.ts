export interface MapConcurrentlyOptions<T, R> {
  readonly work: (item: T) => Promise<R>;
  /** Items in work at the same time, at most; results that nobody has taken yet count too. */
  readonly concurrency: number;
  /** Ends it early: what is in work is finished, nothing else is begun. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Does work on items while further ones are still coming; gives each result when it is there, in any order.
 * Where the items end in an error, those before it are worked on; then it is thrown.
 *
 * @param items a generator, which may be asked for the next one before it gave the last
 */
export async function* mapConcurrently<T, R>(
  items: AsyncGenerator<T>,
  { work, concurrency, signal }: MapConcurrentlyOptions<T, R>,
): AsyncGenerator<R> {
  const results: { readonly result: R; readonly taken: () => void }[] = [];
  const failures: unknown[] = [];
  let idle = 0;
  let working = 0;
  let stopped = signal?.aborted === true;
  let wake = (): void => {};

  const one = async (item: T): Promise<void> => {
    working++;
    try {
      const result = await work(item);
      await new Promise<void>((taken) => {
        results.push({ result, taken });
        wake();
      });
    } catch (error) {
      stopped = true;
      throw error;
    } finally {
      working--;
    }
  };
  const worker = async (): Promise<void> => {
    try {
      while (!stopped) {
        const next = await items.next();
        if (next.done || stopped) break;
        await one(next.value);
      }
    } catch (error) {
      failures.push(error);
    }
    idle++;
    wake();
  };
  const stop = (): void => {
    stopped = true;
    wake();
  };

  signal?.addEventListener('abort', stop);
  try {
    for (let i = 0; i < concurrency; i++) worker();
    // the items that a stop finds on their way are not waited for
    while (results.length > 0 || !(idle === concurrency || (stopped && working === 0))) {
      const next = results.shift();
      if (next === undefined) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
        continue;
      }
      next.taken();
      yield next.result;
    }
    if (failures.length > 0) throw failures[0];
  } finally {
    signal?.removeEventListener('abort', stop);
    stopped = true;
  }
}
