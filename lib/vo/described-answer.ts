import type { Answer, Value } from '../engines/answer.ts';
import type { OutputColumn } from './adql/value.ts';
import type { Service } from './service-options.ts';

/** An answer with what is known about its columns. */
export interface DescribedAnswer extends Answer {
  readonly described: readonly OutputColumn[];
  /** Whether rows are missing at the end, when all of them have been read. */
  readonly isCut: () => boolean;
  /** The query, for readers of the answer. */
  readonly query: string;
}

/** What is asked. */
interface Asked {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
  readonly maxRows: number;
  readonly query: string;
}

/** How a query is run. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number | undefined;
}

/**
 * Asks the engine. The first rows are there when this returns, so most errors are thrown now.
 *
 * @throws QueryRefused, QuestionEnded, and the reason of the signal
 */
export async function askedAnswer(
  { asker, filesAt }: Pick<Service, 'asker' | 'filesAt'>,
  { sql, columns, maxRows, query }: Asked,
  { signal, timeoutMs }: RunOptions,
): Promise<DescribedAnswer> {
  const answer = await asker({ sql, maxRows: maxRows + 1, signal, timeoutMs });
  const { pieces: first, isCut } = await cut(answer.pieces, maxRows);
  const pieces = filesAt === undefined ? first : served(first, columns, filesAt);
  return {
    columns: answer.columns.map(({ type, name }, at) => ({ type, name: columns[at]?.name ?? name })),
    ...{ pieces, described: columns, isCut, query },
  };
}

/** Addresses of files on this machine as those at which it serves them. Both are percent-encoded paths. */
async function* served(
  pieces: AsyncIterable<Piece>,
  columns: readonly OutputColumn[],
  filesAt: string,
): AsyncGenerator<Piece> {
  const at = columns.map(({ name }) => name === 'access_url');
  const address = (value: Value): Value =>
    typeof value === 'string' ? value.replace(/^file:\/\/\//, () => filesAt) : value;
  for await (const piece of pieces)
    yield at.includes(true)
      ? piece.map((row) => row.map((value, i) => (at[i] === true ? address(value) : value)))
      : piece;
}

type Piece = readonly (readonly Value[])[];

/** The first rows of an answer. The first piece is read at once: an engine that fails mostly does so before it. */
async function cut(pieces: AsyncIterable<Piece>, maxRows: number) {
  const iterator = pieces[Symbol.asyncIterator]();
  const first = await iterator.next();
  // DALI: without rows, an answer counts as cut
  let isCut = maxRows === 0;
  async function* read(): AsyncGenerator<Piece> {
    try {
      let rows = 0;
      for (let next = first; !next.done; next = await iterator.next()) {
        const room = maxRows - rows;
        rows += next.value.length;
        if (rows > maxRows) isCut = true;
        if (room > 0) yield next.value.length > room ? next.value.slice(0, room) : next.value;
        if (isCut) return;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { pieces: read(), isCut: () => isCut };
}
