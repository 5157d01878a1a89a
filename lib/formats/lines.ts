import type { Answer, Value } from '../engines/answer.ts';
import type { Format } from './format.ts';
import { json } from './json-value.ts';
import { NotRepresentable } from './not-representable.ts';

/**
 * The values of the only column, one per line, for programs that read lines. NULL is an empty line. A line break in a value
 * becomes U+FFFD: half a path could be the path of another file.
 */
export const lines: Format = ({ columns, pieces }) => ended(columns, pieces, '\n');

/** The values of the only column, each with a NUL character at its end, for `xargs -0`. No path contains one. */
export const nul: Format = ({ columns, pieces }) => ended(columns, pieces, '\0');

async function* ended(
  columns: Answer['columns'],
  pieces: Answer['pieces'],
  end: '\n' | '\0',
): AsyncGenerator<string, void> {
  if (columns.length !== 1)
    throw new NotRepresentable(
      `the answer has ${columns.length} columns, and this format has one; select one column, such as path`,
    );
  for await (const rows of pieces) yield rows.map(([value = null]) => textOf(value, end) + end).join('');
}

function textOf(value: Value, end: string): string {
  if (value === null) return '';
  return (typeof value === 'object' ? json(value) : String(value)).replaceAll(end, '\ufffd');
}
