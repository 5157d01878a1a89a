import type { Table } from '../tables.ts';
import type { Scope } from './scope.ts';
import type { Name, Query } from './tree.ts';
import type { Context, Dialect, OutputColumn, Relation } from './value.ts';

/** A query of WITH that can be named. */
export interface CommonSource {
  readonly name: Name;
  readonly sqlName: string;
  readonly columns: readonly OutputColumn[];
}

/** What the translation of a query and its subqueries shares. */
export interface Environment {
  readonly adql: string;
  readonly tables: readonly Table[];
  readonly dialect: Dialect;
  readonly common: readonly CommonSource[];
  /** Returns another name for SQL. */
  readonly newName: (prefix: 't' | 'w') => string;
  /** The tables with a definition of their own that have been named so far. */
  readonly used: Set<Table>;
  /** Translates a query, which can name the columns of the queries around it. */
  readonly relation: (environment: Environment, query: Query, outer: Scope | undefined) => Relation;
}

/** What the values of a SELECT need. */
export const contextOf = (environment: Environment, scope: Scope): Context => ({
  adql: environment.adql,
  dialect: environment.dialect,
  subquery: (query) => environment.relation(environment, query, scope),
});
