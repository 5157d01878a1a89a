import { EVERYDAY } from '../../sql/everyday.ts';
import { VIEWS, viewColumns } from '../../sql/view-columns.ts';
import { columnOfViews, expectedColumn, likeDays, unquotedText } from '../hints.ts';
import { nearest } from '../nearest.ts';
import { type Hint, QueryRefused } from '../query-refused.ts';

/**
 * Athena's error as a refusal: one sentence, with a hint if one is known.
 *
 * `COLUMN_NOT_FOUND: line 1:8: Column 'x' cannot be resolved or requester is not authorized to access requested resources`
 *
 * @param message what Athena says
 * @param sql the query
 */
export function athenaRefusal(message: string, sql: string, cause?: unknown): QueryRefused {
  const [, code = '', line, column, rest = ''] =
    /^(?:FAILED: )?([A-Z][A-Z_]+: )?(?:line (\d+):(\d+): )?([\s\S]*)$/.exec(message) ?? [];
  // the list of what the parser expected is long, and says little to a user
  const what = rest
    .replace(/(?:\.? expecting:?|\. Expected:|, all types \(without) [\s\S]*$/i, '')
    .replace(/\s+/g, ' ')
    .trim();
  // if Athena names no place in the SQL, its code is at least something to look up
  const sentence = line === undefined ? `${code}${what}` : `${what} (line ${line}, column ${column})`;
  return new QueryRefused({ kind: 'engine', sentence }, { hint: hintFor(what, sql), cause });
}

const hintFor = (what: string, sql: string): Hint | undefined =>
  unknownColumn(what, sql) ??
  unknownTable(what) ??
  wrongLike(what, sql) ??
  wrongTypes(what) ??
  wrongSyntax(what);

function unknownColumn(what: string, sql: string): Hint | undefined {
  const [, path] = /^Column '(.+?)' cannot be resolved/.exec(what) ?? [];
  if (path === undefined) return undefined;
  const name = path.slice(path.lastIndexOf('.') + 1);
  return (
    expectedColumn(name, sql) ??
    unquotedText(name, sql) ??
    everydayColumn(name) ??
    columnOfViews(name) ??
    maybeKeyword(name)
  );
}

function everydayColumn(name: string): Hint | undefined {
  const found = EVERYDAY.find(({ column }) => column === name.toLowerCase());
  return found && { kind: 'column-elsewhere', keyword: name.toUpperCase(), column: found.column };
}

/** Whether there is such a keyword is not looked up: that would cost a query. */
function maybeKeyword(name: string): Hint {
  const columns = new Set(VIEWS.flatMap((view) => viewColumns(view).map((column) => column.name)));
  return { kind: 'maybe-keyword', keyword: name.toUpperCase(), similar: nearest(name, columns) };
}

function unknownTable(what: string): Hint | undefined {
  const [, path] = /^Table '(.+?)' does not exist/.exec(what) ?? [];
  if (path === undefined && !/^Entity Not Found\b/.test(what)) return undefined;
  const similar = path === undefined ? undefined : nearest(path.slice(path.lastIndexOf('.') + 1), VIEWS);
  return { kind: 'tables', tables: VIEWS, similar };
}

const wrongLike = (what: string, sql: string): Hint | undefined =>
  /^Left side of LIKE expression must evaluate to a varchar \(actual: (?:timestamp|date)/.test(what)
    ? likeDays(sql)
    : undefined;

/** Trino's messages about values whose types do not fit, and the types that they name. */
const TYPES =
  /^(?:Cannot apply operator:|Unexpected parameters|Cannot check if|IN value and list items .* between) (.*)/;
const ARITHMETIC = / for function (?:avg|sum|stddev|approx_percentile|round|floor|ceil|abs|sqrt|log10|ln)\b/;

function wrongTypes(what: string): Hint | undefined {
  const types = TYPES.exec(what)?.[1] ?? '';
  if (/\b(?:timestamp|date)\b/.test(types))
    return { kind: 'times', day: "DATE '2024-09-12'", time: "TIMESTAMP '2024-09-12 23:41:07'" };
  return /\bvarchar\b/.test(types) && (ARITHMETIC.test(what) || /integer|bigint|double|decimal/.test(types))
    ? { kind: 'numbers' }
    : undefined;
}

function wrongSyntax(what: string): Hint | undefined {
  if (/input ';'/.test(what)) return { kind: 'one-query' };
  return /^Queries of this type are not supported/.test(what) ? { kind: 'incomplete-sql' } : undefined;
}
