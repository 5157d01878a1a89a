import type { KeywordColumn } from '../../sql/everyday.ts';
import { VIEWS, viewColumns } from '../../sql/view-columns.ts';
import { columnIn, isNode, type Node, nameIn, nodesIn } from './tree.ts';
import { type Columns, type Type, typeOf, typeOfColumn } from './types.ts';

// What the names in a query mean: the columns of its tables, and those that it computes.

/** The names that expressions of one SELECT can use. */
export interface Scope {
  /** The columns of the tables, and of the tables of the queries around it. */
  readonly columns: Columns;
  /** Whether all tables are known, so that any other name is not one of a column. */
  readonly isComplete: boolean;
  /** The columns that the query computes itself, in lower case. */
  readonly aliases: ReadonlyMap<string, Node>;
  /** The columns of JOIN ... USING. */
  readonly using: ReadonlySet<string>;
}

/** The columns of a table; undefined if they are not known. */
type Table = Columns | undefined;

/** The tables by their names, in lower case: views and common table expressions. */
export type Tables = ReadonlyMap<string, Table>;

/** The views of a lake. */
export const viewTables = (keywords: readonly KeywordColumn[]): Tables =>
  new Map(
    VIEWS.map((view) => [
      view,
      new Map(viewColumns(view, keywords).map((column) => [column.name.toLowerCase(), typeOfColumn(column)])),
    ]),
  );

/** The tables around a query, and its common table expressions. */
export function withExpressions(query: Node, tables: Tables): Tables {
  const found = new Map(tables);
  for (const { key, value } of nodesIn(isNode(query['cte_map']) ? query['cte_map']['map'] : undefined)) {
    const [expression] = nodesIn(value);
    const inner = isNode(expression?.['query']) ? nodesIn(expression['query']['node'])[0] : undefined;
    found.set(
      String(key).toLowerCase(),
      inner && renamed(outputOf(inner, found), namesIn(expression?.['aliases'])),
    );
  }
  return found;
}

/** The scope of a SELECT. */
export function scopeOf(select: Node, tables: Tables, outer?: Scope): Scope {
  const from = nodesIn(select['from_table']);
  const found = from.flatMap((table) => tablesIn(table, tables));
  const columns = new Map(outer?.columns);
  for (const table of found) for (const [name, type] of table ?? []) columns.set(name, type);
  const aliases = nodesIn(select['select_list']).flatMap((item) => {
    const alias = nameIn(item, 'alias');
    return alias === '' || alias === columnIn(item) ? [] : [[alias, item] as const];
  });
  return {
    columns,
    isComplete: !found.includes(undefined) && (outer?.isComplete ?? true),
    aliases: new Map(aliases),
    using: new Set(from.flatMap(usingIn)),
  };
}

const namesIn = (value: unknown): string[] =>
  Array.isArray(value) ? value.map((name) => String(name).toLowerCase()) : [];

const usingIn = (table: Node): string[] => [
  ...namesIn(table['using_columns']),
  ...[table['left'], table['right']].flatMap(nodesIn).flatMap(usingIn),
];

function tablesIn(table: Node, tables: Tables): Table[] {
  const aliases = namesIn(table['column_name_alias']);
  switch (table['type']) {
    case 'EMPTY':
      return [];
    case 'BASE_TABLE':
      return [renamed(tables.get(nameIn(table, 'table_name')), aliases)];
    case 'JOIN':
      return [table['left'], table['right']].flatMap(nodesIn).flatMap((side) => tablesIn(side, tables));
    case 'SUBQUERY': {
      const [query] = nodesIn(isNode(table['subquery']) ? table['subquery']['node'] : undefined);
      return [query && renamed(outputOf(query, tables), aliases)];
    }
    default:
      return [aliases.length === 0 ? undefined : new Map(aliases.map((name) => [name, undefined]))];
  }
}

/** A table whose columns have other names. */
function renamed(table: Table, names: readonly string[]): Table {
  if (names.length === 0) return table;
  const types = [...(table?.values() ?? [])];
  return new Map(names.map((name, index) => [name, types[index]]));
}

/** The columns that a query returns. */
function outputOf(query: Node, outer: Tables): Table {
  const tables = withExpressions(query, outer);
  if (query['type'] !== 'SELECT_NODE') {
    const [left] = nodesIn(query['left']);
    return left && outputOf(left, tables);
  }
  const { columns, isComplete } = scopeOf(query, tables);
  const output = new Map<string, Type | undefined>();
  for (const item of nodesIn(query['select_list'])) {
    if (item['type'] === 'STAR') {
      if (!isComplete) return undefined;
      for (const [name, type] of columns) output.set(name, type);
    } else output.set(nameIn(item, 'alias') || (columnIn(item) ?? ''), typeOf(item, columns));
  }
  return output;
}

/** All nodes of an expression, without those of the queries in it. */
export function expressionNodes(expression: Node): Node[] {
  if (expression['type'] === 'SUBQUERY') return nodesIn(expression['child']).flatMap(expressionNodes);
  return [expression, ...Object.values(expression).flatMap(nodesIn).flatMap(expressionNodes)];
}
