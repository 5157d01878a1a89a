import { type DuckDBConnection, type DuckDBPreparedStatement, StatementType } from '@duckdb/node-api';
import { literals } from '../sql/text.ts';
import { QueryRefused, queryRefused } from './query-refused.ts';

/**
 * Locks a connection down, for good: from now on it opens the files that are allowed and no others, no network and no
 * extension. What is not trusted, a cache or a user's SQL, comes after that.
 *
 * @param allowed files that it may yet attach, read or write; where one is to spill has to be set before
 */
export async function lockDown(connection: DuckDBConnection, allowed: readonly string[]): Promise<void> {
  if (allowed.length > 0) await connection.run(`SET allowed_paths = [${literals(allowed)}]`);
  await connection.run('SET autoinstall_known_extensions = false');
  await connection.run('SET autoload_known_extensions = false');
  await connection.run('SET enable_external_access = false');
  await connection.run('SET lock_configuration = true');
}

/** Functions that change the session rather than read; what they would write is refused in any case. */
const SWITCHES = /\b(?:enable|disable)_(?:logging|profiling)\b/i;

const MAY: readonly StatementType[] = [StatementType.SELECT, StatementType.EXPLAIN];

const NO_QUESTION =
  'only questions can be asked: SELECT, WITH, DESCRIBE, SHOW, EXPLAIN; to write the answer into a file: --output FILE';

/** How a question begins, after blanks and comments. */
const QUESTION =
  /^(?:[\s;(]|--.*|\/\*[\s\S]*?\*\/)*(?:explain(?:\s+analyze)?\s+)?(?:select|with|from|values|table|describe|desc|show|summarize|pivot|unpivot|explain)\b/i;

/** Prepares what a user asks: one statement, and one that only reads. Throws {@link QueryRefused}. */
export async function question(connection: DuckDBConnection, sql: string): Promise<DuckDBPreparedStatement> {
  const switched = SWITCHES.exec(sql)?.[0];
  if (switched !== undefined) throw new QueryRefused(`${switched} is not for queries`);
  try {
    const statements = await connection.extractStatements(sql);
    if (statements.count !== 1)
      throw new QueryRefused(`one query at a time, please: these are ${statements.count}`);
    const statement = await prepared(() => statements.prepare(0), sql);
    if (MAY.includes(statement.statementType)) return statement;
    statement.destroySync();
    throw new QueryRefused(NO_QUESTION);
  } catch (error) {
    throw queryRefused(error, sql);
  }
}

/** What is no question may be refused by DuckDB before it is prepared, in many ways. */
async function prepared<T>(prepare: () => Promise<T>, sql: string): Promise<T> {
  try {
    return await prepare();
  } catch (error) {
    const changes = /Can only (?:update|delete)|is not an table/.test(String(error));
    throw changes || !QUESTION.test(sql) ? new QueryRefused(NO_QUESTION, { cause: error }) : error;
  }
}
