// Values of keywords, as --sort and --where compare them.

import type { KeywordTest } from './selection.ts';
import type { KeywordRow } from './table-rows.ts';

/** A value to compare. */
export type Comparable = number | string;

/** The value of the first keyword that passes the test; undefined if the row has none. */
export function comparedValue({ values }: KeywordRow, isWanted: KeywordTest): Comparable | undefined {
  for (const [keyword, { text }] of values) if (isWanted(keyword)) return comparable(text);
  return undefined;
}

/** A number if the text is one, also in quotes. Number() would also accept blanks and 0x10. */
export const comparable = (text: string): Comparable =>
  /^[+-]?(\d+\.?\d*|\.\d+)(E[+-]?\d+)?$/i.test(text) ? Number(text) : text;
