import type { Answer } from '../engines/answer.ts';
import { jsonObject } from './json-value.ts';

/** A JSON array of objects, one per line. */
export async function* json({ columns, pieces }: Answer): AsyncGenerator<string, void> {
  let isEmpty = true;
  for await (const rows of pieces) {
    if (rows.length === 0) continue;
    yield `${isEmpty ? '[\n' : ',\n'}${rows.map((row) => jsonObject(columns, row)).join(',\n')}`;
    isEmpty = false;
  }
  yield isEmpty ? '[]\n' : '\n]\n';
}
