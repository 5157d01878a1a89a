import { MOST_CHARACTERS } from '../adql/tokens.ts';
import { translate } from '../adql/translate.ts';
import { askedAnswer, type DescribedAnswer, type RunOptions } from '../described-answer.ts';
import { type Parameters, wholeNumber } from '../parameters.ts';
import type { Service } from '../service-options.ts';
import { VoError } from '../vo-error.ts';
import { FORMATS, formatNamed, type OutputFormat } from './formats.ts';
import { uploadedTables } from './uploads.ts';

// A TAP query: from its parameters to an answer. Source: TAP 1.1, section 2.7.

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
    throw new VoError(`REQUEST is ${JSON.stringify(request)}; it must be doQuery`);
  const language = parameters.one('LANG') ?? 'ADQL';
  if (!LANGUAGES.test(language)) throw new VoError(`LANG is ${JSON.stringify(language)}; it must be ADQL`);
  const adql = parameters.one('QUERY');
  if (adql === undefined) throw new VoError('the parameter QUERY is missing');
  if (adql.length > MOST_CHARACTERS)
    throw new VoError(
      `QUERY has ${adql.length} characters; a query has at most ${MOST_CHARACTERS} characters`,
    );
  const tables = [...service.tables, ...(await uploadedTables(parameters, service))];
  const maxRows = maxRowsOf(service, parameters);
  const { sql, columns } = translate(adql, { tables, dialect: service.dialect, maxRows: maxRows + 1 });
  return await askedAnswer(service, { sql, columns, maxRows, query: adql }, { signal, timeoutMs });
}

/** The most rows that a request wants, and may have. */
export const maxRowsOf = ({ limits }: Service, parameters: Parameters): number =>
  Math.min(wholeNumber(parameters, 'MAXREC') ?? limits.rows, limits.mostRows);

/** The format that a request asks for. */
export function formatOf(parameters: Parameters): OutputFormat {
  const name = parameters.one('RESPONSEFORMAT') ?? parameters.one('FORMAT');
  return formatNamed(name ?? FORMATS[0]?.type ?? '');
}
