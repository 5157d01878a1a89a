import { describe, expect, it } from 'vitest';
import { readOnlySql } from '../../../lib/engines/athena/read-only-sql.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { namedQueries } from '../../../lib/sql/queries.ts';

describe('SQL for Athena', () => {
  it.each([
    ...[
      'SELECT 1',
      'select(1)',
      '(SELECT 1)',
      'WITH a AS (SELECT 1) SELECT * FROM a',
      'VALUES 1',
      'TABLE files',
    ],
    ...[
      'SHOW TABLES',
      'DESCRIBE files',
      'desc files',
      'EXPLAIN SELECT 1',
      'EXPLAIN ANALYZE VERBOSE SELECT 1',
    ],
    ...['EXPLAIN (TYPE IO, FORMAT JSON) WITH a AS (SELECT 1) TABLE a', '-- a\n/* DROP */ SELECT 1 -- end'],
  ])('can be %s', (sql) => {
    expect(readOnlySql(sql)).toBe(sql);
  });
  it('loses the semicolon at its end, which Athena does not accept', () => {
    expect(readOnlySql(' SELECT 1 ;\n; ')).toBe(' SELECT 1');
  });
  it('can be any named query', () => {
    for (const { sql } of namedQueries()) expect(readOnlySql(sql)).toBe(sql);
  });
  it.each([
    ...[
      'DROP TABLE lake_rows',
      'INSERT INTO a SELECT 1',
      'CREATE TABLE a AS SELECT 1',
      'MSCK REPAIR TABLE a',
    ],
    ...[
      "UNLOAD (SELECT 1) TO 's3://a/'",
      'EXECUTE a',
      'PREPARE a FROM DROP TABLE b',
      'selected',
      'FROM files',
    ],
    ...[
      '-- SELECT\nDROP TABLE a',
      '/* SELECT */ DELETE FROM a',
      'EXPLAIN ANALYZE INSERT INTO a SELECT 1',
      '7',
      '',
    ],
    ...['EXPLAIN DROP TABLE a', 'EXPLAIN'],
  ])('is refused if it does more than read: %s', (sql) => {
    expect(() => readOnlySql(sql)).toThrow(QueryRefused);
  });
  it('is refused quickly, however long it is', () => {
    for (const long of [
      '-'.repeat(200_000),
      '/*'.repeat(100_000),
      '('.repeat(200_000),
      ' explain (('.repeat(20_000),
    ])
      expect(() => readOnlySql(long)).toThrow(QueryRefused);
  });
});
