import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { nearest } from '../nearest.ts';
import { QueryRefused } from '../query-refused.ts';
import { READING_FUNCTIONS, READING_TABLE_FUNCTIONS, REFUSED_VIEWS } from './allowed-functions.ts';

/** DuckDB's parse tree of an SQL text, or why there is none. */
interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly statements?: readonly unknown[];
}

/**
 * Inspects SQL by DuckDB's own parse tree, without binding or running it. It has to be one SELECT in DuckDB's wide sense
 * (also FROM, VALUES, DESCRIBE, SUMMARIZE), and may call only functions that read.
 *
 * @returns false if it is another kind of statement
 * @throws QueryRefused if a function is not on the list, or DuckDB returns no tree
 */
export async function readsOnly(connection: DuckDBConnection, sql: string): Promise<boolean> {
  const { error, error_type: type, statements } = await treeOf(connection, sql);
  if (error && type === 'not implemented') return false;
  if (error || statements?.length !== 1) throw new QueryRefused('DuckDB returns no parse tree for this SQL');
  const refused = notListed(statements[0]);
  if (refused !== undefined) throw await refusalOf(connection, refused);
  return true;
}

async function treeOf(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  const found = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql], [VARCHAR]);
  return JSON.parse(String(found.getRows()[0]?.[0])) as Parsed;
}

/** A node of the tree: the fields that this program uses. */
interface Node {
  readonly type?: unknown;
  readonly function?: unknown;
  readonly function_name?: unknown;
  readonly table_name?: unknown;
  readonly schema?: unknown;
  readonly catalog?: unknown;
}

/** A function or a view that a query may not name. */
interface NotListed {
  readonly kind: 'function' | 'view';
  readonly name: string;
}

/** The first one that is not on the lists. Visits every node of any kind: a function may occur anywhere. */
function notListed(tree: unknown): NotListed | undefined {
  const left: { readonly node: unknown; readonly isTable: boolean }[] = [{ node: tree, isTable: false }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, isTable } = next;
    if (typeof node !== 'object' || node === null) continue;
    const known: Node = node;
    if (known.function_name !== undefined && !isListed(known, isTable))
      return { kind: 'function', name: String(known.function_name) };
    if (known.type === 'BASE_TABLE' && REFUSED_VIEWS.has(lower(known.table_name)))
      return { kind: 'view', name: String(known.table_name) };
    const called = known.type === 'TABLE_FUNCTION' ? known.function : undefined;
    for (const part of Object.values(node)) left.push({ node: part, isTable: part === called });
  }
  return undefined;
}

/** The catalog name of a lake's attached cache: nothing in it is a DuckDB function. */
const CACHE = 'cache';

function isListed({ function_name: name, schema, catalog }: Node, isTable: boolean): boolean {
  const listed = isTable ? READING_TABLE_FUNCTIONS : READING_FUNCTIONS;
  const isOfCache = [schema, catalog].some((qualifier) => lower(qualifier) === CACHE);
  return listed.has(lower(name)) && !isOfCache;
}

/** Distinguishes a misspelt function from one that exists but is not allowed. */
async function refusalOf(connection: DuckDBConnection, { kind, name }: NotListed): Promise<QueryRefused> {
  const known = await connection.runAndReadAll(
    'SELECT 1 FROM system.main.duckdb_functions() WHERE lower(function_name) = $1 LIMIT 1',
    [lower(name)],
    [VARCHAR],
  );
  if (kind === 'view' || known.currentRowCount > 0)
    return new QueryRefused(`the ${kind} ${name} is not available in queries`);
  const meant = nearest(
    name,
    [...READING_FUNCTIONS].filter((listed) => /^[a-z]/.test(listed)),
  );
  return new QueryRefused(
    `there is no function ${name}${meant === undefined ? '' : `; did you mean ${meant}?`}`,
  );
}

/** A name as DuckDB compares it: ignoring the case of ASCII letters. */
const lower = (name: unknown): string => String(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
