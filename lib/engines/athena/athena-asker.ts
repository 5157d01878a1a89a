import type { Answer } from '../answer.ts';
import { type Asker, QuestionEnded } from '../asker.ts';
import type { Athena } from './open-athena.ts';

/**
 * Answers questions about the lake of a stack. A question that ends early is stopped, so that it is not paid for.
 *
 * @param timeoutMs the time that a question may take, in milliseconds
 */
export const athenaAsker =
  (athena: Athena, timeoutMs: number): Asker =>
  async ({ sql, maxRows = Number.POSITIVE_INFINITY, tables = [], signal, timeoutMs: own = timeoutMs }) => {
    if (tables.length > 0) throw new QuestionEnded({ kind: 'no-tables' });
    const time = AbortSignal.timeout(own);
    const either = signal === undefined ? time : AbortSignal.any([signal, time]);
    const guarded = async <T>(work: () => Promise<T>): Promise<T> => {
      try {
        either.throwIfAborted();
        return await work();
      } catch (error) {
        signal?.throwIfAborted();
        throw time.aborted ? new QuestionEnded({ kind: 'time', milliseconds: own }) : error;
      }
    };
    const { columns, pieces } = await guarded(() => athena.ask(sql, { signal: either }));
    return { columns, pieces: limited(pieces, maxRows, guarded) };
  };

async function* limited(
  pieces: Answer['pieces'],
  maxRows: number,
  guarded: <T>(work: () => Promise<T>) => Promise<T>,
): Answer['pieces'] & AsyncGenerator {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (let left = maxRows; left > 0; ) {
      const { value: rows, done } = await guarded(() => iterator.next());
      if (done === true) return;
      yield rows.length <= left ? rows : rows.slice(0, left);
      left -= rows.length;
    }
  } finally {
    await iterator.return?.();
  }
}
