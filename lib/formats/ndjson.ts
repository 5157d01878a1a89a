import type { Format } from './format.ts';
import { jsonObject } from './json-value.ts';

/** An object a line. */
export const ndjson: Format = async ({ columns, pieces }, write) => {
  let rows = 0;
  for await (const piece of pieces) {
    write(piece.map((row) => `${jsonObject(columns, row)}\n`).join(''));
    rows += piece.length;
  }
  return rows;
};
