import { type EndReason, QuestionEnded } from '../../engines/asker.ts';
import { type Hint, QueryRefused } from '../../engines/query-refused.ts';
import { NotRepresentable } from '../../formats/not-representable.ts';
import { RequestRefused } from '../http/replies.ts';

// From the errors of questions to what the page gets.

/** The status of each way in which a question ends. */
const STATUS: Readonly<Record<EndReason['kind'], number>> = {
  time: 408,
  memory: 413,
  busy: 503,
  process: 500,
  reader: 408,
  lake: 503,
  'no-tables': 400,
};

/** An error of a question as a refusal, with advice; other errors unchanged. */
export function questionProblem(error: unknown, advise: (hint: Hint) => string): unknown {
  if (error instanceof QuestionEnded)
    return new RequestRefused(STATUS[error.reason.kind], { error: error.message }, { cause: error });
  if (error instanceof NotRepresentable) return new RequestRefused(400, { error: error.message });
  if (!(error instanceof QueryRefused)) return error;
  const { message, reason, hint } = error;
  const status = reason.kind === 'limit' ? STATUS.memory : 400;
  return new RequestRefused(
    status,
    { error: message, ...(hint !== undefined && { hint: advise(hint) }), ...placeIn(message) },
    { cause: error },
  );
}

/** The place that ends the sentence of a syntax error: `..., line 2, column 7`. The line is left out if it is the first. */
function placeIn(sentence: string): { readonly line?: number; readonly column?: number } {
  const [, line, column] = /(?:, line (\d+))?, column (\d+)$/.exec(sentence) ?? [];
  return column === undefined ? {} : { line: Number(line ?? 1), column: Number(column) };
}
