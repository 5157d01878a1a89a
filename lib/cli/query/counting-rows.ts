import type { Answer } from '../../engines/answer.ts';

/** Asks an engine, and counts the rows of its answers as they are read. */
export function countingRows<A extends Answer>(
  ask: (sql: string) => Promise<A>,
): { readonly ask: (sql: string) => Promise<A>; rows(): number } {
  let rows = 0;
  return {
    ask: async (sql) =>
      watched(await ask(sql), (piece) => {
        rows += piece;
      }),
    rows: () => rows,
  };
}

/** An answer that says how many rows each piece has when it is read. */
export const watched = <A extends Answer>(answer: A, onRows: (rows: number) => void): A => ({
  ...answer,
  pieces: watchedPieces(answer.pieces, onRows),
});

async function* watchedPieces(pieces: Answer['pieces'], onRows: (rows: number) => void): Answer['pieces'] {
  for await (const piece of pieces) {
    onRows(piece.length);
    yield piece;
  }
}
