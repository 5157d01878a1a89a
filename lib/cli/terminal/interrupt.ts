import { endAll } from '../../stores/at-end.ts';
import { EXIT } from '../errors.ts';

/** The signals that end a run, with the exit codes that shells use for them. */
const CODES = { SIGHUP: EXIT.hungUp, SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

type Signal = keyof typeof CODES;

const SIGNALS = Object.keys(CODES) as readonly Signal[];

/** A signal asked the run to end. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Work in progress that a signal stops cleanly. */
const stops = new Set<() => void>();
let received: Signal | undefined;
let receivedAt = Number.NEGATIVE_INFINITY;

/**
 * A repeated signal within this many milliseconds is ignored: a terminal sends Ctrl-C to this process and to the one
 * that launched it, which passes it on (bin/launch.js).
 */
const SAME = 500;

/**
 * Handles SIGHUP (the terminal was closed), SIGINT and SIGTERM for the whole program. The first signal stops the work in
 * progress cleanly if that has registered for it; otherwise, and on the second signal, the program ends at once and leaves
 * no temporary files.
 */
export function handleSignals(): void {
  for (const signal of SIGNALS) process.on(signal, heed);
}

function heed(signal: Signal): void {
  const now = performance.now();
  if (received === signal && now - receivedAt < SAME) return;
  received = signal;
  receivedAt = now;
  const orderly = [...stops];
  stops.clear();
  if (orderly.length === 0) endNow(CODES[signal]);
  for (const stop of orderly) stop();
}

function endNow(code: number): never {
  endAll();
  // if the exit waits for a thread, the next signal ends the process
  for (const signal of SIGNALS) process.off(signal, heed);
  process.exit(code);
}

/** The exit code of a run that ends with `code`; an interrupted run ends with the code of its signal. */
export const exitCodeAfter = (code: number): number =>
  code === EXIT.interrupted && received !== undefined ? CODES[received] : code;

/**
 * Registers what the first signal does instead of ending the program.
 *
 * @returns a function that unregisters it
 */
export function onSignal(stop: () => void): () => void {
  const own = (): void => stop();
  stops.add(own);
  return () => stops.delete(own);
}

/** Does work that the first signal stops cleanly, by throwing {@link Interrupted}. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const release = onSignal(() => controller.abort(new Interrupted()));
  try {
    return await work(controller.signal);
  } catch (error) {
    // rather than the error of the request that was aborted
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    release();
  }
}
