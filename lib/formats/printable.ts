/**
 * Characters that steer a terminal or change the order or the lines in which it shows text: C0, DEL and C1; the bidirectional
 * controls; line and paragraph separators.
 */
const UNPRINTABLE = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const UNPRINTABLE_IN_LINES = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;
const INSTEAD = '\ufffd';

/** Text that is shown within one line: whatever a terminal would take for more than text becomes U+FFFD. */
export const printable = (text: string): string => text.replace(UNPRINTABLE, INSTEAD).toWellFormed();

/** The same for text of many lines, which tabs may divide. */
export const printableLines = (text: string): string =>
  text.replace(UNPRINTABLE_IN_LINES, INSTEAD).toWellFormed();
