import { AdqlError } from './adql-error.ts';
import { findColumn, isNamed, type Scope, type ScopeColumn, type ScopeTable } from './scope.ts';
import type { Expression, Join, Name, TableReference } from './tree.ts';

/** A part of FROM: its SQL, and what it contributes to the scope. */
export interface Source {
  readonly sql: string;
  readonly tables: readonly ScopeTable[];
  readonly columns: readonly ScopeColumn[];
}

/** How joins are translated. */
export interface Joining {
  readonly adql: string;
  /** Translates a table or a query. */
  readonly table: (reference: Exclude<TableReference, Join>) => Source;
  /** Translates a condition on what has been joined so far. */
  readonly condition: (scope: Pick<Scope, 'tables' | 'columns'>, on: Expression) => string;
}

/**
 * Translates a table, a query or a join in FROM. USING and NATURAL become ON, so that both engines name the columns alike.
 *
 * @throws AdqlError
 */
export function sourceOf(joining: Joining, reference: TableReference): Source {
  if (reference.kind !== 'join') return joining.table(reference);
  const { type, on, using } = reference;
  const [left, right] = [sourceOf(joining, reference.left), sourceOf(joining, reference.right)];
  const tables = [...left.tables, ...right.tables];
  const join = (condition: string): string =>
    `${left.sql} ${type} JOIN ${reference.right.kind === 'join' ? `(${right.sql})` : right.sql}${condition}`;
  const columns = [...left.columns, ...right.columns];
  if (on !== undefined)
    return { sql: join(` ON ${joining.condition({ tables, columns }, on)}`), tables, columns };
  if (using === undefined) return { sql: join(''), tables, columns };
  const pairs =
    using === 'natural' ? commonColumns(left, right) : namedColumns(joining.adql, using, left, right);
  if (pairs.length === 0)
    throw new AdqlError(
      'the tables of this NATURAL JOIN have no column in common',
      joining.adql,
      reference.at,
    );
  const equal = pairs.map(([a, b]) => `${a.sql} = ${b.sql}`).join(' AND ');
  const merged = new Set(pairs.flat());
  return {
    sql: join(` ON ${equal}`),
    tables,
    columns: [
      ...pairs.map((pair) => mergedColumn(pair, type)),
      ...columns.filter((column) => !merged.has(column)),
    ],
  };
}

type Pair = readonly [left: ScopeColumn, right: ScopeColumn];

function commonColumns(left: Source, right: Source): Pair[] {
  return left.columns.flatMap((column) => {
    const same = right.columns.find(({ name }) => name.toLowerCase() === column.name.toLowerCase());
    return same === undefined ? [] : [[column, same] as const];
  });
}

const namedColumns = (adql: string, using: readonly Name[], left: Source, right: Source): Pair[] =>
  using.map((name) => [
    findColumn(adql, { ...left, outer: undefined }, [name]),
    findColumn(adql, { ...right, outer: undefined }, [name]),
  ]);

/** The one column that two become. */
function mergedColumn([left, right]: Pair, type: Join['type']): ScopeColumn {
  if (type === 'RIGHT') return right;
  return type === 'FULL' ? { ...left, sql: `coalesce(${left.sql}, ${right.sql})` } : left;
}

/** Whether a table of this name is among others. */
export const hasTable = (tables: readonly ScopeTable[], name: Name): boolean =>
  tables.some(({ path }) => {
    const last = path.at(-1);
    return last !== undefined && isNamed(name, last.text);
  });
