import { EVERYDAY } from '../../sql/everyday.ts';
import { literal } from '../../sql/text.ts';
import { VIEWS, viewColumns } from '../../sql/view-columns.ts';
import { ofUsualName, ofWord } from '../hints.ts';
import { nearest } from '../nearest.ts';
import { QueryRefused } from '../query-refused.ts';

/**
 * Athena's reason for not answering as a sentence, with the hint that its user needs where one is known.
 *
 * `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources`
 *
 * @param sql what was asked
 */
export function athenaRefused(reason: string, sql: string, cause?: unknown): QueryRefused {
  const [, code = '', line, column, rest = ''] =
    /^(?:FAILED: )?([A-Z][A-Z_]+: )?(?:line (\d+):(\d+): )?([\s\S]*)$/.exec(reason) ?? [];
  // the tokens that a grammar would have liked better are many, and mean little to who asks
  const said = rest
    .replace(/(?:\.? expecting:?|\. Expected:|, all types \(without) [\s\S]*$/i, '')
    .replace(/\s+/g, ' ')
    .trim();
  const place = line === undefined ? '' : ` (line ${line}, column ${column})`;
  const hint = hintOf(said, sql);
  // a code is for looking things up, where there is nothing in the SQL to point at
  const what = `${line === undefined ? code : ''}${said}${place}`;
  return new QueryRefused(hint === undefined ? what : `${what}; ${hint}`, { cause });
}

const hintOf = (said: string, sql: string): string | undefined =>
  unknownColumn(said, sql) ?? unknownTable(said) ?? otherTypes(said) ?? otherSyntax(said);

function unknownColumn(said: string, sql: string): string | undefined {
  const [, path] = /^Column '(.+?)' cannot be resolved/.exec(said) ?? [];
  if (path === undefined) return undefined;
  const name = path.slice(path.lastIndexOf('.') + 1);
  return ofUsualName(name, sql) ?? ofWord(name, sql) ?? ofColumn(name);
}

/** Which keywords there are would have to be asked, and paid for: so the hint says where to look. */
function ofColumn(name: string): string {
  const keyword = name.toUpperCase();
  const inHeaders = `headers has it where card_name = ${literal(keyword)}`;
  if (EVERYDAY.some(({ column }) => column === name.toLowerCase()))
    return `files and hdus have the column ${name.toLowerCase()}, ${inHeaders}`;
  const columns = new Set(VIEWS.flatMap((view) => viewColumns(view).map((column) => column.name)));
  const like = nearest(name, columns);
  const guess = like === undefined ? '' : `did you mean ${like}? or, `;
  return `${guess}if ${keyword} is a keyword: ${inHeaders}, and the stack's setting keywords makes it a column`;
}

function unknownTable(said: string): string | undefined {
  const [, path] = /^Table '(.+?)' does not exist/.exec(said) ?? [];
  if (path === undefined && !/^Entity Not Found\b/.test(said)) return undefined;
  const like = path === undefined ? undefined : nearest(path.slice(path.lastIndexOf('.') + 1), VIEWS);
  return `${like === undefined ? '' : `did you mean ${like}? `}there are ${VIEWS.join(', ')}`;
}

/** What Trino says of values that do not go together, with their types. */
const TYPES =
  /^(?:Cannot apply operator:|Unexpected parameters|Cannot check if|IN value and list items .* between) (.*)/;

function otherTypes(said: string): string | undefined {
  const types = TYPES.exec(said)?.[1] ?? '';
  if (/\b(?:timestamp|date)\b/.test(types))
    return "a time is written TIMESTAMP '2024-09-12 23:41:07', a day DATE '2024-09-12'";
  return /\bvarchar\b/.test(types) && (ARITHMETIC.test(said) || /integer|bigint|double|decimal/.test(types))
    ? "card_number holds numbers, and in the stack's setting keywords a column takes a type: GAIN:double"
    : undefined;
}

const ARITHMETIC = / for function (?:avg|sum|stddev|approx_percentile|round|floor|ceil|abs|sqrt|log10|ln)\b/;

function otherSyntax(said: string): string | undefined {
  if (/input ';'/.test(said)) return 'one query at a time, please';
  return /^Queries of this type are not supported/.test(said) ? 'is the SQL complete?' : undefined;
}
