import type { Answer } from '../../../engines/answer.ts';
import type { OutputChoice } from '../write.ts';

/** How the prompt writes an answer. */
export interface PromptChoice extends OutputChoice {
  /** The most rows that are shown on the screen. */
  readonly most: number | undefined;
  /** Called if there are more rows than that. */
  readonly onMore: () => void;
}

/** The first rows of an answer, if it goes to the screen. */
export const shownRows = <A extends Answer>(answer: A, { most, output, onMore }: PromptChoice): A =>
  most === undefined || output !== undefined
    ? answer
    : { ...answer, pieces: firstRows(answer.pieces, most, onMore) };

async function* firstRows(pieces: Answer['pieces'], most: number, onMore: () => void): Answer['pieces'] {
  let left = most;
  for await (const piece of pieces) {
    yield piece.slice(0, left);
    if (piece.length > left) {
      onMore();
      return;
    }
    left -= piece.length;
  }
}
