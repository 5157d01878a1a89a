import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { openLake } from '../../../lib/engines/duckdb/open-lake.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { exampleLake, lakeOf, rowsOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** Statements that read or write outside the lake, or change it. */
const outside = (folder: string): readonly string[] => [
  `SELECT * FROM read_csv('${folder}/secret.csv')`,
  `SELECT * FROM '${folder}/secret.csv'`,
  `SELECT * FROM read_text('${folder}/secret.csv')`,
  `SELECT * FROM read_blob('${folder}/secret.csv')`,
  `SELECT * FROM read_json('${folder}/secret.csv')`,
  `SELECT * FROM sniff_csv('${folder}/secret.csv')`,
  `SELECT * FROM parquet_metadata('${folder}/secret.csv')`,
  `SELECT * FROM glob('${folder}/*')`,
  "SELECT * FROM read_csv('https://example.org/a.csv')",
  "SELECT * FROM query('SELECT * FROM read_text(''/etc/passwd'')')",
  "SELECT getenv('HOME')",
  `COPY (SELECT 1) TO '${folder}/out.csv'`,
  `COPY files TO '${folder}/out.parquet'`,
  `EXPORT DATABASE '${folder}/out'`,
  `EXPLAIN ANALYZE COPY (SELECT 1) TO '${folder}/out.csv'`,
  `ATTACH '${folder}/out.duckdb' AS x`,
  "ATTACH ':memory:' AS x",
  'DETACH cache',
  'USE cache',
  'INSTALL httpfs',
  'LOAD httpfs',
  `LOAD '${folder}/x.duckdb_extension'`,
  'SET enable_external_access = true',
  'SET threads = 1',
  'RESET lock_configuration',
  'PRAGMA enable_profiling',
  'CALL pragma_version()',
  `SELECT * FROM enable_logging('QueryLog', storage = 'file', storage_path = '${folder}/out')`,
  `SELECT * FROM "enable_profiling"(save_location = '${folder}/out.txt')`,
  'DELETE FROM cache.cards',
  'EXPLAIN ANALYZE DELETE FROM cache.cards',
  'UPDATE cache.objects SET path = NULL',
  'INSERT INTO cache.collections VALUES (NULL, NULL)',
  'DROP TABLE cache.cards',
  'TRUNCATE cache.cards',
  'ALTER TABLE cache.cards DROP COLUMN card_name',
  'CREATE TABLE cache.x (a INTEGER)',
  'CREATE TABLE x AS SELECT 1',
  'CREATE OR REPLACE VIEW files AS SELECT 1',
  'DROP VIEW files',
  'VACUUM',
  'CHECKPOINT cache',
  'BEGIN',
  'PREPARE x AS SELECT 1',
  'CREATE SECRET s (TYPE s3)',
  'SELECT 1; DROP VIEW files',
  'SELECT 1; SELECT 2',
];

const lake = exampleLake();

describe('a query that is not allowed', () => {
  it('is refused, and no file, lake or cache changes', async () => {
    const folder = tempFolder();
    writeFileSync(`${folder}/secret.csv`, 'a\nsecret\n');
    const path = lakeOf(...EXAMPLE);
    const opened = await openLake(path);
    const cache = readFileSync(databaseIn(cacheFolder(path)));
    const before = await rowsOf(opened, 'SELECT count(*) FROM files');
    const answered: string[] = [];
    for (const sql of outside(folder)) {
      try {
        await rowsOf(opened, sql);
        answered.push(sql);
      } catch (error) {
        expect(error, sql).toBeInstanceOf(QueryRefused);
        expect((error as Error).message).not.toContain('secret\n');
      }
    }
    expect(answered).toEqual([]);
    expect(await rowsOf(opened, 'SELECT count(*) FROM files')).toEqual(before);
    opened.close();
    expect(readFileSync(databaseIn(cacheFolder(path))).equals(cache)).toBe(true);
    expect(readdirSync(folder)).toEqual(['secret.csv']);
  });

  it.each([
    'UPDATE files SET object = 1',
    'INSERT INTO files VALUES (1)',
    'DELETE FROM files',
    'WITH a AS (SELECT 1) INSERT INTO files SELECT * FROM a',
    'DROP VIEW files',
    'CREATE TABLE x AS SELECT 1',
    "COPY files TO '/tmp/x.csv'",
    "ATTACH '/tmp/x.duckdb'",
    "EXPORT DATABASE '/tmp/x'",
    "-- a comment\nCOPY files TO '/tmp/x.csv'",
    'SET threads = 1',
    'BEGIN',
  ])('is refused as not a query: %s', async (sql) => {
    await expect(rowsOf(lake(), sql)).rejects.toMatchObject({
      reason: { kind: 'not-a-query', statements: ['SELECT', 'WITH', 'DESCRIBE', 'SHOW', 'EXPLAIN'] },
      hint: { kind: 'write-answer' },
    });
  });
});

describe('a query that is allowed', () => {
  it.each([
    'WITH a AS (SELECT 1 AS b) SELECT b FROM a',
    'VALUES (1)',
    'SELECT 1;',
    ';;SELECT 1;; -- one',
    'EXPLAIN SELECT 1',
  ])('reads, as in %s', async (sql) => {
    expect(await rowsOf(lake(), sql)).toHaveLength(1);
  });
  it('describes and summarizes', async () => {
    const described = await rowsOf(lake(), 'DESCRIBE faults');
    expect(described.map(([name, type]) => [name, type])).toContainEqual(['byte', 'BIGINT']);
    expect(await rowsOf(lake(), 'SUMMARIZE removed')).toHaveLength(6);
  });
  it('can be written to the one Parquet file that the lake was opened with, and to no other', async () => {
    const folder = tempFolder();
    const opened = await openLake(lakeOf(...EXAMPLE), { parquetFile: `${folder}/a.parquet` });
    expect(await opened.saveParquet('SELECT * FROM files ORDER BY source_key; -- all')).toBe(10);
    expect(existsSync(`${folder}/a.parquet`)).toBe(true);
    for (const sql of ["SELECT 1) TO '/tmp/x.csv' --", 'DROP VIEW files'])
      await expect(opened.saveParquet(sql)).rejects.toBeInstanceOf(QueryRefused);
    const copy = `COPY (SELECT 1) TO '${folder}/b.parquet'`;
    await expect(rowsOf(opened, copy)).rejects.toBeInstanceOf(QueryRefused);
    opened.close();
    expect(readdirSync(folder)).toEqual(['a.parquet']);
  });
});
