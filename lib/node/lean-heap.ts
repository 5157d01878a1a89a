import { setFlagsFromString } from 'node:v8';

/**
 * Keeps the memory of a run small. V8's space for new objects stays at its initial size: rows become garbage as soon as
 * they are passed on, so a larger space would only take more memory; measurements show that it saves no time. The other
 * objects are collected when they have doubled, not only when they have quadrupled; to collect them even more often takes
 * noticeably more CPU time. The flags of the same names for Node would do the same, but only when it is started.
 */
export const leanHeap = (): void => {
  setFlagsFromString('--semi-space-growth-factor=1');
  setFlagsFromString('--heap-growing-percent=100');
  // so few new objects are still in use that dividing them among threads takes longer than copying them
  setFlagsFromString('--no-parallel-scavenge');
};

/**
 * Keeps the threads few in which Node has DuckDB work, one query at a time: each of them keeps memory that it has freed. With
 * one thread instead of four, an ingest takes about 30 MB less. It has to be called before the first work in such a thread.
 *
 * @param threads as many as must not wait for one another
 */
export const fewThreads = (threads: number): void => {
  process.env['UV_THREADPOOL_SIZE'] ??= String(threads);
};
