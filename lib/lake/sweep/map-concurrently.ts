/** How {@link mapConcurrently} works. */
export interface MapConcurrentlyOptions<T, R> {
  readonly work: (item: T) => Promise<R>;
  /** The most items that are worked on at the same time. A result counts until it is taken. */
  readonly concurrency: number;
  /** Stops early: items that were begun are finished, and no other is begun. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Works on items while more of them arrive, and yields each result as soon as it is ready, in any order. If the items
 * end with an error, the ones before it are finished, and then the error is thrown.
 *
 * @param items a generator; several of its items may be requested at once
 */
export async function* mapConcurrently<T, R>(
  items: AsyncGenerator<T>,
  { work, concurrency, signal }: MapConcurrentlyOptions<T, R>,
): AsyncGenerator<R> {
  const results: { readonly result: R; readonly taken: () => void }[] = [];
  const failures: unknown[] = [];
  let [idle, working] = [0, 0];
  let stopped = signal?.aborted === true;
  const { wake, woken } = waker();

  const workOn = async (item: T): Promise<void> => {
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
        await workOn(next.value);
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
    // after a stop, workers that are waiting for an item are not waited for
    while (results.length > 0 || !(idle === concurrency || (stopped && working === 0))) {
      const next = results.shift();
      next?.taken();
      if (next === undefined) await woken();
      else yield next.result;
    }
    if (failures.length > 0) throw failures[0];
  } finally {
    signal?.removeEventListener('abort', stop);
    stopped = true;
  }
}

/** Lets one caller of `woken` wait for the next call of `wake`. */
function waker() {
  let wake = (): void => {};
  return {
    wake: (): void => wake(),
    woken: (): Promise<void> =>
      new Promise((resolve) => {
        wake = resolve;
      }),
  };
}
