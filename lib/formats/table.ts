import type { Column, Value } from '../engines/answer.ts';
import type { Format } from './format.ts';
import { json } from './json-value.ts';
import { fitted, fittedLayout, freeLayout, GAP, type Layout } from './layout.ts';
import { printable } from './printable.ts';
import { width } from './width.ts';

/** Rows that a terminal shows, in lines or as records; so many decide how wide the columns are. */
const SHOWN = { lines: 2000, records: 200 };

/**
 * A table to be read, in plain text that copies well: numbers to the right, NULL for what is undefined, and at the
 * end the number of rows. On a terminal long values are cut so that lines fit; where that does not do, each row is a
 * record of lines; and only the first rows are shown. Anywhere else nothing is left out.
 */
export const table: Format = async ({ columns, pieces }, write, screen) => {
  const named = columns.map(({ name, kind }) => ({ name: printable(name), kind }));
  const first: string[][] = [];
  let rows = 0;
  let lines: Lines | undefined;
  const begin = (): Lines => {
    const layout =
      screen.width === undefined ? freeLayout(named, first) : fittedLayout(named, first, screen.width);
    const begun = layout === undefined ? records(named) : tableOf(named, layout);
    write(begun.head);
    return begun;
  };
  for await (const piece of pieces) {
    const texts = piece.map((row) => row.map(cell));
    if (lines !== undefined) write(texts.map(lines.row).join(''));
    else if (first.push(...texts) > SHOWN.lines) {
      if (screen.width !== undefined) break;
      lines = begin();
      write(first.map(lines.row).join(''));
    }
    rows += piece.length;
  }
  if (lines === undefined) {
    lines = begin();
    const shown = first.slice(0, screen.width === undefined ? first.length : lines.most);
    write(shown.map(lines.row).join(''));
    if (shown.length < first.length) {
      write(
        `(the first ${count(shown.length)} rows; all of them: --format csv, or into a file: --output FILE)\n`,
      );
      write(lines.foot());
      return shown.length;
    }
  }
  write(`(${count(rows)} ${rows === 1 ? 'row' : 'rows'})\n${lines.foot()}`);
  return rows;
};

/** How rows become text. */
interface Lines {
  readonly head: string;
  readonly row: (texts: readonly string[]) => string;
  /** What is to be said in the end. */
  readonly foot: () => string;
  /** Rows that a terminal shows of these. */
  readonly most: number;
}

function tableOf(columns: readonly Column[], { widths, cuts }: Layout): Lines {
  let isCut = false;
  const line = (texts: readonly string[]): string =>
    `${columns
      .map((column, index) => {
        const [text, room] = [texts[index] ?? '', widths[index] ?? 0];
        const shown = cuts ? fitted(text, column, room) : text;
        isCut ||= shown !== text;
        const pad = ' '.repeat(Math.max(0, room - width(shown)));
        return column.kind === 'number' ? pad + shown : shown + pad;
      })
      .join(GAP)
      .trimEnd()}\n`;
  const rule = widths.map((room) => '-'.repeat(room));
  const names = columns.map(({ name }) => name);
  return {
    head: line(names) + line(rule),
    row: line,
    foot: () => (isCut ? '(values are cut to fit; all of them: --format csv, or | less -S)\n' : ''),
    most: SHOWN.lines,
  };
}

/** A line a value, and a blank line after each row. */
const records = (columns: readonly Column[]): Lines => ({
  head: '',
  row: (texts) => `${columns.map(({ name }, index) => `${name}: ${texts[index] ?? ''}\n`).join('')}\n`,
  foot: () => '',
  most: SHOWN.records,
});

/** A value stays within its line, wherever the table goes: tables are for people, and pipes may end at a terminal. */
const cell = (value: Value): string =>
  printable(value === null ? 'NULL' : typeof value === 'object' ? json(value) : String(value));

const count = (number: number): string => number.toLocaleString('en-US');
