// What Ctrl-C and other signals do.

import { endAll } from '../../stores/at-end.ts';
import { EXIT, type ExitCode } from '../errors.ts';

/** The signals that end a run, with the exit codes that shells use for them. */
const CODES = { SIGHUP: EXIT.hungUp, SIGINT: EXIT.interrupted, SIGTERM: EXIT.terminated } as const;

type Signal = keyof typeof CODES;

const SIGNALS = Object.keys(CODES) as readonly Signal[];

/** A signal ended the run. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}

/** Functions that stop the work in progress. The first signal calls them instead of ending the program. */
const stops = new Set<() => void>();
let lastSignal: { readonly signal: Signal; readonly at: number } | undefined;

/** How many other programs have the terminal, and Ctrl-C with it. */
let owners = 0;

/**
 * Ignores Ctrl-C until the function that is returned is called: the terminal sends it to the pager too, which decides what
 * it means.
 */
export function ignoreInterrupts(): () => void {
  owners++;
  return () => owners--;
}

/**
 * A repeated signal within this many milliseconds is ignored: a terminal sends Ctrl-C to this process and to the one
 * that launched it, which passes it on (bin/launch.js).
 */
const SAME_SIGNAL = 500;

/**
 * Handles SIGHUP (the terminal was closed), SIGINT and SIGTERM for the whole program. The first signal stops
 * {@link interruptible} work cleanly. If there is none, and on the second signal, the program ends at once and leaves
 * no temporary files behind.
 *
 * @returns a function that removes the handlers
 */
export function handleSignals(): () => void {
  lastSignal = undefined;
  for (const signal of SIGNALS) process.on(signal, handle);
  return ignoreSignals;
}

function ignoreSignals(): void {
  for (const signal of SIGNALS) process.off(signal, handle);
}

function handle(signal: Signal): void {
  if (signal === 'SIGINT' && owners > 0) return;
  const now = performance.now();
  if (lastSignal?.signal === signal && now - lastSignal.at < SAME_SIGNAL) return;
  lastSignal = { signal, at: now };
  const current = [...stops];
  stops.clear();
  if (current.length === 0) endNow(CODES[signal]);
  for (const stop of current) stop();
}

function endNow(code: ExitCode): never {
  endAll();
  // if the exit waits for a thread, the next signal ends the process
  ignoreSignals();
  process.exit(code);
}

/** The exit code of a run that ends with `code`; an interrupted run ends with the code of its signal. */
export const exitCodeAfter = (code: ExitCode): ExitCode =>
  code === EXIT.interrupted && lastSignal !== undefined ? CODES[lastSignal.signal] : code;

/**
 * Does work that the first signal stops by aborting the `AbortSignal` of the work. If the work throws after that, it was
 * abandoned, and {@link Interrupted} is thrown instead of its error.
 *
 * @param finish called on the signal, for work that finishes what it has begun and then returns; its errors are kept
 */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  finish?: () => void,
): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    finish?.();
    controller.abort(new Interrupted());
  };
  stops.add(stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    if (finish === undefined) controller.signal.throwIfAborted();
    throw error;
  } finally {
    stops.delete(stop);
  }
}
