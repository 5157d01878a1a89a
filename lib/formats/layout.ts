import { type Column, isNumeric } from '../engines/answer.ts';
import { cut, cutLeft, width } from './width.ts';

// The layout of a table: how wide its columns are, and which values are cut.

/** The space between two columns. */
export const GAP = '  ';

/** The narrowest that a column can become. Paths need more, or files could not be told apart. */
const NARROWEST = { text: 6, path: 12 };

/** The widest that a column can become if nothing is cut. Longer values stick out of it. */
const WIDEST = 80;

/** Columns whose values differ at their ends. */
const PATHS: readonly string[] = ['source_bucket', 'source_url', 'source_key', 'file', 'path', 'url'];

type Rows = readonly (readonly string[])[];

/** The widths of a table's columns. */
export interface Layout {
  readonly widths: readonly number[];
  /** Whether longer values are cut. Otherwise they stick out. */
  readonly cuts: boolean;
}

/** Widths that show these rows whole. One value that is far longer than the others does not widen every line. */
export const freeLayout = (columns: readonly Column[], rows: Rows): Layout => ({
  widths: widthsOf(columns, rows).map((width) => Math.min(width, WIDEST)),
  cuts: false,
});

/**
 * Widths that fit a line: the widest columns of text are narrowed. Undefined if that is not enough, since half a number
 * or time is worse than none.
 *
 * @param line characters in a line
 */
export function fittedLayout(columns: readonly Column[], rows: Rows, line: number): Layout | undefined {
  const widths = widthsOf(columns, rows);
  const least = columns.map((column, index) => narrowest(column, widths[index] ?? 0));
  let excess = sum(widths) + GAP.length * (widths.length - 1) - line;
  while (excess > 0) {
    const saved = narrowWidest(widths, least, excess);
    if (saved === 0) return undefined;
    excess -= saved;
  }
  return { widths, cuts: true };
}

const narrowest = (column: Column, wide: number): number =>
  isCut(column) ? Math.min(wide, PATHS.includes(column.name) ? NARROWEST.path : NARROWEST.text) : wide;

/** Half a number or time is worse than none. */
const isCut = (column: Column): boolean => !isNumeric(column) && column.type !== 'timestamp';

/**
 * Narrows the widest columns alike, until another one is as wide, one reaches its least width, or the excess is gone.
 * Returns how much was saved; 0 if no column can be narrowed.
 */
function narrowWidest(widths: number[], least: readonly number[], excess: number): number {
  const wide = widths.flatMap((wide, index) => (wide > (least[index] ?? 0) ? [index] : []));
  if (wide.length === 0) return 0;
  const at = (index: number): number => widths[index] ?? 0;
  const widest = Math.max(...wide.map(at));
  const narrowed = wide.filter((index) => at(index) === widest);
  const next = Math.max(...wide.map(at).filter((other) => other < widest), 0);
  const floor = Math.max(next, ...narrowed.map((index) => least[index] ?? 0));
  const less = Math.min(widest - floor, Math.ceil(excess / narrowed.length));
  for (const index of narrowed) widths[index] = widest - less;
  return less * narrowed.length;
}

const widthsOf = (columns: readonly Column[], rows: Rows): number[] =>
  columns.map(({ name }, index) =>
    rows.reduce((most, row) => Math.max(most, width(row[index] ?? '')), width(name)),
  );

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Text that fits into a column: paths and URLs keep their ends, other text its beginning. */
export const fitted = (text: string, column: Column, room: number): string =>
  isCut(column) && (PATHS.includes(column.name) || /^\S*\/\S*$/.test(text))
    ? cutLeft(text, room)
    : cut(text, room);
