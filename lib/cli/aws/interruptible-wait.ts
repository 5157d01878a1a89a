// A wait for AWS that shows its progress and that Ctrl-C ends.

import { interruptible } from '../terminal/interrupt.ts';
import { waiting } from '../terminal/progress.ts';

/** What `interruptibleWait` passes to the work. */
export interface VisibleWait {
  /** Aborted by Ctrl-C and other signals. */
  readonly signal: AbortSignal;
  /** Shows what the user waits for, if standard error is a terminal. */
  readonly show: (text: string) => void;
}

/** Does work while the user waits and can see what for. Throws `Interrupted` if a signal ends the wait. */
export async function interruptibleWait<T>(work: (wait: VisibleWait) => Promise<T>): Promise<T> {
  const line = waiting();
  try {
    return await interruptible((signal) => work({ signal, show: line.show }));
  } finally {
    line.clear();
  }
}
