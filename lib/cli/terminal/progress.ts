// What a status line says: how far a run has got, or what the program is waiting for.

import { streams } from './output.ts';
import { lastPrinted, statusLine, type Terminal } from './status-line.ts';
import { count, duration } from './words.ts';

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
  let shown = '';
  let timer: NodeJS.Timeout | undefined;
  const redraw = (): void => draw(`${shown}, ${Math.round((Date.now() - started) / 1000)} s`);
  return {
    show: (text) => {
      shown = text;
      redraw();
      timer ??= setInterval(redraw, SECOND).unref();
    },
    clear: () => {
      clearInterval(timer);
      timer = undefined;
      clear();
    },
  };
}

/** Milliseconds between the seconds that a line counts. */
const SECOND = 1000;

/** Milliseconds without any output after which a line says what the program is doing. */
const SILENCE = 1000;

/** What the program is doing, after so many seconds. */
export type Activity = (seconds: number) => string;

/**
 * Says what the program is doing, once nothing has been printed for a second.
 *
 * @returns a function that ends this
 */
export function showActivity(text: Activity, terminal: Terminal = streams().stderr): () => void {
  if (!terminal.isTTY) return () => {};
  const { draw, clear } = statusLine(terminal);
  const started = Date.now();
  const timer = setInterval(() => {
    const now = Date.now();
    if (now - Math.max(started, lastPrinted()) >= SILENCE) draw(text((now - started) / 1000));
  }, REDRAW_AFTER);
  return () => {
    clearInterval(timer);
    clear();
  };
}

/** Does work, and says what it is once nothing has been printed for a second. */
export async function withProgress<T>(text: Activity, work: () => Promise<T>): Promise<T> {
  const end = showActivity(text);
  try {
    return await work();
  } finally {
    end();
  }
}

/** `querying, 3 s` */
export const activity =
  (text: string): Activity =>
  (seconds) =>
    `${text}, ${Math.floor(seconds)} s`;

/** `reading a.fits, file 12 of 400, 3 s`, of a run that has this file open. */
export function readingFile(name: string, number: number, total?: number): Activity {
  const isOnly = total === 1 || (number <= 1 && total === undefined);
  const place = isOnly ? '' : `, file ${count(number)}${total === undefined ? '' : ` of ${count(total)}`}`;
  return activity(`reading ${name}${place}`);
}
