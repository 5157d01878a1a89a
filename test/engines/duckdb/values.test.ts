import { describe, expect, it } from 'vitest';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';

const lake = exampleLake();

describe('the values of an answer', () => {
  it.each<[string, unknown]>([
    ['NULL', null],
    ['true', true],
    ["'text'", 'text'],
    ['7', 7],
    ['CAST(7 AS BIGINT)', 7n],
    ['sum(7)', 7n],
    ['1.5', 1.5],
    ['CAST(0.1 AS DECIMAL(38, 10))', 0.1],
    ["CAST('12345678901234567890.5' AS DECIMAL(38, 10))", '12345678901234567890.5000000000'],
    ['1e0/3', 1 / 3],
    ["CAST('nan' AS DOUBLE)", Number.NaN],
    ["DATE '2026-11-25'", '2026-11-25'],
    ["TIMESTAMP '2026-11-25 01:02:03.040506'", '2026-11-25 01:02:03.040506'],
    ["TIMESTAMPTZ '2026-11-25 01:02:03+02'", '2026-11-24 23:02:03+00'],
    ["INTERVAL '1' DAY", '1 day'],
    ['[1, NULL, 3]', [1, null, 3]],
    ["{'a': 1, 'b': [TIMESTAMP '2026-11-25 00:00:00']}", { a: 1, b: ['2026-11-25 00:00:00'] }],
    ["MAP {'a': 1}", [{ key: 'a', value: 1 }]],
  ])('are plain JavaScript values: %s', async (expression, value) => {
    expect(await rowsOf(lake(), `SELECT ${expression}`)).toEqual([[value]]);
  });

  it('come in pieces, and only those that are read are computed', async () => {
    let pieces = 0;
    for await (const piece of (await lake().ask('SELECT * FROM range(10000000000)')).pieces) {
      expect(piece.length).toBeLessThanOrEqual(10_000);
      if (++pieces === 3) break;
    }
    expect(await rowsOf(lake(), 'SELECT 1')).toEqual([[1]]);
  });
  it('have columns with distinct names and a type', async () => {
    const { columns } = await lake().ask("SELECT 1 AS a, 'x' AS a, now() AS t, 1.5 AS d, [1] AS l");
    expect(columns).toEqual([
      { name: 'a', type: 'integer' },
      { name: 'a:1', type: 'text' },
      { name: 't', type: 'timestamp' },
      { name: 'd', type: 'double' },
      { name: 'l', type: 'text' },
    ]);
  });
  it('can fail while they are read, and the query is refused', async () => {
    const sql = (at: number) =>
      `SELECT CAST(CASE WHEN range = ${at} THEN 'x' ELSE '1' END AS INTEGER) AS a, 1 AS a FROM range(3000000)`;
    // before the first rows are read, and after
    for (const at of [200_000, 2_900_000])
      await expect(rowsOf(lake(), sql(at))).rejects.toThrow(/^Could not convert string 'x' to INT32[^\n]*$/);
  });
});
