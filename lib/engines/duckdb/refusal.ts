import { messageOf } from '../../stores/file-problem.ts';
import { ranOutOf } from '../loading/no-room-to-load.ts';
import { QueryRefused, type Reason } from '../query-refused.ts';

// From DuckDB's error messages to refusals.

/** The most characters of DuckDB's sentence that are kept. It quotes values, which can be long. */
const LONGEST = 1000;

/** What DuckDB adds to its messages for its own users: overloads, and settings that cannot be changed here. */
const ADDED = /\s*\n\s*(?:Candidate functions|Possible (?:fixes|solutions?)|The search space used)\b[\s\S]*/i;

/**
 * DuckDB's error as a refusal: one sentence that says what is wrong and where.
 *
 * `Binder Error: Referenced column "x" not found in FROM clause!\nCandidate bindings: "y"\n\nLINE 1: SELECT x\n   ^`
 *
 * @param sql the query, to find the column that DuckDB points at
 */
export function duckdbRefusal(error: unknown, sql = ''): QueryRefused {
  if (error instanceof QueryRefused) return error;
  const text = messageOf(error);
  // the bindings' only message for SQL that contains no statement
  if (/native callback/.test(text)) return new QueryRefused({ kind: 'no-sql' }, { cause: error });
  const limit = ranOutOf(error);
  return limit === undefined
    ? new QueryRefused(engineReason(text, sql), { cause: error })
    : new QueryRefused({ kind: 'limit', limit }, { hint: { kind: 'raise-limit', limit }, cause: error });
}

function engineReason(text: string, sql: string): Reason {
  const [message = '', place = ''] = text.split(/\n+LINE (?=\d+:)/, 2);
  const what = message
    .replace(ADDED, '')
    .replace(/^(Failed to extract statements: )?[A-Z][\w ]* Error: /, '')
    .replace('at or near', 'near')
    .replace(/\s*\n\s*/g, ' ')
    .trim();
  const sentence = what + (/Parser Error/.test(message) ? syntaxPlace(place, sql) : linePlace(place));
  return {
    kind: 'engine',
    sentence: sentence.length <= LONGEST ? sentence : `${sentence.slice(0, LONGEST).toWellFormed()}…`,
  };
}

function linePlace(place: string): string {
  const line = Number.parseInt(place, 10);
  return line > 1 ? ` (line ${line})` : '';
}

function syntaxPlace(place: string, sql: string): string {
  const line = Number.parseInt(place, 10);
  const column = columnOf(place, sql);
  return `${line > 1 ? `, line ${line}` : ''}${column === undefined ? '' : `, column ${column}`}`;
}

/**
 * The column, from 1, that DuckDB's caret points at; undefined if it cannot be determined.
 *
 * @param place `2: ...FROM files WHRE x...\n             ^`: the line, shortened around the error
 */
function columnOf(place: string, sql: string): number | undefined {
  const [shown = '', caret = ''] = place.split('\n');
  const [label = '', number, ellipsis = ''] = /^(\d+): (\.\.\.)?/.exec(shown) ?? [];
  const line = sql.split('\n')[Number(number) - 1] ?? '';
  // the caret is below "LINE 2: "; beyond ASCII, its position depends on the terminal
  const within = caret.indexOf('^') - 'LINE '.length - label.length;
  const part = shown
    .slice(label.length)
    .replace(ellipsis === '' ? /^$/ : /\.\.\.$/, '')
    .trimEnd();
  const start = line.indexOf(part);
  return start < 0 || within < 0 || !/^[\x20-\x7e]*$/.test(line) ? undefined : start + within + 1;
}
