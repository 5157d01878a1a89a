import { nearest } from '../../engines/nearest.ts';
import { AdqlError } from './adql-error.ts';
import type { Name } from './tree.ts';
import type { OutputColumn, Value } from './value.ts';

// Which columns a name can mean.

/** A column of a table in FROM. */
export interface ScopeColumn extends OutputColumn {
  readonly sql: string;
}

/** A table in FROM: its names, from the schema to its own, and its columns. */
export interface ScopeTable {
  readonly path: readonly Name[];
  readonly columns: readonly ScopeColumn[];
}

/** What the names in a SELECT can mean. */
export interface Scope {
  readonly tables: readonly ScopeTable[];
  /** What a name without a table can mean: columns that tables are joined by are in it once. */
  readonly columns: readonly ScopeColumn[];
  /** The scope of the query around this one. */
  readonly outer: Scope | undefined;
}

/** Regular identifiers are equal without regard to case. */
export const isNamed = (name: Name, text: string): boolean =>
  name.isQuoted ? name.text === text : name.text.toLowerCase() === text.toLowerCase();

/** Whether a path such as `ivoa.obscore` means a table with this path, or one with more names in front. */
const meansTable = (path: readonly Name[], table: ScopeTable): boolean =>
  path.length <= table.path.length &&
  path.every((name, at) => {
    const other = table.path[table.path.length - path.length + at];
    return (
      other !== undefined && (isNamed(name, other.text) || (isNamed(other, name.text) && !name.isQuoted))
    );
  });

/**
 * The columns that a path means, in the first scope that has one.
 *
 * @throws AdqlError if there is none, or more than one
 */
export function findColumn(adql: string, scope: Scope, path: readonly Name[]): ScopeColumn {
  const [name, table] = [path.at(-1), path.slice(0, -1)];
  if (name === undefined) throw new AdqlError('there is no name', adql, 0);
  for (let place: Scope | undefined = scope; place !== undefined; place = place.outer) {
    const columns = table.length === 0 ? place.columns : columnsOf(place, table);
    const found = columns.filter((column) => isNamed(name, column.name));
    if (found.length > 1)
      throw new AdqlError(`${name.text} can be more than one column; add the table`, adql, name.at);
    if (found[0] !== undefined) return found[0];
  }
  throw unknownColumn(adql, scope, table, name);
}

const columnsOf = ({ tables }: Scope, path: readonly Name[]): readonly ScopeColumn[] =>
  tables.filter((table) => meansTable(path, table)).flatMap(({ columns }) => columns);

/**
 * The columns of the tables that a path means, for `o.*`.
 *
 * @throws AdqlError if there are none
 */
export function columnsOfTable(adql: string, scope: Scope, path: readonly Name[]): readonly ScopeColumn[] {
  const columns = columnsOf(scope, path);
  if (columns.length > 0) return columns;
  throw new AdqlError(`there is no table ${pathText(path)} in this query`, adql, path[0]?.at ?? 0);
}

function unknownColumn(adql: string, scope: Scope, table: readonly Name[], name: Name): AdqlError {
  const [first] = table;
  if (first !== undefined && columnsOf(scope, table).length === 0)
    return new AdqlError(`there is no table ${pathText(table)} in this query`, adql, first.at);
  const known = (table.length === 0 ? scope.columns : columnsOf(scope, table)).map((column) => column.name);
  const similar = nearest(name.text, known);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  return new AdqlError(`there is no column ${name.text}${hint}`, adql, name.at);
}

/** A path as it is in a query. */
export const pathText = (path: readonly Name[]): string => path.map(({ text }) => text).join('.');

/** A column as a value. */
export const columnValue = ({ sql, type, about, isFootprint }: ScopeColumn, at: number): Value => ({
  ...{ sql, type, at },
  ...(about !== undefined && { about }),
  ...(isFootprint !== undefined && { isFootprint }),
});
