import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../../lib/engines/cache/session.ts';
import { ALLOWED_FUNCTIONS, ALLOWED_TABLE_FUNCTIONS } from '../../../lib/engines/duckdb/allowed-functions.ts';
import { isReadOnly } from '../../../lib/engines/duckdb/inspect-sql.ts';
import { prepareQuery } from '../../../lib/engines/duckdb/prepare-query.ts';
import { type Hint, QueryRefused, type Reason } from '../../../lib/engines/query-refused.ts';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';
import { effort } from '../../helpers/effort.ts';

const lake = exampleLake();
let session: Session;
/** The names of all functions that DuckDB has. */
let functions: readonly string[];

beforeAll(async () => {
  session = await openSession({});
  const found = await session.connection.runAndReadAll(
    'SELECT DISTINCT function_name FROM duckdb_functions() ORDER BY ALL',
  );
  functions = found.getRows().map(([name]) => String(name));
});
afterAll(() => session.close());

const refusalOf = (sql: string): Promise<unknown> =>
  prepareQuery(session.connection, sql).catch((error: unknown) => error);

async function expectRefused(sql: string, name: string): Promise<void> {
  const reason: Reason = {
    kind: 'not-available',
    what: 'function',
    name: expect.stringMatching(exactly(name)),
  };
  expect(await refusalOf(sql), sql).toMatchObject({ reason });
}

/** DuckDB returns some names in lower case. */
const exactly = (name: string): RegExp => new RegExp(`^${name.replace(/[^\w\s]/g, '\\$&')}$`, 'i');

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Places where an expression may occur. */
const PLACES: readonly ((call: string) => string)[] = [
  (call) => `SELECT ${call}`,
  (call) => `SELECT 1 WHERE ${call}`,
  (call) => `SELECT object FROM files WHERE exptime > 1 AND NOT (${call} = 'x' OR false)`,
  (call) => `SELECT count(*) FILTER (WHERE ${call}) FROM files`,
  (call) => `SELECT object FROM files GROUP BY object, ${call} HAVING max(${call}) > 1`,
  (call) => `SELECT object FROM files ORDER BY ${call} DESC LIMIT 1`,
  (call) => `SELECT object FROM files LIMIT (SELECT ${call})`,
  (call) => `SELECT DISTINCT ON (${call}) object FROM files`,
  (call) => `SELECT object FROM files QUALIFY row_number() OVER (PARTITION BY ${call} ORDER BY ${call}) = 1`,
  (call) => `SELECT sum(exptime) OVER w FROM files WINDOW w AS (ORDER BY ${call})`,
  (call) => `SELECT lag(exptime, 1, ${call}) OVER () FROM files`,
  (call) => `SELECT list_transform([1], lambda x: ${call})`,
  (call) => `SELECT [${call} FOR x IN [1, 2] IF ${call}]`,
  (call) => `SELECT {'a': ${call}}.a, [${call}][1], MAP {'k': ${call}}`,
  (call) => `SELECT CASE WHEN ${call} THEN 1 ELSE 2 END, CAST(${call} AS VARCHAR), TRY(${call})`,
  (call) => `SELECT * REPLACE (${call} AS object) FROM files`,
  (call) => `SELECT COLUMNS(name -> ${call}) FROM files`,
  (call) => `FROM files SELECT ${call}`,
  (call) => `VALUES (1, ${call})`,
  (call) => `SELECT * FROM (VALUES (${call})) v(x)`,
  (call) => `SELECT 1 UNION ALL SELECT ${call}`,
  (call) => `WITH a AS MATERIALIZED (SELECT ${call}) SELECT * FROM a`,
  (call) => `WITH RECURSIVE a(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM a WHERE ${call}) SELECT * FROM a`,
  (call) => `SELECT * FROM files f JOIN hdus h ON f.source_key = h.source_key AND ${call}`,
  (call) => `SELECT * FROM files f ASOF JOIN hdus h ON f.exptime >= ${call}`,
  (call) => `SELECT * FROM files f, LATERAL (SELECT ${call})`,
  (call) => `SELECT EXISTS (SELECT ${call}), 1 IN (SELECT ${call}), ARRAY(SELECT ${call})`,
  (call) => `SELECT * FROM range(${call})`,
  (call) => `SELECT * FROM unnest([${call}])`,
  (call) => `SELECT * FROM files PIVOT (max(${call}) FOR filter IN ('R'))`,
  (call) => `PIVOT files ON filter IN ('R') USING max(${call})`,
  (call) => `SELECT * FROM (UNPIVOT (SELECT ${call} AS a) ON a)`,
  (call) => `DESCRIBE SELECT ${call}`,
  (call) => `SUMMARIZE SELECT ${call}`,
  (call) => `EXPLAIN SELECT ${call}`,
  (call) => `EXPLAIN ANALYZE SELECT ${call}`,
  (call) => `EXPLAIN (FORMAT json) SELECT ${call}`,
  (call) => `/* EXPLAIN */ EXPLAIN -- x\n (SELECT ${call})`,
];

/** Ways to write the call of a function. */
const CALLS: readonly ((name: string) => string)[] = [
  (name) => `${quoted(name)}()`,
  (name) => `${quoted(name.toUpperCase())}('x')`,
  (name) => `main.${quoted(name)}('x', 1)`,
  (name) => `system.main.${quoted(name)}(1)`,
  (name) => `${quoted(name)} /* x */ ('x')`,
  (name) => `object.${quoted(name)}()`,
  (name) => `upper(${quoted(name)}('x'))`,
];

