import type { Answer } from '../engines/answer.ts';
import { jsonObject } from './json-value.ts';

/** One JSON object per line. */
export async function* ndjson({ columns, pieces }: Answer): AsyncGenerator<string, void> {
  for await (const rows of pieces) yield rows.map((row) => `${jsonObject(columns, row)}\n`).join('');
}
