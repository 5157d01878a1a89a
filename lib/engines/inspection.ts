import { type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { QueryRefused } from './query-refused.ts';
import { READING_FUNCTIONS, READING_TABLE_FUNCTIONS, REFUSED_VIEWS } from './reading-functions.ts';

/** DuckDB's parse tree of some SQL, or why there is none. */
interface Parsed {
  readonly error: boolean;
  readonly error_type?: string;
  readonly statements?: readonly unknown[];
}

/**
 * Inspects SQL by DuckDB's own parse tree, without binding or running any of it: it has to be one SELECT in DuckDB's wide
 * sense (also FROM, VALUES, DESCRIBE, SUMMARIZE), and may call only functions that read.
 *
 * @returns false where it is another kind of statement
 * @throws QueryRefused where a function is not on the list, or DuckDB gives no tree
 */
export async function readsOnly(connection: DuckDBConnection, sql: string): Promise<boolean> {
  const { error, error_type: type, statements } = await treeOf(connection, sql);
  if (error && type === 'not implemented') return false;
  if (error || statements?.length !== 1) throw new QueryRefused('DuckDB cannot show how it reads this SQL');
  refuseOthers(statements[0]);
  return true;
}

async function treeOf(connection: DuckDBConnection, sql: string): Promise<Parsed> {
  const found = await connection.runAndReadAll('SELECT json_serialize_sql($1::VARCHAR)', [sql], [VARCHAR]);
  return JSON.parse(String(found.getRows()[0]?.[0])) as Parsed;
}

/** Any node of the tree: what this program knows of it. */
interface Node {
  readonly type?: unknown;
  readonly function?: unknown;
  readonly function_name?: unknown;
  readonly table_name?: unknown;
  readonly schema?: unknown;
  readonly catalog?: unknown;
}

/** Looks at every node, whatever it is: a function may stand anywhere. */
function refuseOthers(tree: unknown): void {
  const left: { readonly node: unknown; readonly isTable: boolean }[] = [{ node: tree, isTable: false }];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const { node, isTable } = next;
    if (typeof node !== 'object' || node === null) continue;
    const known: Node = node;
    if (known.function_name !== undefined) refuseFunction(known, isTable);
    if (known.type === 'BASE_TABLE') refuseView(known.table_name);
    const called = known.type === 'TABLE_FUNCTION' ? known.function : undefined;
    for (const part of Object.values(node)) left.push({ node: part, isTable: part === called });
  }
}

/** The catalog that a lake's cache is attached as: nothing in it is a function of DuckDB's. */
const CACHE = 'cache';

function refuseFunction({ function_name: name, schema, catalog }: Node, isTable: boolean): void {
  const listed = isTable ? READING_TABLE_FUNCTIONS : READING_FUNCTIONS;
  const isOfCache = [schema, catalog].some((qualifier) => lower(qualifier) === CACHE);
  if (listed.has(lower(name)) && !isOfCache) return;
  throw new QueryRefused(`the function ${String(name)} is not available in queries`);
}

function refuseView(name: unknown): void {
  if (REFUSED_VIEWS.has(lower(name)))
    throw new QueryRefused(`the view ${String(name)} is not available in queries`);
}

/** A name as DuckDB compares it: it does not tell ASCII letters' cases apart. */
const lower = (name: unknown): string => String(name).replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
