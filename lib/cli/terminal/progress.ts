// The line on a terminal that shows progress.

import { printable, streams } from './output.ts';
import { count, duration } from './words.ts';

/** A terminal that a line can be drawn on. */
interface Terminal {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** A line on standard error that is redrawn in place. Nothing is drawn unless standard error is a terminal. */
interface StatusLine {
  draw(text: string): void;
  /** Removes the line, if one is drawn. */
  clear(): void;
}

/** Moves to the beginning of the line and erases it (ECMA-48: CR, EL). */
const ERASE = '\r\u001b[K';

function statusLine(terminal: Terminal): StatusLine {
  if (!terminal.isTTY) return { draw: () => {}, clear: () => {} };
  let drawn = false;
  return {
    draw: (text) => {
      drawn = true;
      terminal.write(`${ERASE}${printable(text)}`);
    },
    clear: () => {
      if (drawn) terminal.write(ERASE);
      drawn = false;
    },
  };
}

/** Shows how far a run has got. */
export interface Progress {
  /** @param total undefined if it is not known yet */
  step(done: number, total: number | undefined): void;
  clear(): void;
}

/** Milliseconds between two drawings of a progress line. */
const REDRAW_AFTER = 200;

/** A line that shows how many of the `noun` are done, with the rate and the time left. */
export function progress(noun: string, terminal: Terminal = streams().stderr): Progress {
  const { draw, clear } = statusLine(terminal);
  const started = Date.now();
  let last = started;
  return {
    step: (done, total) => {
      const now = Date.now();
      if (now - last < REDRAW_AFTER) return;
      last = now;
      draw(progressLine(noun, done, total, (now - started) / 1000));
    },
    clear,
  };
}

/** `1,200 of 4,000 files, 30%, 345 per second, 8 s left`; without a total, `1,200 files, 345 per second` */
export function progressLine(noun: string, done: number, total: number | undefined, seconds: number): string {
  const perSecond = done / Math.max(seconds, 0.001);
  const rate = `${count(Math.round(perSecond))} per second`;
  if (total === undefined) return `${count(done)} ${noun}, ${rate}`;
  const left = perSecond > 0 ? duration((total - done) / perSecond) : '?';
  const share = total > 0 ? Math.floor((100 * done) / total) : 100;
  return `${count(done)} of ${count(total)} ${noun}, ${share}%, ${rate}, ${left} left`;
}

/** Shows what the program is waiting for. */
export interface Waiting {
  /** Shows a text, followed by the seconds since the wait began. */
  show(text: string): void;
  clear(): void;
}

/** A line that shows what the program is waiting for, with the seconds since the wait began. */
export function waiting(terminal: Terminal = streams().stderr): Waiting {
  const { draw, clear } = statusLine(terminal);
  const started = Date.now();
  return { show: (text) => draw(`${text}, ${Math.round((Date.now() - started) / 1000)} s`), clear };
}
