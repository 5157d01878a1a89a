/** Milliseconds before the end of an invocation at which work stops, so that the function can still return its result. */
const MARGIN = 5000;

/** The invocation ended before the file was finished. The file is tried again; this is not a failure. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  constructor() {
    super('the invocation ran out of time; the file will be tried again');
  }
}

/** The end of an invocation, as a signal. */
export interface Deadline {
  /** Aborted with {@link OutOfTime} when no time is left. */
  readonly signal: AbortSignal;
  /** Stops the timer. */
  readonly clear: () => void;
}

/**
 * Starts the timer of an invocation.
 *
 * @param remaining milliseconds that the invocation has left
 */
export function deadlineIn(remaining: number): Deadline {
  const controller = new AbortController();
  const expire = (): void => controller.abort(new OutOfTime());
  if (remaining <= MARGIN) expire();
  const timer = setTimeout(expire, Math.max(0, remaining - MARGIN));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
