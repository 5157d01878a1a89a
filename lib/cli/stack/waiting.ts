/** Says what is waited for; on a terminal only, so that nothing of it ends up in a pipe or a log. */
export interface Waiting {
  /** Shows a text, with the seconds that have gone by. */
  show(text: string): void;
  clear(): void;
}

/** A line on standard error, written anew. */
export function waiting(terminal: NodeJS.WriteStream = process.stderr): Waiting {
  if (!terminal.isTTY) return { show: () => {}, clear: () => {} };
  const started = Date.now();
  return {
    show: (text) => {
      terminal.write(`\r\u001b[K${text}, ${Math.round((Date.now() - started) / 1000)} s`);
    },
    clear: () => {
      terminal.write('\r\u001b[K');
    },
  };
}

/** Does work that the first Ctrl-C ends in good order; a second one ends the program at once. */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Interrupted());
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } catch (error) {
    // rather than what became of the request that was under way
    controller.signal.throwIfAborted();
    throw error;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** Ctrl-C was pressed. */
export class Interrupted extends Error {
  override readonly name = 'Interrupted';
}
