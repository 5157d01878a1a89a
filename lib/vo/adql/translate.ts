import { identifier } from '../../sql/text.ts';
import type { Table } from '../tables.ts';
import { AdqlError } from './adql-error.ts';
import { type CommonSource, contextOf, type Environment } from './environment.ts';
import { parseAdql } from './parse-query.ts';
import { isNamed, type Scope } from './scope.ts';
import { type BodyRelation, selectOf } from './select-sql.ts';
import type { Body, Expression, Query } from './tree.ts';
import {
  type Dialect,
  isNumber,
  isTime,
  type OutputColumn,
  type Relation,
  typeName,
  widest,
} from './value.ts';
import { translateValue } from './value-sql.ts';

// From a query in ADQL to one in SQL that only names known tables, columns and functions. Nothing of the query's text
// reaches the SQL except literals, which are quoted, and numbers.

/** What queries can use. */
export interface TranslateOptions {
  readonly tables: readonly Table[];
  readonly dialect: Dialect;
  /** The most rows that anyone wants. */
  readonly maxRows?: number;
}

/** A query in SQL, with the columns of its answer. */
export interface Translated {
  readonly sql: string;
  readonly columns: readonly OutputColumn[];
}

/**
 * Translates a query.
 *
 * @throws AdqlError
 */
export function translate(adql: string, { tables, dialect, maxRows }: TranslateOptions): Translated {
  let names = 0;
  const used = new Set<Table>();
  const newName = (prefix: string): string => `${prefix}${++names}`;
  const environment: Environment = {
    ...{ adql, tables, dialect, used, newName },
    common: [],
    relation: relationOf,
  };
  const { sql, columns } = relationOf(environment, parseAdql(adql), undefined, maxRows);
  const definitions = [...used].map(
    (table) =>
      `${table.sqlName}(${table.columns.map(({ name }) => identifier(name)).join(', ')}) AS (${table.definition})`,
  );
  if (definitions.length === 0) return { sql, columns };
  const rest = sql.startsWith(WITH) ? `, ${sql.slice(WITH.length)}` : ` ${sql}`;
  return { sql: `${WITH}${definitions.join(', ')}${rest}`, columns };
}

const WITH = 'WITH ';

function relationOf(
  outside: Environment,
  query: Query,
  outer: Scope | undefined,
  maxRows?: number,
): Relation {
  const [environment, definitions] = withCommon(outside, query, outer);
  const { sql, columns } = orderedBody(environment, query, outer, maxRows);
  return { sql: definitions.length === 0 ? sql : `${WITH}${definitions.join(', ')} ${sql}`, columns };
}

function withCommon(outside: Environment, query: Query, outer: Scope | undefined): [Environment, string[]] {
  let environment = outside;
  const definitions: string[] = [];
  for (const { name, columns, query: inner } of query.with) {
    const { sql, columns: output } = relationOf(environment, inner, outer);
    if (columns.length > 0 && columns.length !== output.length)
      throw new AdqlError(`${name.text} has ${output.length} columns`, environment.adql, name.at);
    const named = output.map((column, at) => ({ ...column, name: columns[at]?.text ?? column.name }));
    const source: CommonSource = { name, sqlName: environment.newName('w'), columns: named };
    definitions.push(`${source.sqlName} AS (${sql})`);
    environment = { ...environment, common: [...environment.common, source] };
  }
  return [environment, definitions];
}

/** The body of a query, in its order and with its limits. */
function orderedBody(
  environment: Environment,
  query: Query,
  outer: Scope | undefined,
  maxRows: number | undefined,
): Relation {
  const { body, orderBy, offset } = query;
  const { sql, columns, scope } = bodyOf(environment, body, outer);
  const order = orderBy.map(({ by, isDescending }) => {
    const text = orderSql(environment, by, columns, scope);
    return isDescending ? `${text} DESC` : text;
  });
  const top = body.kind === 'select' ? body.top : undefined;
  const limit = Math.min(top ?? Number.POSITIVE_INFINITY, maxRows ?? Number.POSITIVE_INFINITY);
  const clauses = [
    sql,
    ...(order.length === 0 ? [] : [`ORDER BY ${order.join(', ')}`]),
    ...(offset === undefined ? [] : [`OFFSET ${offset}`]),
    ...(Number.isFinite(limit) ? [`LIMIT ${limit}`] : []),
  ];
  return { sql: clauses.join(' '), columns };
}

/** The number of a column of the answer, or an expression. */
function orderSql(
  environment: Environment,
  by: Expression,
  columns: readonly OutputColumn[],
  scope: Scope | undefined,
): string {
  if (by.kind === 'number' && by.isInteger) {
    const place = Number(by.text);
    if (place >= 1 && place <= columns.length) return String(place);
    throw new AdqlError(`there is no column ${by.text} to sort by`, environment.adql, by.at);
  }
  const [name, ...more] = by.kind === 'column' ? by.path : [];
  if (name !== undefined && more.length === 0) {
    const place = columns.findIndex((column) => isNamed(name, column.name));
    if (place >= 0) return String(place + 1);
  }
  if (scope === undefined)
    throw new AdqlError('only columns of the answer can be used in ORDER BY here', environment.adql, by.at);
  return translateValue(contextOf(environment, scope), scope, by).sql;
}

function bodyOf(environment: Environment, body: Body, outer: Scope | undefined): BodyRelation {
  switch (body.kind) {
    case 'select':
      return selectOf(environment, body, outer);
    case 'nested': {
      const { sql, columns } = relationOf(environment, body.query, outer);
      return { sql: `(${sql})`, columns };
    }
    case 'set': {
      const [left, right] = [body.left, body.right].map((side) => sideOf(environment, side, outer)) as [
        Relation,
        Relation,
      ];
      const columns = commonColumns(environment, body.at, left, right);
      return { sql: `${left.sql} ${body.operator}${body.isAll ? ' ALL' : ''} ${right.sql}`, columns };
    }
  }
}

/** One side of a set operation, in parentheses. */
function sideOf(environment: Environment, body: Body, outer: Scope | undefined): Relation {
  const { sql, columns } = bodyOf(environment, body, outer);
  const limit = body.kind === 'select' && body.top !== undefined ? ` LIMIT ${body.top}` : '';
  return { sql: body.kind === 'nested' ? sql : `(${sql}${limit})`, columns };
}

function commonColumns({ adql }: Environment, at: number, left: Relation, right: Relation): OutputColumn[] {
  if (left.columns.length !== right.columns.length)
    throw new AdqlError(
      `these queries have ${left.columns.length} and ${right.columns.length} columns`,
      adql,
      at,
    );
  return left.columns.map((column, place) => {
    const other = right.columns[place] ?? column;
    if (isNumber(column) && isNumber(other)) return { ...column, type: widest([column, other]) };
    if (column.type === 'null') return { ...column, type: other.type };
    if (column.type === other.type || other.type === 'null' || (isTime(column) && isTime(other)))
      return column;
    const why = `column ${place + 1} is ${typeName(column.type)} in one query and ${typeName(other.type)} in the other`;
    throw new AdqlError(why, adql, at);
  });
}
