import type { DuckDBConnection } from '@duckdb/node-api';
import { DEFAULT_DATABASE } from '../../lake/table.ts';
import { VIEWS } from '../../sql/view-columns.ts';
import { ATHENA_FUNCTIONS, createFunction } from './athena-functions.ts';

// What SQL that was written for a stack needs on a local lake. Each part is created when a query first names it: all of
// them together would make every start several milliseconds slower.

/** Each thing that can be created, by its name, with the statements that create it. */
const PARTS: readonly (readonly [name: RegExp, sql: string])[] = [
  ...ATHENA_FUNCTIONS.map((name) => [word(name), createFunction(name)] as const),
  [word(DEFAULT_DATABASE), databaseSchema()],
];

function word(name: string): RegExp {
  return new RegExp(`\\b${name}\\b`, 'i');
}

/** A schema with the name of a stack's database, so that `fits_datalake.headers` is the view `headers`. */
function databaseSchema(): string {
  const created = VIEWS.map((view) => `CREATE VIEW ${DEFAULT_DATABASE}.${view} AS FROM main.${view}`);
  return [`CREATE SCHEMA ${DEFAULT_DATABASE}`, ...created].join(';');
}

/**
 * Returns a function that creates what a query names, before the query is prepared.
 *
 * @param connection the one that created the views. Queries have others, but see what it creates.
 */
export function fromAthena(connection: DuckDBConnection): (sql: string) => Promise<void> {
  const created = new Map<string, Promise<unknown>>();
  return async (sql) => {
    for (const [name, statements] of PARTS) {
      if (!name.test(sql)) continue;
      // queries can run at the same time, and all wait for the same creation
      if (!created.has(statements)) created.set(statements, connection.run(statements));
      await created.get(statements);
    }
  };
}

/** `SHOW COLUMNS FROM files`, which DuckDB calls DESCRIBE. Any other SQL stays as it is. */
export function localSql(sql: string): string {
  const [, view] =
    /^\s*show\s+columns\s+(?:from|in)\s+((?:\w+|"\w+")(?:\s*\.\s*(?:\w+|"\w+"))*)\s*;?\s*$/i.exec(sql) ?? [];
  return view === undefined ? sql : `SELECT column_name, column_type FROM (DESCRIBE ${view})`;
}
