import type { Answer, Value } from '../../engines/answer.ts';
import type { Question } from '../../engines/asker.ts';
import { namedQueries, ParameterRefused, withValues } from '../../sql/queries.ts';
import type { PageContext } from '../context.ts';
import { type Arguments, integerIn, requiredText, textIn } from '../data/arguments.ts';
import { jsonBody, jsonReply, RequestRefused } from '../http/replies.ts';
import type { Route } from '../http/router.ts';
import { download, FORMATS, type FormatName } from './download.ts';
import { questionProblem } from './problem.ts';

// Typed SQL and named queries.

/** The most rows of an answer in JSON, and how many there are by default. */
const ROWS = { most: 100_000, default: 1000 } as const;
/** The most characters of an answer in JSON. */
const MOST_TEXT = 50_000_000;

/** `POST /ask`: `{ sql, maxRows, format, timeoutMs }`, or `{ named, values }`; with SQL, too, that of the query is edited. */
export const askRoute = (context: PageContext): Route => ({
  methods: ['POST'],
  needsToken: true,
  handle: async (request) => {
    const given = await jsonBody(request);
    const { timeoutMs: most } = context;
    const timeoutMs = integerIn(given, 'timeoutMs', [1, most]) ?? most;
    const question = { sql: sqlIn(given, context), signal: request.signal, timeoutMs };
    const format = formatIn(given);
    try {
      if (format !== undefined) return await download(format, question, context.asker);
      const maxRows = integerIn(given, 'maxRows', [0, ROWS.most]) ?? ROWS.default;
      return jsonReply(await shortAnswer(question, maxRows, context));
    } catch (error) {
      throw questionProblem(error, context.advise);
    }
  },
});

function sqlIn(given: Arguments, { savedQueries }: PageContext): string {
  const name = textIn(given, 'named');
  if (name === undefined) return requiredText(given, 'sql');
  const query = [...namedQueries(), ...savedQueries()].find((known) => known.name === name);
  if (query === undefined) throw new RequestRefused(404, { error: `there is no named query ${name}` });
  try {
    return withValues({ ...query, sql: textIn(given, 'sql') ?? query.sql }, valuesIn(given));
  } catch (error) {
    throw error instanceof ParameterRefused
      ? new RequestRefused(400, { error: `${error.parameter}: ${error.problem.replaceAll('-', ' ')}` })
      : error;
  }
}

function valuesIn({ values = {} }: Arguments): Record<string, string> {
  if (typeof values !== 'object' || values === null)
    throw new RequestRefused(400, { error: 'values: must be an object' });
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function formatIn(given: Arguments): FormatName | undefined {
  const name = textIn(given, 'format');
  if (name === undefined || name === 'json') return undefined;
  const format = FORMATS.find((known) => known === name);
  if (format === undefined)
    throw new RequestRefused(400, { error: `format: must be one of json, ${FORMATS.join(', ')}` });
  return format;
}

/** An answer in memory, and whether it has more rows. */
async function shortAnswer(
  question: Question,
  maxRows: number,
  { asker }: PageContext,
): Promise<{ columns: Answer['columns']; rows: (readonly Value[])[]; more: boolean }> {
  const { columns, pieces } = await asker.ask({ ...question, maxRows: maxRows + 1 });
  const rows: (readonly Value[])[] = [];
  let text = 0;
  for await (const piece of pieces) {
    rows.push(...piece);
    text += JSON.stringify(piece, (_, value) => (typeof value === 'bigint' ? 0 : value)).length;
    if (text > MOST_TEXT)
      throw new RequestRefused(413, {
        error: 'the answer is too large to show',
        hint: 'select fewer rows or columns, or download it',
      });
  }
  return { columns, rows: rows.slice(0, maxRows), more: rows.length > maxRows };
}
