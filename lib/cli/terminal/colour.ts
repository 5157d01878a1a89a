// Colours, where they help to find something: differences, findings, and errors.

import { styleText } from 'node:util';
import { PROGRAM, printable, printLine, streams, writeOut, writeTrusted } from './output.ts';
import { sanitizedFor } from './stream.ts';

/** A colour that text can have. */
export type Colour = 'red' | 'green' | 'yellow';

/** Text, with its colour if it has one. */
export type Part = string | readonly [text: string, colour: Colour | undefined];

/**
 * Whether a stream shows colours: a terminal does, unless it is a dumb one. NO_COLOR says never, and FORCE_COLOR always
 * (https://no-color.org, https://force-color.org).
 */
export function hasColours(
  { isTTY }: { readonly isTTY?: boolean },
  { NO_COLOR, FORCE_COLOR, TERM }: NodeJS.ProcessEnv = process.env,
): boolean {
  if (NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== '0' : isTTY === true && TERM !== 'dumb';
}

const painted = (text: string, colour: Colour | undefined): string =>
  colour === undefined ? text : styleText(colour, text, { validateStream: false });

const textOf = (part: Part): string => (typeof part === 'string' ? part : part[0]);
const colourOf = (part: Part): Colour | undefined => (typeof part === 'string' ? undefined : part[1]);

/** Writes text to standard output, in colours if it shows any. */
export function writeColoured(...parts: readonly Part[]): void {
  const { stdout } = streams();
  if (!hasColours(stdout)) writeOut(parts.map(textOf).join(''));
  else
    writeTrusted(parts.map((part) => painted(sanitizedFor(stdout, textOf(part)), colourOf(part))).join(''));
}

/** Prints a line about the run on standard error, in colours if it shows any. */
export function printColoured(...parts: readonly Part[]): void {
  const isColoured = hasColours(streams().stderr);
  printLine(
    parts.map((part) => painted(printable(textOf(part)), isColoured ? colourOf(part) : undefined)).join(''),
  );
}

/** Prints why a run, or a part of it, failed. */
export const printError = (text: string): void => printColoured([`${PROGRAM}:`, 'red'], ` ${text}`);
