import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { QueryRefused } from '../query-refused.ts';
import { isReadOnly } from './inspect-sql.ts';
import { duckdbRefusal } from './refusal.ts';

// The check of a query before DuckDB runs it: one statement that only reads.

const ALLOWED: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];
/** How the allowed statements begin, for messages. */
const STATEMENTS = ['SELECT', 'WITH', 'DESCRIBE', 'SHOW', 'EXPLAIN'];

const notAQuery = (): QueryRefused =>
  new QueryRefused({ kind: 'not-a-query', statements: STATEMENTS }, { hint: { kind: 'write-answer' } });

/**
 * Prepares a user's query: one statement that only reads. The text that is prepared is the text that was inspected.
 *
 * @throws QueryRefused
 */
export async function prepareQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  let text = sql;
  try {
    await expectOneStatement(connection, sql);
    if (!(await isReadOnly(connection, sql))) {
      const explain = splitExplain(sql);
      if (explain === undefined || !(await isReadOnly(connection, explain.sql))) throw notAQuery();
      text = explain.prefix + explain.sql;
    }
    const statement = await (await connection.extractStatements(text)).prepare(0);
    if (ALLOWED.includes(statement.statementType)) return statement;
    statement.destroySync();
    throw notAQuery();
  } catch (error) {
    throw duckdbRefusal(error, text);
  }
}

async function expectOneStatement(connection: DuckDBConnection, sql: string): Promise<void> {
  // DuckDB ends a statement at a NUL character, but its parse tree continues after it
  if (sql.includes('\0')) throw new QueryRefused({ kind: 'nul-character' });
  const { count } = await connection.extractStatements(sql);
  if (count === 1) return;
  // without its values, PIVOT is two statements, and the first one creates a type
  if (/\bpivot\b/i.test(sql)) throw new QueryRefused({ kind: 'pivot-without-values' });
  throw new QueryRefused({ kind: 'several-statements', count });
}

const EXPLAIN =
  /^(?:[\s;]|--.*\n|\/\*[\s\S]*?\*\/)*explain\b\s*(analyze\b\s*)?(\((?:\s*(?:analyze|format\s+\w+)\s*,?)+\)\s*)?/i;

/**
 * Splits EXPLAIN from the statement that it explains. DuckDB returns no parse tree for EXPLAIN, so the statement is
 * inspected on its own. The text that runs is put together from these two parts: it is safe even if this regular
 * expression misreads the SQL.
 */
function splitExplain(sql: string): { readonly prefix: string; readonly sql: string } | undefined {
  const [found, analyze = '', options = ''] = EXPLAIN.exec(sql) ?? [];
  return found === undefined
    ? undefined
    : { prefix: `EXPLAIN ${analyze}${options}`, sql: sql.slice(found.length) };
}
