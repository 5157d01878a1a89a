import type { Value } from '../engines/answer.ts';
import type { Format } from './format.ts';
import { json } from './json-value.ts';
import { cut, width } from './width.ts';

/** Rows that a terminal shows; rows whose values decide how wide the columns are. */
const SHOWN = 2000;
/** Columns are not cut below this to fit a line. */
const LEAST = 8;
const GAP = '  ';

/**
 * A table to be read, in plain text that copies well: numbers to the right, NULL for what is undefined, and at the
 * end the number of rows. On a terminal long values are cut so that lines fit, and only the first rows are shown;
 * anywhere else nothing is left out.
 */
export const table: Format = async ({ columns, pieces }, write, screen) => {
  const names = columns.map(({ name }) => clean(name));
  const first: string[][] = [];
  let rows = 0;
  let widths: number[] | undefined;
  const lineOf = (texts: readonly string[]): string =>
    texts
      .map((text, index) => {
        const room = widths?.[index] ?? 0;
        const shown = screen.width === undefined ? text : cut(text, room);
        const pad = ' '.repeat(Math.max(0, room - width(shown)));
        return columns[index]?.kind === 'number' ? pad + shown : shown + pad;
      })
      .join(GAP)
      .trimEnd();
  /** Fixes the widths, by the rows so far, and writes those. */
  const begin = (): void => {
    widths = names.map((name, index) =>
      Math.max(width(name), ...first.map((row) => width(row[index] ?? ''))),
    );
    if (screen.width !== undefined) narrow(widths, screen.width - GAP.length * (widths.length - 1));
    write(
      `${[lineOf(names), lineOf(widths.map((room) => '-'.repeat(room))), ...first.map(lineOf)].join('\n')}\n`,
    );
  };
  for await (const piece of pieces) {
    const texts = piece.map((row) => row.map(cell));
    if (widths !== undefined) write(texts.map((text) => `${lineOf(text)}\n`).join(''));
    else if (first.push(...texts) > SHOWN) {
      if (screen.width !== undefined) {
        first.length = SHOWN;
        begin();
        write(`(the first ${count(SHOWN)} rows; all of them: --format csv, or into a file: --output FILE)\n`);
        return SHOWN;
      }
      begin();
    }
    rows += piece.length;
  }
  if (widths === undefined) begin();
  write(`(${count(rows)} ${rows === 1 ? 'row' : 'rows'})\n`);
  return rows;
};

/** Takes from the widest columns until all fit into a line, or none is wide. */
function narrow(widths: number[], room: number): void {
  let excess = widths.reduce((sum, one) => sum + one, 0) - room;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= LEAST) return;
    const below = Math.max(LEAST, ...widths.filter((one) => one < widest));
    const those = widths.flatMap((one, index) => (one === widest ? [index] : []));
    const less = Math.min(widest - below, Math.ceil(excess / those.length));
    for (const index of those) widths[index] = widest - less;
    excess -= less * those.length;
  }
}

const cell = (value: Value): string =>
  clean(value === null ? 'NULL' : typeof value === 'object' ? json(value) : String(value));

/** A value stays in its line, and steers no terminal. */
const clean = (text: string): string => text.replace(/[\p{Cc}\u2028-\u202e\u2066-\u2069]/gu, '\ufffd');

const count = (number: number): string => number.toLocaleString('en-US');
