// Advice on standard error when an answer is empty because of how the question was written.

import type { Answer, Value } from '../../engines/answer.ts';
import { printMessage } from '../terminal/output.ts';
import { adviceOn, type Queried } from '../terminal/refusals.ts';

/** The answer, followed by advice if nothing was found: no rows, or one with only NULL and 0, such as `count(*)`. */
export const withAdvice = <A extends Answer>(answer: A, sql: string, queried: Queried): A => ({
  ...answer,
  pieces: advised(answer, sql, queried),
});

async function* advised({ pieces }: Answer, sql: string, queried: Queried): Answer['pieces'] {
  let [rows, isNothing] = [0, true];
  for await (const piece of pieces) {
    rows += piece.length;
    isNothing &&= rows <= 1 && piece.every((row) => row.every(isZero));
    yield piece;
  }
  if (!isNothing) return;
  // loaded only when it is needed
  const { foundNothing } = await import('../../engines/hints.ts');
  const hint = foundNothing(sql);
  if (hint !== undefined) printMessage(`nothing was found; ${adviceOn(hint, queried)}`);
}

const isZero = (value: Value): boolean => value === null || value === 0 || value === 0n;
