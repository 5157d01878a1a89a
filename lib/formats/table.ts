import { type Answer, type Column, isNumeric, type Value } from '../engines/answer.ts';
import type { Shown } from './format.ts';
import { json } from './json-value.ts';
import { fitted, fittedLayout, freeLayout, GAP, type Layout } from './layout.ts';
import { printable } from './printable.ts';
import { thousands } from './thousands.ts';
import { width } from './width.ts';

/** The most rows that a terminal shows, as lines or as records. The first rows also decide how wide the columns are. */
const SHOWN = { lines: 2000, records: 200 };

/** The lines around the rows: the names of the columns, a rule, and the number of rows. */
const AROUND = 3;

/**
 * A table for people, in plain text that copies well: numbers are aligned to the right, NULL is `NULL`, and the last
 * line is the number of rows. On a terminal, long values are cut so that lines fit, each row becomes a record of lines
 * if that is not enough, and only the first rows are shown, unless a pager shows them. Elsewhere nothing is left out. Without a header, it has rows
 * only: neither names nor their number.
 */
export async function* table({ columns, pieces }: Answer, screen: Shown): AsyncGenerator<string, void> {
  const named = columns.map(({ name, type }) => ({ name: printable(name), type }));
  const first: string[][] = [];
  let rows = 0;
  let style: RowStyle | undefined;
  /** A longer answer goes to a pager, where nothing is cut: it can be moved to the side. */
  const shownIn = (all: number): Shown =>
    screen.lines !== undefined && all + AROUND > screen.lines ? { header: screen.header ?? true } : screen;
  const count = (all: number): string => (screen.header === false ? '' : `${countOf(all)}\n`);
  for await (const piece of pieces) {
    const texts = piece.map((row) => row.map(cell));
    rows += piece.length;
    if (style !== undefined) yield texts.map(style.row).join('');
    else if (first.push(...texts) > SHOWN.lines) {
      const shown = shownIn(first.length);
      if (shown.width !== undefined) break;
      style = styleFor(named, first, shown);
      yield style.head + first.map(style.row).join('');
    }
  }
  if (style !== undefined) {
    yield count(rows);
    return;
  }
  const where = shownIn(first.length);
  style = styleFor(named, first, where);
  const shown = where.width === undefined ? first : first.slice(0, style.most);
  yield style.head + shown.map(style.row).join('');
  yield shown.length < first.length
    ? `(the first ${thousands(shown.length)} rows${more(screen.advice?.rows)})\n`
    : count(rows);
  if (style.hasCut()) yield `(values are cut to fit${more(screen.advice?.values)})\n`;
}

const countOf = (rows: number): string => `(${thousands(rows)} ${rows === 1 ? 'row' : 'rows'})`;
const more = (advice: string | undefined): string => (advice === undefined ? '' : `; all of them: ${advice}`);

/** How rows become text. */
interface RowStyle {
  readonly head: string;
  readonly row: (texts: readonly string[]) => string;
  /** Whether a value was cut so far. */
  readonly hasCut: () => boolean;
  /** The most rows that a terminal shows. */
  readonly most: number;
}

function styleFor(columns: readonly Column[], rows: readonly (readonly string[])[], screen: Shown): RowStyle {
  const layout =
    screen.width === undefined ? freeLayout(columns, rows) : fittedLayout(columns, rows, screen.width);
  return layout === undefined ? recordStyle(columns) : lineStyle(columns, layout, screen.header);
}

/** One line per row. */
function lineStyle(columns: readonly Column[], { widths, cuts }: Layout, header = true): RowStyle {
  let hasCut = false;
  const line = (texts: readonly string[]): string =>
    `${columns
      .map((column, index) => {
        const [text, room] = [texts[index] ?? '', widths[index] ?? 0];
        const shown = cuts ? fitted(text, column, room) : text;
        hasCut ||= shown !== text;
        const pad = ' '.repeat(Math.max(0, room - width(shown)));
        return isNumeric(column) ? pad + shown : shown + pad;
      })
      .join(GAP)
      .trimEnd()}\n`;
  const rule = widths.map((room) => '-'.repeat(room));
  const names = columns.map(({ name }) => name);
  const head = header ? line(names) + line(rule) : '';
  return { head, row: line, hasCut: () => hasCut, most: SHOWN.lines };
}

/** One line per value, and a blank line after each row. */
const recordStyle = (columns: readonly Column[]): RowStyle => ({
  head: '',
  row: (texts) => `${columns.map(({ name }, index) => `${name}: ${texts[index] ?? ''}\n`).join('')}\n`,
  hasCut: () => false,
  most: SHOWN.records,
});

/** A value as text on one line, without control characters: tables are for people, and pipes may end at a terminal. */
const cell = (value: Value): string =>
  printable(value === null ? 'NULL' : typeof value === 'object' ? json(value) : String(value));