/** Places where a table may occur. */
const TABLE_PLACES: readonly ((table: string) => string)[] = [
  (table) => `FROM ${table}`,
  (table) => `SELECT 1 FROM files, ${table} x`,
  (table) => `SELECT (SELECT count(*) FROM ${table})`,
  (table) => `SELECT * FROM (SELECT * FROM (FROM ${table}))`,
  (table) => `WITH a AS (FROM ${table}) SELECT * FROM a`,
  (table) => `SELECT 1 FROM files POSITIONAL JOIN ${table}`,
  (table) => `SELECT 1 FROM files WHERE object IN (FROM ${table})`,
  (table) => `PIVOT (FROM ${table}) ON a IN (1) USING count(*)`,
  (table) => `SELECT 1 UNION ALL FROM ${table}`,
  (table) => `DESCRIBE (FROM ${table})`,
  (table) => `SUMMARIZE FROM ${table}`,
  (table) => `EXPLAIN ANALYZE FROM ${table}`,
];

describe('a function that is not allowed', () => {
  it.each<[string, Reason, Hint | undefined]>([
    [
      'SELECT mediann(exptime) FROM files',
      { kind: 'unknown-function', name: 'mediann' },
      { kind: 'similar', name: 'median' },
    ],
    ['SELECT zzzzzzzzzzzz(1)', { kind: 'unknown-function', name: 'zzzzzzzzzzzz' }, undefined],
    [
      "SELECT current_setting('threads')",
      { kind: 'not-available', what: 'function', name: 'current_setting' },
      undefined,
    ],
    ['FROM duckdb_logs', { kind: 'not-available', what: 'view', name: 'duckdb_logs' }, undefined],
  ])('is distinguished from a misspelt one: %s', async (sql, reason, hint) => {
    const refused = await refusalOf(sql);
    expect(refused).toMatchObject({ reason });
    expect((refused as QueryRefused).hint).toEqual(hint);
  });

  it('is refused wherever it occurs and however it is written', async () => {
    const refused = functions.filter((name) => !ALLOWED_FUNCTIONS.has(name.toLowerCase()));
    expect(refused.length).toBeGreaterThan(200);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...refused),
        fc.constantFrom(...PLACES),
        fc.constantFrom(...CALLS),
        async (name, place, call) => expectRefused(place(call(name)), name),
      ),
      { numRuns: effort(40) },
    );
  });

  it('is refused in every place of a query', async () => {
    for (const place of PLACES) await expectRefused(place(CALLS[0]!('current_setting')), 'current_setting');
  });

  it('is refused wherever a table may occur', async () => {
    const refused = functions.filter(
      // the parser reads count() as another function
      (name) => /^\w+$/.test(name) && name !== 'count' && !ALLOWED_TABLE_FUNCTIONS.has(name.toLowerCase()),
    );
    for (const place of TABLE_PLACES) await expectRefused(place(CALLS[1]!('read_text')), 'read_text');
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...refused),
        fc.constantFrom(...TABLE_PLACES),
        fc.constantFrom(...CALLS.slice(0, 5)),
        async (name, place, call) => expectRefused(place(call(name)), name),
      ),
      { numRuns: effort(25) },
    );
  });

  it.each([
    "FROM query('FROM enable_' || 'logging()')",
    "SELECT * FROM query('SELECT 1')",
    "SELECT * FROM main.QUERY('SELECT 1')",
    "SELECT * FROM query_table('files')",
    'FROM system.main."ENABLE_LOGGING"()',
    "SELECT write_log('x')",
    "CALL enable_logging('QueryLog')",
    'PRAGMA version',
    "SELECT json_execute_serialized_sql('x')",
    "FROM json_execute_serialized_sql(json_serialize_sql('FROM enable_logging()'))",
    "SELECT json_serialize_plan('FROM enable_logging()')",
    'SELECT pg_sleep(100)',
    "SELECT nextval('s')",
    "SELECT current_setting('temp_directory')",
    'FROM duckdb_settings()',
    'FROM pg_settings',
    'FROM duckdb_logs',
    'FROM pg_catalog."PG_Settings"',
    'FROM duckdb_secrets()',
    "FROM which_secret('x', 's3')",
    "FROM sql_auto_complete('SEL')",
    'FROM arrow_scan(1, 2, 3)',
    "FROM seq_scan('files')",
    'SELECT cache.upper(1)',
    'SELECT cache.main.upper(1)',
    'SELECT "CACHE".upper(1)',
    'FROM cache.main.range(1)',
    'SELECT 1\0',
    "SELECT 1 --\0\nFROM query('x')",
    'EXPLAIN EXPLAIN SELECT 1',
    'EXPLAIN CREATE TABLE x AS SELECT 1',
    "EXPLAIN ANALYZE COPY (SELECT 1) TO '/tmp/x'",
    "EXPLAIN SELECT 1; FROM query('x')",
    'SELECT 1; EXPLAIN SELECT 1',
  ])('%j is refused', async (sql) => {
    await expect(lake().ask(sql)).rejects.toBeInstanceOf(QueryRefused);
    // nothing in the lake has changed
    expect(await rowsOf(lake(), 'SELECT 1')).toEqual([[1]]);
  });
});

describe('SQL that is nested very deeply', () => {
  it.each([
    ['(', ')'],
    ['abs(', ')'],
    ['[', ']'],
    ['(SELECT ', ')'],
    ['NOT ', ''],
    ['CASE WHEN 1 THEN ', ' END'],
    ["json_serialize_sql('", "')"],
  ])('does not crash the process: %s%s, 900 and 5000 times', async (open, close) => {
    for (const times of [900, 5000]) {
      const sql = `SELECT ${open.repeat(times)}1${close.repeat(times)}`;
      await isReadOnly(session.connection, sql).catch((error: unknown) =>
        expect(error).toBeInstanceOf(QueryRefused),
      );
    }
    expect(await rowsOf(lake(), 'SELECT 1')).toEqual([[1]]);
  });
});
