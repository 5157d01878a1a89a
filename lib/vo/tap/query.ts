import type { Value } from '../../engines/answer.ts';
import { translate } from '../adql/translate.ts';
import { type Parameters, wholeNumber } from '../parameters.ts';
import type { Service } from '../service-options.ts';
import { VoError } from '../vo-error.ts';
import { type DescribedAnswer, FORMATS, formatNamed, type OutputFormat } from './formats.ts';
import { uploadedTables } from './uploads.ts';

// A TAP query: from its parameters to an answer. Source: TAP 1.1, section 2.7.

/** How a query is run. */
export interface RunOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs?: number;
}

const LANGUAGES = /^ADQL(?:-2(?:\.[01])?)?$/i;

/**
 * Answers a query. Its first rows are there when this returns, so most errors are thrown now.
 *
 * @throws VoError, AdqlError, QueryRefused, QuestionEnded, and the reason of the signal
 */
export async function answerQuery(
  service: Service,
  parameters: Parameters,
  { signal, timeoutMs }: RunOptions,
): Promise<DescribedAnswer> {
  const request = parameters.one('REQUEST') ?? 'doQuery';
  if (request.toLowerCase() !== 'doquery')
    throw new VoError(`there is no REQUEST ${JSON.stringify(request)}`);
  const language = parameters.one('LANG') ?? 'ADQL';
  if (!LANGUAGES.test(language)) throw new VoError(`LANG is ${JSON.stringify(language)}, and has to be ADQL`);
  const adql = parameters.one('QUERY');
  if (adql === undefined) throw new VoError('the parameter QUERY is missing');
  const tables = [...service.tables, ...uploadedTables(parameters, service.limits)];
  const maxRows = maxRowsOf(service, parameters);
  const { sql, columns } = translate(adql, { tables, dialect: service.dialect, maxRows: maxRows + 1 });
  const answer = await service.asker({
    ...{ sql, maxRows: maxRows + 1, signal },
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
  const { pieces, isCut } = await cut(answer.pieces, maxRows);
  return {
    columns: answer.columns.map(({ type, name }, at) => ({ type, name: columns[at]?.name ?? name })),
    ...{ pieces, described: columns, isCut, query: adql },
  };
}

/** The most rows that a request wants, and may have. */
export const maxRowsOf = ({ limits }: Service, parameters: Parameters): number =>
  Math.min(wholeNumber(parameters, 'MAXREC') ?? limits.rows, limits.mostRows);

/** The format that a request asks for. */
export function formatOf(parameters: Parameters): OutputFormat {
  const name = parameters.one('RESPONSEFORMAT') ?? parameters.one('FORMAT');
  return formatNamed(name ?? FORMATS[0]?.type ?? '');
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
