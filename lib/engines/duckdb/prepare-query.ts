import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { QueryRefused, queryRefused } from '../query-refused.ts';
import { readsOnly } from './inspect-sql.ts';

const MAY: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];

const NO_QUESTION =
  'only questions can be asked: SELECT, WITH, DESCRIBE, SHOW, EXPLAIN; to write the answer into a file: --output FILE';

/**
 * Prepares a user's query: one statement that only reads, from exactly the text that was inspected.
 *
 * @throws QueryRefused
 */
export async function prepareQuery(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  let text = sql;
  try {
    await expectOne(connection, sql);
    if (!(await readsOnly(connection, sql))) {
      const explained = explanationOf(sql);
      if (explained === undefined || !(await readsOnly(connection, explained.sql)))
        throw new QueryRefused(NO_QUESTION);
      text = explained.explain + explained.sql;
    }
    const statement = await (await connection.extractStatements(text)).prepare(0);
    if (MAY.includes(statement.statementType)) return statement;
    statement.destroySync();
    throw new QueryRefused(NO_QUESTION);
  } catch (error) {
    throw queryRefused(error, text);
  }
}

async function expectOne(connection: DuckDBConnection, sql: string): Promise<void> {
  // DuckDB ends a statement there, but its parse tree goes on
  if (sql.includes('\0')) throw new QueryRefused('the SQL contains a NUL character');
  const { count } = await connection.extractStatements(sql);
  if (count === 1) return;
  // without its values, PIVOT is two statements, of which the first creates a type
  if (/\bpivot\b/i.test(sql))
    throw new QueryRefused('PIVOT needs the values that become columns: ON column IN (value, ...)');
  throw new QueryRefused(`one query at a time, please: these are ${count}`);
}

const EXPLAIN =
  /^(?:[\s;]|--.*\n|\/\*[\s\S]*?\*\/)*explain\b\s*(analyze\b\s*)?(\((?:\s*(?:analyze|format\s+\w+)\s*,?)+\)\s*)?/i;

/**
 * An EXPLAIN, in two parts: DuckDB returns no parse tree for it, so the statement it explains is inspected separately.
 * What is run is put together from these parts, so nothing depends on how well this expression parses SQL.
 */
function explanationOf(sql: string): { readonly explain: string; readonly sql: string } | undefined {
  const [found, analyze = '', options = ''] = EXPLAIN.exec(sql) ?? [];
  return found === undefined
    ? undefined
    : { explain: `EXPLAIN ${analyze}${options}`, sql: sql.slice(found.length) };
}
