import { expect, it } from 'vitest';
import { duckdbRefusal } from '../../../lib/engines/duckdb/refusal.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { exampleLake, rowsOf } from '../../helpers/ask.ts';

const lake = exampleLake();
const names = async (sql: string): Promise<string[]> => (await rowsOf(lake(), sql)).flat().map(String);

it('no query shows where the cache is', async () => {
  const asked = [
    ...(await names("SELECT schema_name || '.' || view_name FROM duckdb_views()")),
    ...(await names("SELECT 'cache.' || schema_name || '.' || table_name FROM duckdb_tables()")),
    ...(await names(
      "SELECT DISTINCT function_name || '()' FROM duckdb_functions() WHERE function_type = 'table' AND len(parameters) = 0",
    )),
  ].map((name) => `SELECT * FROM ${name}`);
  expect(asked.length).toBeGreaterThan(60);
  const { folder } = lake().cache;
  const shown: string[] = [];
  for (const sql of [...asked, 'SHOW DATABASES', 'SHOW ALL TABLES', 'EXPLAIN ANALYZE SELECT * FROM files']) {
    try {
      const rows = await rowsOf(lake(), sql);
      if (rows.flat(9).some((value) => String(value).includes(folder))) shown.push(sql);
    } catch (error) {
      expect(error).toBeInstanceOf(QueryRefused);
      expect((error as Error).message).not.toContain(folder);
    }
  }
  expect(shown).toEqual([]);
});

it('a disk that is full is a limit, and its file is not named', () => {
  const refused = duckdbRefusal(
    new Error('IO Error: Could not write all bytes to file "/tmp/spill/x.tmp": No space left on device'),
  );
  expect(refused.reason).toEqual({ kind: 'limit', limit: 'temp-space' });
  expect(refused.message).not.toContain('/tmp');
});
