import type { Format } from './format.ts';
import { jsonObject } from './json-value.ts';

/** An array of objects, one a line. */
export const json: Format = async ({ columns, pieces }, write) => {
  let rows = 0;
  for await (const piece of pieces) {
    if (piece.length === 0) continue;
    write(`${rows === 0 ? '[\n' : ',\n'}${piece.map((row) => jsonObject(columns, row)).join(',\n')}`);
    rows += piece.length;
  }
  write(rows === 0 ? '[]\n' : '\n]\n');
  return rows;
};
