import { mkdtempSync, rmSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSession, type Session } from '../../../lib/engines/cache/session.ts';
import {
  READING_FUNCTIONS,
  READING_TABLE_FUNCTIONS,
  REFUSED_VIEWS,
} from '../../../lib/engines/duckdb/allowed-functions.ts';
import { readsOnly } from '../../../lib/engines/duckdb/inspect-sql.ts';
import { type Lake, openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { prepareQuery } from '../../../lib/engines/duckdb/prepare-query.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { namedQueries } from '../../../lib/sql/queries.ts';
import { rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { addToLake } from '../../helpers/small-lake.ts';

let session: Session;
let folder: string;
let lake: Lake;
let names: readonly { readonly name: string; readonly type: string; readonly changes: boolean }[];

beforeAll(async () => {
  session = await openSession({});
  folder = mkdtempSync('/tmp/fits-inspection-');
  addToLake(folder, ...EXAMPLE);
  lake = await openLake(folder);
  const found = await session.connection.runAndReadAll(
    'SELECT function_name, function_type, bool_or(coalesce(has_side_effects, false)) FROM duckdb_functions() GROUP BY ALL ORDER BY ALL',
  );
  names = found.getRows().map(([name, type, changes]) => ({
    name: String(name),
    type: String(type),
    changes: changes === true,
  }));
});
afterAll(() => {
  lake.close();
  session.close();
  rmSync(folder, { recursive: true });
});

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

const refusedAs = (name: string) => `the function ${name.toLowerCase()} is not available in queries`;

describe('a function that is not on the list', () => {
  it.each([
    ['SELECT mediann(exptime) FROM files', 'there is no function mediann; did you mean median?'],
    ['SELECT zzzzzzzzzzzz(1)', 'there is no function zzzzzzzzzzzz'],
    ["SELECT current_setting('threads')", 'the function current_setting is not available in queries'],
  ])('%s: %s', async (sql, why) => {
    await expect(prepareQuery(session.connection, sql)).rejects.toThrow(
      new RegExp(`^${why.replace('?', '\\?')}$`),
    );
  });
  it('is refused wherever it occurs and however it is written', async () => {
    const others = [...new Set(names.map(({ name }) => name))].filter(
      (name) => !READING_FUNCTIONS.has(name.toLowerCase()),
    );
    expect(others.length).toBeGreaterThan(200);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...others),
        fc.constantFrom(...PLACES),
        fc.constantFrom(...CALLS),
        async (name, place, call) => {
          const sql = place(call(name));
          await expect(prepareQuery(session.connection, sql), sql).rejects.toThrow(refusedAs(name));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it('is refused wherever a table may occur', async () => {
    const others = [...new Set(names.map(({ name }) => name))].filter(
      // the parser reads count() as another function
      (name) => /^\w+$/.test(name) && name !== 'count' && !READING_TABLE_FUNCTIONS.has(name.toLowerCase()),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...others),
        fc.constantFrom(...TABLE_PLACES),
        fc.constantFrom(...CALLS.slice(0, 5)),
        async (name, place, call) => {
          const sql = place(call(name));
          await expect(prepareQuery(session.connection, sql), sql).rejects.toThrow(refusedAs(name));
        },
      ),
      { numRuns: 500 },
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
    await expect(lake.ask(sql)).rejects.toBeInstanceOf(QueryRefused);
    // and the session is unchanged
    expect(await rowsOf(lake, 'SELECT 1')).toEqual([[1]]);
  });

  it.each([
    ['(', ')'],
    ['abs(', ')'],
    ['[', ']'],
    ['(SELECT ', ')'],
    ['NOT ', ''],
    ['CASE WHEN 1 THEN ', ' END'],
    ["json_serialize_sql('", "')"],
  ])('nothing aborts the process: %s a thousand times and more', async (open, close) => {
    for (const times of [900, 5000]) {
      const sql = `SELECT ${open.repeat(times)}1${close.repeat(times)}`;
      await readsOnly(session.connection, sql).catch((error: unknown) =>
        expect(error).toBeInstanceOf(QueryRefused),
      );
    }
    expect(await rowsOf(lake, 'SELECT 1')).toEqual([[1]]);
  });
});

describe('the lists', () => {
  it('contain only names that DuckDB has', () => {
    const known = (types: readonly string[]) =>
      new Set(names.filter(({ type }) => types.includes(type)).map(({ name }) => name.toLowerCase()));
    const functions = known(['scalar', 'aggregate', 'macro']);
    // the parser knows it
    expect([...READING_FUNCTIONS].filter((name) => !functions.has(name))).toEqual(['unnest']);
    const tables = known(['table']);
    expect([...READING_TABLE_FUNCTIONS].filter((name) => !tables.has(name))).toEqual([]);
  });

  it('contain nothing with side effects, except random values and errors', () => {
    const changing = names.filter(({ name, changes }) => changes && READING_FUNCTIONS.has(name));
    const expected = ['error', 'gen_random_uuid', 'random', 'uuid', 'uuidv4', 'uuidv7'];
    expect(changing.map(({ name }) => name)).toEqual(expected);
  });

  it('contain all aggregates, because list_aggregate takes their names as text', () => {
    const aggregates = names.filter(({ type }) => type === 'aggregate').map(({ name }) => name);
    expect(aggregates.filter((name) => !READING_FUNCTIONS.has(name))).toEqual([]);
  });

  it('contain macros only if they expand to functions on the list', async () => {
    const found = await session.connection.runAndReadAll(
      "SELECT function_name, macro_definition FROM duckdb_functions() WHERE function_type = 'macro'",
    );
    for (const [name, definition] of found.getRows()) {
      if (!READING_FUNCTIONS.has(String(name))) continue;
      expect(await readsOnly(session.connection, `SELECT ${String(definition)}`), String(name)).toBe(true);
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
      const isFine = await readsOnly(session.connection, body).catch((error: unknown) => error);
      if (isFine !== true) refused.push(String(name));
    }
    expect(refused.sort()).toEqual([...REFUSED_VIEWS].sort());
  });
});

describe('what astronomers ask', () => {
  it.each(namedQueries())('--named $name', async ({ sql }) => {
    expect(await readsOnly(session.connection, sql)).toBe(true);
    await rowsOf(lake, sql);
  });

  it.each([
    // text
    "SELECT upper(object), lower(object), trim(object), substr(object, 1, 2), left(object, 2), replace(object, 'M', 'N') FROM files",
    "SELECT object || '-' || filter, concat(object, filter), concat_ws('-', object, filter), lpad(object, 9, '0') FROM files",
    "SELECT split_part(source_key, '/', 1), string_split(source_key, '/')[-1], regexp_extract(source_key, '([^/]+)$', 1) FROM files",
    "SELECT object FROM files WHERE object LIKE 'M%' AND object ILIKE 'm__' AND object SIMILAR TO 'M.*' AND regexp_matches(object, '\\d')",
    "SELECT object FROM files WHERE object NOT LIKE 'x' ESCAPE '!' AND starts_with(object, 'M') AND contains(object, '3') AND object ~ 'M.*'",
    "SELECT printf('%.2f', exptime), format('{:.2f}', exptime), bar(exptime, 0, 300, 20), levenshtein(object, 'M32') FROM files",
    "SELECT position('3' IN object), overlay_is_not_there FROM (SELECT object, 1 AS overlay_is_not_there FROM files)",
    // times
    "SELECT date_trunc('month', date_obs), extract(year FROM date_obs), date_part('hour', date_obs), year(date_obs) FROM files",
    "SELECT date_obs + INTERVAL 1 DAY, date_obs - INTERVAL '2 hours', date_diff('day', date_obs, now()::TIMESTAMP) FROM files",
    "SELECT strftime(date_obs, '%Y-%m'), strptime('2024-01-02', '%Y-%m-%d'), try_strptime('x', '%Y'), epoch(date_obs), julian(date_obs) FROM files",
    'SELECT make_date(2024, 1, 2), to_timestamp(0), time_bucket(INTERVAL 1 DAY, date_obs), date_obs::DATE, current_date, today() FROM files',
    "SELECT date_obs AT TIME ZONE 'Asia/Tokyo', current_timestamp, localtime, dayname(date_obs), last_day(date_obs) FROM files",
    "SELECT last_modified > current_date - INTERVAL '1' DAY FROM files",
    // numbers
    'SELECT 2 * asin(sqrt(pow(sin(radians(1 - 2) / 2), 2) + cos(radians(1)) * cos(radians(2)) * pow(sin(radians(3 - 4) / 2), 2)))',
    'SELECT degrees(acos(0.5)), atan2(1, 2), tan(1), pi(), exp(1), ln(2), log10(10), 2 ** 3, 2 ^ 3, 7 // 2, 7 % 2, mod(7, 2), @ -1, 5!',
    'SELECT round(exptime, 1), floor(exptime), ceil(exptime), abs(exptime), sign(exptime), greatest(1, exptime), least(1, exptime) FROM files',
    'SELECT 1 & 2, 1 | 2, xor(1, 2), 1 << 2, 8 >> 1, ~1, bit_count(7), isnan(1.0::DOUBLE), random() < 2, nextafter(1.0, 2.0), gcd(4, 6)',
    // aggregates
    'SELECT count(*), count(DISTINCT object), sum(exptime), avg(exptime), min(exptime), max(exptime), median(exptime), stddev(exptime) FROM files',
    'SELECT quantile_cont(exptime, 0.9), mode(filter), approx_count_distinct(object), approx_quantile(exptime, 0.5), mad(exptime) FROM files',
    "SELECT string_agg(object, ', ' ORDER BY object), list(object), array_agg(DISTINCT filter), first(object), any_value(object) FROM files",
    'SELECT arg_max(object, exptime), max_by(object, exptime), histogram(filter), count_if(exptime > 1), bool_or(exptime > 1), corr(exptime, exptime) FROM files',
    'SELECT filter, grouping(filter), count(*) FILTER (exptime > 1) FROM files GROUP BY ROLLUP (filter)',
    'SELECT object, count(*) FROM files GROUP BY ALL ORDER BY ALL',
    'SELECT width_bucket_free, count(*) FROM (SELECT floor(exptime / 100) AS width_bucket_free FROM files) GROUP BY 1',
    // windows
    'SELECT object, row_number() OVER (PARTITION BY filter ORDER BY exptime), lag(exptime) OVER (ORDER BY date_obs) FROM files',
    'SELECT rank() OVER w, dense_rank() OVER w, ntile(4) OVER w, first_value(object) OVER w, sum(exptime) OVER w FROM files WINDOW w AS (ORDER BY exptime)',
    'SELECT object FROM files QUALIFY row_number() OVER (PARTITION BY object ORDER BY date_obs DESC) = 1',
    // lists, structs, maps, JSON
    'SELECT list_transform([1, 2], lambda x: x + 1), list_filter([1, 2], lambda x: x > 1), list_reduce([1, 2], lambda a, b: a + b)',
    'SELECT [x * 2 FOR x IN [1, 2, 3] IF x > 1], [1, 2, 3][2:], list_sort([2, 1]), list_contains([1], 1), len([1]), list_sum([1, 2])',
    "SELECT unnest([1, 2]), {'a': 1}.a, struct_pack(a := 1), MAP {'a': 1}['a'], row(1, 2), (1, 2), flatten([[1], [2]])",
    `SELECT '{"a": [1]}'::JSON -> 'a', '{"a": 1}'::JSON ->> '$.a', json_extract_string('{"a": 1}', '$.a'), to_json(object) FROM files`,
    "SELECT generate_series(1, 3), range(3), generate_subscripts([1, 2], 1), list_value(1), list_distinct([1, 1]), list_aggregate([1, 2], 'sum')",
    "SELECT * FROM json_each('[1, 2]')",
    // shapes of queries
    'WITH RECURSIVE r AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM r WHERE n < 3) SELECT * FROM r',
    'WITH a AS MATERIALIZED (SELECT object FROM files) FROM a',
    'FROM files SELECT object WHERE exptime > 1',
    'TABLE removed',
    "VALUES ('M31', 1), ('M33', 2)",
    'SELECT * FROM files f ASOF JOIN hdus h ON f.source_key = h.source_key AND f.exptime >= h.exptime',
    'SELECT * FROM files POSITIONAL JOIN removed',
    'SELECT * FROM files SEMI JOIN faults USING (source_key)',
    "SELECT COLUMNS('^(object|filter)$'), COLUMNS(c -> c LIKE 'exp%') FROM files",
    'SELECT * EXCLUDE (etag) REPLACE (upper(object) AS object) FROM files',
    "PIVOT files ON filter IN ('R', 'V') USING count(*) GROUP BY object",
    'UNPIVOT (SELECT object, filter FROM files) ON object, filter INTO NAME name VALUE value',
    'SELECT object FROM files USING SAMPLE 3',
    'SELECT object FROM files TABLESAMPLE 50%',
    "SELECT * FROM range(TIMESTAMP '2024-01-01', TIMESTAMP '2024-01-03', INTERVAL 1 DAY)",
    "SELECT coalesce(object, '?'), nullif(object, ''), ifnull(object, ''), if(exptime > 1, 'a', 'b'), typeof(object), hash(object), md5(object) FROM files",
    'SELECT object.upper(), exptime.round(1) FROM files',
    'SELECT count(*) FROM information_schema.columns',
    'SELECT table_name FROM duckdb_tables()',
    'SELECT function_name FROM duckdb_functions() LIMIT 1',
    'SHOW TABLES',
    'SHOW ALL TABLES',
    'DESCRIBE files',
    'DESC SELECT object FROM files',
    'SUMMARIZE files',
    'EXPLAIN SELECT object FROM files',
    'EXPLAIN ANALYZE SELECT object FROM files',
    '-- why\nEXPLAIN (FORMAT json) SELECT object FROM files',
    'EXPLAIN (SELECT 1)',
    'EXPLAIN FROM files',
    'EXPLAIN WITH a AS (SELECT 1) SELECT * FROM a;',
  ])('%s', async (sql) => {
    await rowsOf(lake, sql);
  });
});

it('PIVOT without its values is refused, with the remedy', async () => {
  await expect(lake.ask('PIVOT files ON filter USING count(*)')).rejects.toThrow(
    'PIVOT needs the values that become columns: ON column IN (value, ...)',
  );
});
