/**
 * Characters that control a terminal or change the order or the lines of its text: C0, DEL and C1; the bidirectional
 * controls; line and paragraph separators.
 */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const UNPRINTABLE_IN_LINES = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const INSTEAD = '\ufffd';

/** Text for one line of a terminal: control characters become U+FFFD. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, INSTEAD).toWellFormed();

/** The same for text of several lines, which may contain tabs. */
export const printableLines = (text: string): string =>
  text.replace(UNPRINTABLE_IN_LINES, INSTEAD).toWellFormed();
