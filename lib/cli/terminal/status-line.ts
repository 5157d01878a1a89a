// The one line on a terminal that says what the program is doing. Output and messages end it, so that they never share it.

import { printable } from '../../formats/printable.ts';
import { cut } from '../../formats/width.ts';

/** A terminal that a line can be drawn on. */
export interface Terminal {
  readonly isTTY?: boolean;
  /** Characters in a line. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** A line that is redrawn in place. */
export interface StatusLine {
  draw(text: string): void;
  /** Removes the line, if one is drawn. */
  clear(): void;
}

/** Moves to the beginning of the line and erases it (ECMA-48: CR, EL). */
const ERASE = '\r\u001b[K';

/** Where a line is drawn now. */
let shown: Terminal | undefined;
/** Whether the cursor is at the beginning of a line, so that drawing erases no output. */
let isAtStart = true;
let printed = 0;
let holders = 0;

/** The status line of a terminal. Nothing is drawn on anything else, nor on a terminal that cannot erase a line. */
export function statusLine(terminal: Terminal): StatusLine {
  if (!terminal.isTTY || process.env['TERM'] === 'dumb') return { draw: () => {}, clear: () => {} };
  return {
    draw: (text) => {
      if (!isAtStart || holders > 0) return;
      shown = terminal;
      // EL erases one row, so the line must not wrap
      terminal.write(ERASE + cut(printable(text), (terminal.columns || 80) - 1));
    },
    clear: () => {
      if (shown === terminal) erase();
    },
  };
}

function erase(): void {
  shown?.write(ERASE);
  shown = undefined;
}

/** Removes the line before something is printed on the terminal. */
export function beforePrinting(data: string | Uint8Array): void {
  erase();
  printed = Date.now();
  if (data.length > 0) isAtStart = data.at(-1) === (typeof data === 'string' ? '\n' : NEWLINE);
}

const NEWLINE = 0x0a;

/** When something was last printed on the terminal, in milliseconds since 1970; 0 if nothing was. */
export const lastPrinted = (): number => printed;

/** Draws no line until the function that is returned is called: another program has the terminal. */
export function holdStatusLines(): () => void {
  erase();
  holders++;
  return () => {
    holders--;
    isAtStart = true;
  };
}
