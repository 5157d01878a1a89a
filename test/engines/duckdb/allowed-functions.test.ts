import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../../lib/engines/cache/session.ts';
import {
  ALLOWED_FUNCTIONS,
  ALLOWED_TABLE_FUNCTIONS,
  REFUSED_VIEWS,
} from '../../../lib/engines/duckdb/allowed-functions.ts';
import { ATHENA_FUNCTIONS, createFunction } from '../../../lib/engines/duckdb/athena-functions.ts';
import { isReadOnly } from '../../../lib/engines/duckdb/inspect-sql.ts';

let session: Session;
let functions: readonly { readonly name: string; readonly type: string; readonly changes: boolean }[];

beforeAll(async () => {
  session = await openSession({});
  const found = await session.connection.runAndReadAll(
    'SELECT function_name, function_type, bool_or(coalesce(has_side_effects, false)) FROM duckdb_functions() GROUP BY ALL ORDER BY ALL',
  );
  functions = found.getRows().map(([name, type, changes]) => ({
    name: String(name),
    type: String(type),
    changes: changes === true,
  }));
});
afterAll(() => session.close());

describe('the lists of allowed functions', () => {
  it('contain only names that DuckDB has', () => {
    const known = (types: readonly string[]) =>
      new Set(functions.filter(({ type }) => types.includes(type)).map(({ name }) => name.toLowerCase()));
    const scalars = known(['scalar', 'aggregate', 'macro']);
    // unnest is part of the grammar
    const others = ['unnest', ...ATHENA_FUNCTIONS];
    expect([...ALLOWED_FUNCTIONS].filter((name) => !scalars.has(name) && !others.includes(name))).toEqual([]);
    const tables = known(['table']);
    // the macro of every lake
    expect([...ALLOWED_TABLE_FUNCTIONS].filter((name) => !tables.has(name))).toEqual(['cone']);
  });

  it('contain nothing with side effects, except random values and errors', () => {
    const changing = functions.filter(({ name, changes }) => changes && ALLOWED_FUNCTIONS.has(name));
    const expected = ['error', 'gen_random_uuid', 'random', 'uuid', 'uuidv4', 'uuidv7'];
    expect(changing.map(({ name }) => name)).toEqual(expected);
  });

  it('contain all aggregates, because list_aggregate takes their names as text', () => {
    const aggregates = functions.filter(({ type }) => type === 'aggregate').map(({ name }) => name);
    expect(aggregates.filter((name) => !ALLOWED_FUNCTIONS.has(name))).toEqual([]);
  });

  it('contain macros only if they expand to functions on the list', async () => {
    const found = await session.connection.runAndReadAll(
      "SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_type = 'macro'",
    );
    for (const [name, definition] of found.getRows()) {
      if (!ALLOWED_FUNCTIONS.has(String(name))) continue;
      expect(await isReadOnly(session.connection, `SELECT ${String(definition)}`), String(name)).toBe(true);
    }
  });

  it("contain Athena's functions, which expand to functions on the list", async () => {
    for (const name of ATHENA_FUNCTIONS)
      for (const definition of createFunction(name).split(/, (?=\([a-z, ]+\) AS)/)) {
        const body = definition.replace(/^.*?\) AS /, '');
        expect(await isReadOnly(session.connection, `SELECT ${body}`), name).toBe(true);
      }
  });

  it("exclude all of DuckDB's own views over refused functions", async () => {
    const found = await session.connection.runAndReadAll(
      'SELECT view_name, sql FROM duckdb_views() WHERE internal',
    );
    expect(found.currentRowCount).toBeGreaterThan(20);
    const refused: string[] = [];
    for (const [name, sql] of found.getRows()) {
      const body = String(sql).replace(/^.*? AS /, '');
      const allowed = await isReadOnly(session.connection, body).catch((error: unknown) => error);
      if (allowed !== true) refused.push(String(name));
    }
    expect(refused.sort()).toEqual([...REFUSED_VIEWS].sort());
  });
});
