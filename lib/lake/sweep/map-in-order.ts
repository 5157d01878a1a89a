/** How {@link mapInOrder} works. */
export interface MapInOrderOptions<T, R> {
  /** It must not throw. */
  readonly work: (item: T) => Promise<R>;
  /** The most items that are worked on at the same time, which may change. A result counts until it is taken. */
  readonly concurrency: () => number;
  /** Stops early: items that were begun are finished, and no other is begun. */
  readonly signal?: AbortSignal | undefined;
}

/** Works on several items at the same time, and yields their results in the order of the items. */
export async function* mapInOrder<T, R>(
  items: Iterable<T>,
  { work, concurrency, signal }: MapInOrderOptions<T, R>,
): AsyncGenerator<R> {
  const begun: Promise<R>[] = [];
  for (const item of items) {
    if (signal?.aborted) break;
    begun.push(work(item));
    while (begun.length >= concurrency()) yield await begun.shift()!;
  }
  for (const result of begun) yield await result;
}
