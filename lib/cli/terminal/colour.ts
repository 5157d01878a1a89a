// Colours on standard output.

import { streams, writeOut } from './output.ts';

/** Codes that switch a colour on (ECMA-48, SGR). */
const CODES = { red: 31, green: 32, yellow: 33 } as const;

/** A colour that output can have. */
export type Colour = keyof typeof CODES;

/**
 * Writes text in a colour. There are colours only on a terminal, unless the environment variable NO_COLOR is set
 * (https://no-color.org).
 */
export function writeColoured(text: string, colour: Colour | undefined): void {
  const { stdout } = streams();
  if (colour === undefined || !stdout.isTTY || process.env['NO_COLOR']) {
    writeOut(text);
    return;
  }
  stdout.writeTrusted(`\u001b[${CODES[colour]}m`);
  writeOut(text);
  stdout.writeTrusted('\u001b[39m');
}
