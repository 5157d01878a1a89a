import type { Column, Value } from '../../lib/engines/answer.ts';
import type { Format, Screen } from '../../lib/formats/format.ts';

export type Rows = readonly (readonly Value[])[];

export const columns = (...names: readonly string[]): Column[] =>
  names.map((text) => {
    const [name = '', kind = 'other'] = text.split(':');
    return { name, kind: kind as Column['kind'] };
  });

/** What a format writes of an answer whose rows come in these pieces, and how many rows it says. */
export async function written(
  format: Format,
  names: readonly string[],
  pieces: readonly Rows[],
  screen: Screen = {},
): Promise<{ text: string; rows: number; read: number }> {
  let [text, read] = ['', 0];
  async function* give() {
    for (const piece of pieces) {
      read++;
      yield piece;
    }
  }
  const answer = { columns: columns(...names), pieces: give() };
  const rows = await format(
    answer,
    (piece) => {
      text += piece;
    },
    screen,
  );
  return { text, rows, read };
}
