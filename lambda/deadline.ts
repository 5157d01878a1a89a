/** Milliseconds before the end of the invocation at which work stops: enough to answer. */
const MARGIN = 5000;

/** The invocation ends before the file is finished: its message comes again, and no result is logged for the file. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
  constructor() {
    super('the invocation ends; it will be looked at again');
  }
}

export interface Deadline {
  /** Given, with {@link OutOfTime}, when there is no time left. */
  readonly signal: AbortSignal;
  /** Ends the watching. */
  readonly clear: () => void;
}

/** Watches the time that an invocation has left, in milliseconds. */
export function deadlineIn(remaining: number): Deadline {
  const controller = new AbortController();
  const end = (): void => controller.abort(new OutOfTime());
  if (remaining <= MARGIN) end();
  const timer = setTimeout(end, Math.max(0, remaining - MARGIN));
  return { signal: controller.signal, clear: () => clearTimeout(timer) };
}
