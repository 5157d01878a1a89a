import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { nearest } from '../nearest.ts';
import { QueryRefused } from '../query-refused.ts';
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS, REFUSED_VIEWS } from './allowed-functions.ts';

// Which functions and views a query uses, from DuckDB's own parse tree.

/** DuckDB's parse tree of an SQL text, or the reason why there is none. */
export interface ParseResult {
  readonly error: boolean;
  readonly error_type?: string;
  readonly error_message?: string;
  /** Where the error is: the number of characters (code points) before it. */
  readonly position?: string;
  readonly statements?: readonly unknown[];
}

/**
 * Whether SQL is one SELECT in DuckDB's broad sense, which includes FROM, VALUES, DESCRIBE and SUMMARIZE. Inspects
 * DuckDB's own parse tree, without binding or running the statement.
 *
 * @returns false for any other kind of statement
 * @throws QueryRefused if it calls a function that is not allowed, or if DuckDB returns no tree
 */
export async function isReadOnly(connection: DuckDBConnection, sql: string): Promise<boolean> {
  const { error, error_type: type, statements } = await parse(connection, sql);
  if (error && type === 'not implemented') return false;
  if (error || statements?.length !== 1) throw new QueryRefused({ kind: 'no-parse-tree' });
  const refused = firstNotAllowed(statements[0]);
  if (refused !== undefined) throw await refusalOf(connection, refused);
  return true;
}

/** Parses SQL without binding or running it. */
export async function parse(connection: DuckDBConnection, sql: string): Promise<ParseResult> {
  const found = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql], [VARCHAR]);
  return JSON.parse(String(found.getRows()[0]?.[0])) as ParseResult;
}

/** A node of the parse tree: the fields that are inspected. */
interface Node {
  readonly type?: unknown;
  readonly function?: unknown;
  readonly function_name?: unknown;
  readonly table_name?: unknown;
  readonly schema?: unknown;
  readonly catalog?: unknown;
}

/** A function or a view that a query may not use. */
interface NotAllowed {
  readonly what: 'function' | 'view';
  readonly name: string;
}

/** The first function or view that is not allowed. Visits every node: a function may occur anywhere. */
function firstNotAllowed(tree: unknown): NotAllowed | undefined {
  // a stack rather than recursion, since SQL may be nested very deeply
  const pending: { readonly value: unknown; readonly isTable: boolean }[] = [{ value: tree, isTable: false }];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { value, isTable } = next;
    if (typeof value !== 'object' || value === null) continue;
    const node: Node = value;
    if (node.function_name !== undefined && !isAllowed(node, isTable))
      return { what: 'function', name: String(node.function_name) };
    if (node.type === 'BASE_TABLE' && REFUSED_VIEWS.has(lower(node.table_name)))
      return { what: 'view', name: String(node.table_name) };
    const tableFunction = node.type === 'TABLE_FUNCTION' ? node.function : undefined;
    for (const child of Object.values(value))
      pending.push({ value: child, isTable: child === tableFunction });
  }
  return undefined;
}

/** The catalog name of the attached cache: no function in it is one of DuckDB's. */
const CACHE = 'cache';

function isAllowed({ function_name: name, schema, catalog }: Node, isTable: boolean): boolean {
  const allowed = isTable ? ALLOWED_TABLE_FUNCTIONS : ALLOWED_FUNCTIONS;
  const isInCache = [schema, catalog].some((qualifier) => lower(qualifier) === CACHE);
  return allowed.has(lower(name)) && !isInCache;
}

/** Distinguishes a misspelt function from one that exists but is not allowed. */
async function refusalOf(connection: DuckDBConnection, { what, name }: NotAllowed): Promise<QueryRefused> {
  const known = await connection.runAndReadAll(
    'SELECT 1 FROM system.main.duckdb_functions() WHERE lower(function_name) = $1 LIMIT 1',
    [lower(name)],
    [VARCHAR],
  );
  if (what === 'view' || known.currentRowCount > 0)
    return new QueryRefused({ kind: 'not-available', what, name });
  const similar = nearest(
    name,
    [...ALLOWED_FUNCTIONS].filter((allowed) => /^[a-z]/.test(allowed)),
  );
  return new QueryRefused(
    { kind: 'unknown-function', name },
    { hint: similar === undefined ? undefined : { kind: 'similar', name: similar } },
  );
}

/** A name as DuckDB compares it: ignoring the case of ASCII letters. */
const lower = (name: unknown): string => String(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
