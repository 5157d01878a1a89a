import { describe, expect, it } from 'vitest';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { askOnce, lakeOf, rowsOf } from '../../helpers/ask.ts';

const lake = () => lakeOf({ bucket: 'b', key: 'a.fits' });

describe('values of an answer', () => {
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
  ])('%s', async (expression, value) => {
    expect(await askOnce(lake(), `SELECT ${expression}`)).toEqual([[value]]);
  });

  it('come in pieces, which are read as they are wanted', async () => {
    const opened = await openLake(lake());
    let pieces = 0;
    for await (const piece of (await opened.ask('SELECT * FROM range(10000000000)')).pieces) {
      expect(piece.length).toBeLessThanOrEqual(10_000);
      if (++pieces === 3) break;
    }
    expect(await rowsOf(opened, 'SELECT 1')).toEqual([[1]]);
    opened.close();
  });
  it('have columns with a name of their own and a kind', async () => {
    const opened = await openLake(lake());
    const { columns } = await opened.ask("SELECT 1 AS a, 'x' AS a, now() AS t, 1.5 AS d, [1] AS l");
    expect(columns).toEqual([
      { name: 'a', kind: 'number' },
      { name: 'a:1', kind: 'other' },
      { name: 't', kind: 'timestamp' },
      { name: 'd', kind: 'number' },
      { name: 'l', kind: 'other' },
    ]);
    opened.close();
  });
  it('that cannot be had while they are read are refused in a sentence', async () => {
    const opened = await openLake(lake());
    const sql = "SELECT CAST(CASE WHEN range = 200000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(300000)";
    await expect(rowsOf(opened, sql)).rejects.toThrow(/^Could not convert string 'x' to INT32[^\n]*$/);
    opened.close();
  });
});
