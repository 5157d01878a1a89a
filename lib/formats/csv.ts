import type { Answer, Value } from '../engines/answer.ts';
import type { Format, Shown } from './format.ts';
import { json } from './json-value.ts';

/** CSV as in RFC 4180, with \n and a header line. NULL is an empty field, an empty string is `""`. */
export const csv: Format = (answer, shown) => separated(answer, shown, ',');

/** The same with tabs instead of commas: a value with a tab, a quote or a line break is quoted like in CSV. */
export const tsv: Format = (answer, shown) => separated(answer, shown, '\t');

async function* separated(
  { columns, pieces }: Answer,
  { header = true }: Shown,
  separator: ',' | '\t',
): AsyncGenerator<string, void> {
  const field = (value: Value): string => quoted(value, separator);
  if (header) yield `${columns.map(({ name }) => field(name)).join(separator)}\n`;
  for await (const rows of pieces) yield rows.map((row) => `${row.map(field).join(separator)}\n`).join('');
}

const SPECIAL = { ',': /[",\r\n]/, '\t': /["\t\r\n]/ };

function quoted(value: Value, separator: ',' | '\t'): string {
  if (value === null) return '';
  if (value === '') return '""';
  const text = typeof value === 'object' ? json(value) : String(value);
  return SPECIAL[separator].test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
