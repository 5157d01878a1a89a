import { nearest } from '../../engines/nearest.ts';
import { identifier } from '../../sql/text.ts';
import type { Table } from '../tables.ts';
import { AdqlError } from './adql-error.ts';
import { expectCondition } from './condition-sql.ts';
import { type CommonSource, contextOf, type Environment } from './environment.ts';
import { hasTable, type Joining, type Source, sourceOf } from './join-sql.ts';
import { isNamed, pathText, type Scope, type ScopeTable } from './scope.ts';
import type { Join, Name, TableReference } from './tree.ts';
import type { OutputColumn } from './value.ts';
import { translateValue } from './value-sql.ts';

/**
 * Translates FROM.
 *
 * @throws AdqlError
 */
export function fromOf(
  environment: Environment,
  from: readonly TableReference[],
  outer: Scope | undefined,
): Source {
  const joining: Joining = {
    adql: environment.adql,
    table: (reference) => tableOf(environment, reference, outer),
    condition: (parts, on) => {
      const scope: Scope = { ...parts, outer };
      const context = contextOf(environment, scope);
      return expectCondition(context, translateValue(context, scope, on)).sql;
    },
  };
  const sources = from.map((reference) => sourceOf(joining, reference));
  const tables = sources.flatMap((source) => source.tables);
  refuseRepeatedNames(environment, tables);
  return {
    sql: sources.map(({ sql }) => sql).join(', '),
    tables,
    columns: sources.flatMap(({ columns }) => columns),
  };
}

function refuseRepeatedNames({ adql }: Environment, tables: readonly ScopeTable[]): void {
  for (const [at, { path }] of tables.entries()) {
    const name = path.at(-1);
    if (name !== undefined && hasTable(tables.slice(0, at), name))
      throw new AdqlError(`two tables have the name ${name.text}; rename one of them with AS`, adql, name.at);
  }
}

function tableOf(
  environment: Environment,
  reference: Exclude<TableReference, Join>,
  outer: Scope | undefined,
): Source {
  const alias = environment.newName('t');
  const scoped = (
    sql: string,
    path: readonly Name[],
    output: readonly (OutputColumn & { sql: string })[],
  ): Source => {
    const columns = output.map((column) => ({ ...column, sql: `${alias}.${column.sql}` }));
    return { sql: `${sql} AS ${alias}`, tables: [{ path, columns }], columns };
  };
  const numbered = (columns: readonly OutputColumn[]) =>
    columns.map((column, at) => ({ ...column, sql: `c${at + 1}` }));
  if (reference.kind === 'derived') {
    const { sql, columns } = environment.relation(environment, reference.query, outer);
    return scoped(`(${sql})`, [reference.alias], numbered(columns));
  }
  const { path } = reference;
  const named = reference.alias === undefined ? path : [reference.alias];
  const [first] = path;
  const common = path.length === 1 && first !== undefined ? commonNamed(environment, first) : undefined;
  if (common !== undefined) return scoped(common.sqlName, named, numbered(common.columns));
  const table = findTable(environment, path);
  if (table.definition !== undefined) environment.used.add(table);
  const columns = table.columns.map(({ name, type, isFootprint, ...about }) => ({
    ...{ name, type, about, sql: identifier(name) },
    ...(isFootprint && { isFootprint }),
  }));
  return scoped(table.sqlName, named, columns);
}

/** The last one of a name hides those before it. */
const commonNamed = ({ common }: Environment, name: Name): CommonSource | undefined =>
  common.findLast((source) => isNamed(name, source.name.text));

function findTable({ adql, tables }: Environment, path: readonly Name[]): Table {
  const [name, schema] = [path.at(-1), path.at(-2)];
  const found = tables.find(
    (table) =>
      path.length <= 2 &&
      name !== undefined &&
      isNamed(name, table.name) &&
      (schema === undefined ? table.isBare : isNamed(schema, table.schema)),
  );
  if (found !== undefined) return found;
  const known = tables.flatMap((table) => [
    ...(table.isBare ? [table.name] : []),
    `${table.schema}.${table.name}`,
  ]);
  const similar = nearest(pathText(path), known);
  const hint = similar === undefined ? '' : `; did you mean ${similar}?`;
  throw new AdqlError(`there is no table ${pathText(path)}${hint}`, adql, path[0]?.at ?? 0);
}
