import type { DuckDBConnection } from '@duckdb/node-api';
import { QueryRefused } from '../query-refused.ts';
import { type ParseResult, parse } from './inspect-sql.ts';

// A condition that becomes part of a query: does it stay in its place? DuckDB's parser answers.

/** A query with a place for a condition. */
export type ConditionalSql = (condition: string) => string;

/** Only its place is of interest, not what it says. */
const PLACEHOLDER = 'true';

/**
 * Checks that a condition is one expression, which leaves the rest of the query as it is. Nothing is bound or run.
 *
 * @param query with parentheses around the condition
 * @throws QueryRefused if the condition is not SQL, or if it changes anything but the WHERE clause
 */
export async function checkCondition(
  connection: DuckDBConnection,
  query: ConditionalSql,
  condition: string,
): Promise<void> {
  const found = await parse(connection, query(condition));
  if (found.error && found.error_type === 'parser') throw syntaxError(found, query, condition);
  const expected = await parse(connection, query(PLACEHOLDER));
  if (found.error || isQuery(found) || shapeOf(found) !== shapeOf(expected))
    throw new QueryRefused({ kind: 'not-a-condition' }, { hint: { kind: 'whole-query' } });
}

/** Whether a whole query was given: within the parentheses, it is a subquery with a single value. */
function isQuery({ statements = [] }: ParseResult): boolean {
  const [statement] = statements as readonly { readonly node: { readonly where_clause?: Subquery | null } }[];
  return statement?.node.where_clause?.subquery_type === 'SCALAR';
}

interface Subquery {
  readonly subquery_type?: unknown;
}

/** The parse tree without places, and without the condition of the only statement. */
function shapeOf({ statements = [] }: ParseResult): string {
  const rest = statements.map((statement) => {
    const { node } = statement as { readonly node: object };
    return { ...(statement as object), node: { ...node, where_clause: null } };
  });
  return JSON.stringify(rest, (key, value: unknown) => (key === 'query_location' ? undefined : value));
}

/** A syntax error, with its place in the condition rather than in the query. */
function syntaxError(
  { error_message: message = 'syntax error', position }: ParseResult,
  query: ConditionalSql,
  condition: string,
): QueryRefused {
  const sql = query(condition);
  const start = sql.indexOf(condition);
  const characters = [...condition.trimEnd()];
  // what precedes the condition is ASCII
  const at = Number(position) - start;
  if (!(at < characters.length))
    return new QueryRefused(
      { kind: 'engine', sentence: 'syntax error at the end of the condition' },
      { hint: { kind: 'incomplete-sql' } },
    );
  const before = characters.slice(0, at).join('').split('\n');
  const line = before.length > 1 ? `line ${before.length}, ` : '';
  // what follows the condition is not the user's
  const what = message.replace(sql.slice(start + condition.length), '').replace('at or near', 'near');
  return new QueryRefused({
    kind: 'engine',
    sentence: `${what}, ${line}column ${[...(before.at(-1) ?? '')].length + 1} of the condition`,
  });
}
