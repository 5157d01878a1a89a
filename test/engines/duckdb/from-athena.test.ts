import { describe, expect, it } from 'vitest';
import type { Value } from '../../../lib/engines/answer.ts';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';

const lake = exampleLake();
const computed = async (expression: string): Promise<Value | undefined> =>
  (await rowsOf(lake(), `SELECT CAST(${expression} AS varchar)`))[0]?.[0];

describe("Athena's functions on a local lake", () => {
  it.each([
    ["regexp_like('NGC 1365', '^NGC')", 'true'],
    ["regexp_like('M31', '^NGC')", 'false'],
    ["date_format(TIMESTAMP '2024-09-02 15:04:05', '%Y-%m-%d %H:%i:%s')", '2024-09-02 15:04:05'],
    [
      "date_format(TIMESTAMP '2024-09-02 15:04:05', '%M %b %c %e %k %l %h %p')",
      'September Sep 9 2 15 3 03 PM',
    ],
    [
      "date_format(TIMESTAMP '2024-09-02 15:04:05', '%r %T %W %a %j %x-%v')",
      '03:04:05 PM 15:04:05 Monday Mon 246 2024-36',
    ],
    ["date_format(TIMESTAMP '2024-09-02 15:04:05.25', '%s.%f')", '05.250000'],
    ["date_format(DATE '2024-09-02', '%%M %% %%%Y')", '%M % %2024'],
    ["date_parse('2024-09-12T23:41:07.5', '%Y-%m-%dT%H:%i:%s.%f')", '2024-09-12 23:41:07.5'],
    ["date_parse('9/2/2024', '%c/%e/%Y')", '2024-09-02 00:00:00'],
    ["date_parse('2 September 2024 1:05', '%e %M %Y %k:%i')", '2024-09-02 01:05:00'],
    ["date_format(date_parse('20240912', '%Y%m%d'), '%d.%m.%y')", '12.09.24'],
    ["to_unixtime(TIMESTAMP '1970-01-02 00:00:01.5')", '86401.5'],
    ['to_unixtime(from_unixtime(1.5))', '1.5'],
    ["from_unixtime(1) = TIMESTAMP '1970-01-01 00:00:01'", 'true'],
    ["array_join(ARRAY[1, NULL, 3], ',')", '1,3'],
    ["array_join(ARRAY[1, NULL, 3], ',', '?')", '1,?,3'],
    ["array_join(ARRAY[NULL], ',')", ''],
    ['element_at(ARRAY[1, 2, 3], 2)', '2'],
    ['element_at(ARRAY[1, 2, 3], -1)', '3'],
    ["element_at(map(ARRAY['a'], ARRAY[7]), 'a')", '7'],
    ['cardinality(ARRAY[1, NULL])', '2'],
    ['cardinality(ARRAY[])', '0'],
  ])('%s is %s', async (expression, expected) => {
    expect(await computed(expression)).toBe(expected);
  });
  it.each([
    "regexp_like(NULL, 'a')",
    "date_format(NULL, '%Y')",
    "date_format(DATE '2024-09-12', NULL)",
    "date_parse(NULL, '%Y')",
    "TRY(date_parse('2024-13-01', '%Y-%m-%d'))",
    'to_unixtime(NULL)',
    'from_unixtime(NULL)',
    "array_join(CAST(NULL AS integer[]), ',')",
    'element_at(ARRAY[1, 2], 3)',
    'element_at(ARRAY[1, 2], NULL)',
    "element_at(map(ARRAY['a'], ARRAY[7]), 'b')",
    'cardinality(CAST(NULL AS integer[]))',
  ])('%s is NULL', async (expression) => {
    expect(await computed(expression)).toBeNull();
  });
  it('date_parse refuses text of another form', async () => {
    await expect(computed("date_parse('2024-13-01', '%Y-%m-%d')")).rejects.toThrow(/2024-13-01/);
  });
  it('approx_distinct and approx_percentile are aggregates', async () => {
    const sql = `SELECT approx_distinct(x), approx_distinct(x, 0.1), approx_percentile(x, 0.5),
      approx_percentile(x, ARRAY[0.0, 1.0])[2], Approx_Distinct(NULL) FROM range(3) AS t(x)`;
    expect(await rowsOf(lake(), sql)).toEqual([[3n, 3n, 1n, 2n, 0n]]);
  });
  it('can be asked by several queries at the same time', async () => {
    const sql = "SELECT count(*) FROM fits_datalake.files WHERE regexp_like(source_key, '.')";
    const fresh = await Promise.all(Array.from({ length: 4 }, () => rowsOf(lake(), sql)));
    expect(fresh).toEqual(Array(4).fill(await rowsOf(lake(), 'SELECT count(*) FROM files')));
  });
});

describe('the name of the database before a view', () => {
  it.each(['fits_datalake.headers', '"fits_datalake"."headers"', 'FITS_DATALAKE.Headers'])(
    '%s',
    async (name) => {
      const counted = await rowsOf(lake(), `SELECT count(*), count(card_number) FROM ${name}`);
      expect(counted).toEqual(await rowsOf(lake(), 'SELECT count(*), count(card_number) FROM headers'));
    },
  );
  it('can qualify columns', async () => {
    const sql =
      'SELECT fits_datalake.files.source_key FROM fits_datalake.files JOIN obscore USING (source_key) LIMIT 1';
    expect(await rowsOf(lake(), sql)).toHaveLength(1);
  });
  it('does not reach what a query may not use', async () => {
    await expect(rowsOf(lake(), 'SELECT * FROM fits_datalake.duckdb_settings()')).rejects.toThrow(
      /duckdb_settings/,
    );
  });
});

describe('SHOW COLUMNS', () => {
  it.each(['SHOW COLUMNS FROM faults', ' show columns in "fits_datalake"."faults";\n'])('%s', async (sql) => {
    const described = await rowsOf(lake(), 'DESCRIBE faults');
    expect(described.length).toBeGreaterThan(3);
    expect(await rowsOf(lake(), sql)).toEqual(described.map(([name, type]) => [name, type]));
  });
  it('of an unknown view is refused like a query of it', async () => {
    await expect(rowsOf(lake(), 'SHOW COLUMNS FROM fils')).rejects.toThrow('there is no table fils');
  });
});
