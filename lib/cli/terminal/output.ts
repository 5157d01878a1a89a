// Standard input, output and error of a run. Everything that is printed goes through this file.

import type { Readable } from 'node:stream';
import type { Screen } from '../../formats/format.ts';
import { printable as printableText } from '../../formats/printable.ts';
import { beforePrinting } from './status-line.ts';
import { type Output, outputTo } from './stream.ts';

/** A stream that may be a terminal. */
interface MaybeTerminal {
  readonly isTTY?: boolean;
  /** Characters in a line of the terminal. */
  readonly columns?: number;
  /** Lines of the terminal. */
  readonly rows?: number;
}

/** The standard streams of a run. */
export interface Streams {
  /** A terminal can pass on each key that is pressed: the raw mode. */
  readonly stdin: Readable & MaybeTerminal & { setRawMode?(isRaw: boolean): unknown };
  readonly stdout: Output & MaybeTerminal;
  readonly stderr: { write(text: string): unknown } & MaybeTerminal;
}

/** The streams of this process. */
export const processStreams: Streams = {
  // getters, because opening standard input can keep the process from ending
  get stdin() {
    return process.stdin;
  },
  stdout: {
    ...outputTo({
      fd: 1,
      get isTTY() {
        return process.stdout.isTTY;
      },
    }),
    get isTTY() {
      return process.stdout.isTTY;
    },
    get columns() {
      return process.stdout.columns;
    },
    get rows() {
      return process.stdout.rows;
    },
  },
  get stderr() {
    return process.stderr;
  },
};

let current = processStreams;

/** The streams of the current run. */
export const streams = (): Streams => current;

/** Sets the streams of the current run. */
export function useStreams(newStreams: Streams): void {
  current = newStreams;
}

/** Writes to standard output; see {@link Output}. */
export const writeOut: Output['write'] = (data) => {
  if (current.stdout.isTTY) beforePrinting(data);
  current.stdout.write(data);
};

/** Writes to standard output what contains codes for a terminal; see {@link Output}. */
export const writeTrusted: Output['writeTrusted'] = (text) => {
  if (current.stdout.isTTY) beforePrinting(text);
  current.stdout.writeTrusted(text);
};

/** Resolves when standard output has accepted everything; see {@link Output}. */
export const drained: Output['drained'] = () => current.stdout.drained();

/** The screen behind standard output. Only a terminal has a width: tables are cut to fit only there. */
export const screen = (): Screen =>
  current.stdout.isTTY ? { width: current.stdout.columns || 80, advice: ADVICE } : {};

/** How to see what a table on a terminal had to cut. */
const ADVICE = {
  rows: '--format csv, or into a file: --output FILE',
  values: '--format csv, or | less -S',
};

/** Text for one line of a message or a report: control characters become U+FFFD. */
export const printable = printableText;

/** Prints a line about the run on standard error, so that it is not part of the output. */
export const printMessage = (text: string): void => printLine(`${PROGRAM}: ${printable(text)}`);

/** How a line about the run begins. */
export const PROGRAM = 'fits-datalake';

/** Prints a line on standard error that contains nothing but printable characters and colours. */
export function printLine(text: string): void {
  const line = `${text}\n`;
  if (current.stderr.isTTY) beforePrinting(line);
  current.stderr.write(line);
}
