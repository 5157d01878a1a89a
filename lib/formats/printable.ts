/**
 * The characters that must never reach a terminal, because they control it or change the order or the lines of its text:
 * C0, DEL and C1; the bidirectional controls; line and paragraph separators.
 */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
/** The same, except tabs and newlines. */
const UNPRINTABLE_IN_LINES = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const REPLACEMENT = '\ufffd';

/** Text for one line of a terminal. Control characters become U+FFFD. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, REPLACEMENT).toWellFormed();

/** Text for several lines of a terminal. Control characters other than tabs and newlines become U+FFFD. */
export const printableLines = (text: string): string =>
  text.replace(UNPRINTABLE_IN_LINES, REPLACEMENT).toWellFormed();
