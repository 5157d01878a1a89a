import type { Column, Value } from '../../lib/engines/answer.ts';
import type { Format, Screen } from '../../lib/formats/format.ts';

type Rows = readonly (readonly Value[])[];

/** Columns from their names, each with its kind after a colon unless it is `other`: `exptime:number`. */
const columnsOf = (names: readonly string[]): Column[] =>
  names.map((text) => {
    const [name = '', kind = 'other'] = text.split(':');
    return { name, kind: kind as Column['kind'] };
  });

/** The text of an answer in a format, and how many pieces of the answer the format has read. */
export async function written(
  format: Format,
  names: readonly string[],
  pieces: readonly Rows[],
  screen: Screen = {},
): Promise<{ text: string; read: number }> {
  let [text, read] = ['', 0];
  async function* counted() {
    for (const piece of pieces) {
      read++;
      yield piece;
    }
  }
  for await (const part of format({ columns: columnsOf(names), pieces: counted() }, screen)) text += part;
  return { text, read };
}
