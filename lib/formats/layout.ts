import type { Column } from '../engines/answer.ts';
import { cut, cutLeft, width } from './width.ts';

/** Between two columns. */
export const GAP = '  ';

/** Columns are not cut below this to fit a line; one of paths needs more to tell one file from another. */
const LEAST = { text: 6, path: 12 };

/** Anywhere but on a terminal, where nothing is cut, a longer value stands out of its column. */
const WIDEST = 80;

/** Columns whose values differ at their ends. */
const PATHS: readonly string[] = ['source_bucket', 'source_url', 'source_key', 'file', 'path', 'url'];

/** How wide the columns of a table are. */
export interface Layout {
  readonly widths: readonly number[];
  /** Whether values are cut to these widths, rather than left to stand out. */
  readonly cuts: boolean;
}

/** Widths that show all of these rows; a value far longer than others does not make all lines as long. */
export const freeLayout = (columns: readonly Column[], rows: readonly (readonly string[])[]): Layout => ({
  widths: widthsOf(columns, rows).map((width) => Math.min(width, WIDEST)),
  cuts: false,
});

/**
 * Widths that fit a line: the widest columns of text give way. Undefined where it takes more than that, since half a
 * number or time is worse than none.
 *
 * @param line characters in a line
 */
export function fittedLayout(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  line: number,
): Layout | undefined {
  const widths = widthsOf(columns, rows);
  const least = columns.map(({ name, kind }, index) => {
    const all = widths[index] ?? 0;
    return kind === 'other' ? Math.min(all, PATHS.includes(name) ? LEAST.path : LEAST.text) : all;
  });
  let excess = sum(widths) + GAP.length * (widths.length - 1) - line;
  while (excess > 0) {
    const wide = widths.flatMap((one, index) => (one > (least[index] ?? 0) ? [index] : []));
    if (wide.length === 0) return undefined;
    const widest = Math.max(...wide.map((index) => widths[index] ?? 0));
    const those = wide.filter((index) => widths[index] === widest);
    const next = Math.max(...wide.map((index) => widths[index] ?? 0).filter((one) => one < widest), 0);
    const floor = Math.max(next, ...those.map((index) => least[index] ?? 0));
    const less = Math.min(widest - floor, Math.ceil(excess / those.length));
    for (const index of those) widths[index] = widest - less;
    excess -= less * those.length;
  }
  return { widths, cuts: true };
}

const widthsOf = (columns: readonly Column[], rows: readonly (readonly string[])[]): number[] =>
  columns.map(({ name }, index) =>
    rows.reduce((most, row) => Math.max(most, width(row[index] ?? '')), width(name)),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);

/** Text that fits a column: paths and URLs keep their ends, all else its beginning. */
export const fitted = (text: string, { name, kind }: Column, room: number): string =>
  kind === 'other' && (PATHS.includes(name) || /^\S*\/\S*$/.test(text))
    ? cutLeft(text, room)
    : cut(text, room);
