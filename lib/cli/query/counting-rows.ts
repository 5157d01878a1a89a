import type { Answer } from '../../engines/answer.ts';

/** Asks an engine, and counts the rows of its answers as they are read. */
export function countingRows<A extends Answer>(
  ask: (sql: string) => Promise<A>,
): { readonly ask: (sql: string) => Promise<A>; rows(): number } {
  let rows = 0;
  async function* watched(pieces: Answer['pieces']) {
    for await (const piece of pieces) {
      rows += piece.length;
      yield piece;
    }
  }
  return {
    ask: async (sql) => {
      const answer = await ask(sql);
      return { ...answer, pieces: watched(answer.pieces) };
    },
    rows: () => rows,
  };
}
