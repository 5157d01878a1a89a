import type { Value } from '../engines/answer.ts';
import type { Format } from './format.ts';
import { json } from './json-value.ts';

/** RFC 4180 with \n and a header line. NULL is nothing at all, empty text is `""`. */
export const csv: Format = async ({ columns, pieces }, write) => {
  write(`${columns.map(({ name }) => field(name)).join(',')}\n`);
  let rows = 0;
  for await (const piece of pieces) {
    write(piece.map((row) => `${row.map(field).join(',')}\n`).join(''));
    rows += piece.length;
  }
  return rows;
};

function field(value: Value): string {
  if (value === null) return '';
  if (value === '') return '""';
  const text = typeof value === 'object' ? json(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
