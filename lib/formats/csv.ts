import type { Answer, Value } from '../engines/answer.ts';
import { json } from './json-value.ts';

/** CSV as in RFC 4180, with \n and a header line. NULL is an empty field, an empty string is `""`. */
export async function* csv({ columns, pieces }: Answer): AsyncGenerator<string, void> {
  yield `${columns.map(({ name }) => field(name)).join(',')}\n`;
  for await (const rows of pieces) yield rows.map((row) => `${row.map(field).join(',')}\n`).join('');
}

function field(value: Value): string {
  if (value === null) return '';
  if (value === '') return '""';
  const text = typeof value === 'object' ? json(value) : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
