import { expectCondition } from './condition-sql.ts';
import { contextOf, type Environment } from './environment.ts';
import { fromOf } from './from-sql.ts';
import { columnsOfTable, isNamed, type Scope } from './scope.ts';
import type { Expression, Select, SelectItem } from './tree.ts';
import type { Context, OutputColumn, Relation } from './value.ts';
import { translateValue } from './value-sql.ts';

/** A translated SELECT or set operation. */
export interface BodyRelation extends Relation {
  /** What ORDER BY can name besides the columns of the answer. */
  readonly scope?: Scope;
}

/**
 * Translates one SELECT, without TOP.
 *
 * @throws AdqlError
 */
export function selectOf(environment: Environment, select: Select, outer: Scope | undefined): BodyRelation {
  const source = fromOf(environment, select.from, outer);
  const scope: Scope = { tables: source.tables, columns: source.columns, outer };
  const context = contextOf(environment, scope);
  const items = select.items.flatMap((item) => itemsOf(context, scope, item));
  const condition = (expression: Expression): string =>
    expectCondition(context, translateValue(context, scope, expression)).sql;
  const { where, groupBy, having, isDistinct } = select;
  const list = items.map(({ sql }, at) => `${sql} AS c${at + 1}`).join(', ');
  const groups = groupBy.map((by) => translateValue(context, scope, by).sql);
  const clauses = [
    `SELECT ${isDistinct ? 'DISTINCT ' : ''}${list}`,
    `FROM ${source.sql}`,
    ...(where === undefined ? [] : [`WHERE ${condition(where)}`]),
    ...(groups.length === 0 ? [] : [`GROUP BY ${groups.join(', ')}`]),
    ...(having === undefined ? [] : [`HAVING ${condition(having)}`]),
  ];
  return { sql: clauses.join(' '), columns: items.map(({ column }) => column), scope };
}

interface Item {
  readonly sql: string;
  readonly column: OutputColumn;
}

function itemsOf(context: Context, scope: Scope, item: SelectItem): Item[] {
  if (item.kind === 'all') {
    const columns = item.of.length === 0 ? scope.columns : columnsOfTable(context.adql, scope, item.of);
    return columns.map(({ sql, ...column }) => ({ sql, column }));
  }
  const { sql, type, about, isFootprint } = translateValue(context, scope, item.value);
  const name = item.alias?.text ?? nameOf(context, scope, item.value);
  const column = { name, type, ...(about !== undefined && { about }), ...(isFootprint && { isFootprint }) };
  return [{ sql: type === 'null' ? 'CAST(NULL AS varchar)' : sql, column }];
}

/** The name of a column without an alias. */
function nameOf({ adql }: Context, scope: Scope, value: Expression): string {
  if (value.kind === 'call') return value.name.toLowerCase();
  if (value.kind !== 'column') return 'value';
  const name = value.path.at(-1);
  const known = columnsIn(scope).find((column) => name !== undefined && isNamed(name, column.name));
  return known?.name ?? name?.text ?? adql;
}

const columnsIn = (scope: Scope): readonly { readonly name: string }[] => [
  ...scope.columns,
  ...(scope.outer === undefined ? [] : columnsIn(scope.outer)),
];
