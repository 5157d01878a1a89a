import { printable } from './output.ts';

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
      terminal.write(`\r\u001b[K${printable(text)}, ${Math.round((Date.now() - started) / 1000)} s`);
    },
    clear: () => {
      terminal.write('\r\u001b[K');
    },
  };
}
