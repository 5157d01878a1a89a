import type { Column, Value } from '../../lib/engines/answer.ts';
import type { Format, Shown } from '../../lib/formats/format.ts';

type Rows = readonly (readonly Value[])[];

/** Columns from their names, each with its type after a colon unless it is `text`: `exptime:double`. */
export const columnsOf = (names: readonly string[]): Column[] =>
  names.map((text) => {
    const [name = '', type = 'text'] = text.split(':');
    return { name, type: type as Column['type'] };
  });

/** The text of an answer in a format, and how many pieces of the answer the format has read. */
export async function written(
  format: Format,
  names: readonly string[],
  pieces: readonly Rows[],
  shown: Shown = {},
): Promise<{ text: string; read: number }> {
  let [text, read] = ['', 0];
  async function* counted() {
    for (const piece of pieces) {
      read++;
      yield piece;
    }
  }
  for await (const part of format({ columns: columnsOf(names), pieces: counted() }, shown)) text += part;
  return { text, read };
}
