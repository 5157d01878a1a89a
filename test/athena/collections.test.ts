import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, inject, it } from 'vitest';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import { collectionOf } from '../../lib/lake/naming.ts';
import { literal } from '../../lib/sql/text.ts';
import { VIEWS } from '../../lib/sql/view-columns.ts';
import { placed } from '../helpers/observation.ts';
import { addToLake, type LakeFile, lakeKeyOf } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';
import { COLLECTIONS } from './lakes/odd-texts.ts';
import { askTrino } from './trino-client.ts';

const fileOf = (key: string): LakeFile => ({
  bucket: 'odd',
  key,
  hdus: [[['OBJECT', key]]],
  faults: [{ code: 'bad-card', reason: key }],
  derived: placed(key),
});

const FILES: readonly LakeFile[] = [
  ...COLLECTIONS.map((folder) => fileOf(`${folder}/x.fits`)),
  ...COLLECTIONS.map((folder) => ({
    bucket: 'odd',
    key: `${folder}/removed.fits`,
    removed: '2026-10-11T12:13:14.567Z',
  })),
  fileOf('at-the-root.fits'),
  { ...fileOf('no/depth.fits'), collectionDepth: 0 },
  { ...fileOf('two/folders/x.fits'), collectionDepth: 2 },
];

/** Returns the collection of each source key as DuckDB reads it from the Hive partitions of a lake folder. */
async function partitionsInDuckdb(folder: string): Promise<unknown[][]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = HEADER_LINE.trim()
    .split(',')
    .map((name) => `${literal(name)}: 'VARCHAR'`);
  const rows = await connection.runAndReadAll(`SELECT DISTINCT source_key, collection
    FROM read_csv(${literal(`${folder}/headers/*/*.csv.gz`)}, auto_detect = false, header = true, delim = ',',
      quote = '"', escape = '"', columns = {${columns.join(', ')}}, hive_partitioning = true, hive_types_autocast = false)
    ORDER BY source_key`);
  connection.closeSync();
  instance.closeSync();
  return rows.getRows();
}

describe('the partition of a collection', () => {
  const { agreeOn, folder } = bothEngines({
    name: 'collections',
    keywords: '',
    fill: (lake) => addToLake(lake, ...FILES),
  });
  const expected = FILES.map((file) => [file.key, collectionOf(lakeKeyOf(file)).value]).sort(byKey);

  it('has the right value in Trino', async () => {
    const sql = 'SELECT DISTINCT source_key, collection FROM lake_rows ORDER BY source_key';
    expect((await askTrino(inject('trino'), sql, 'collections')).rows).toEqual(expected);
  });
  it('is found by its value in Trino', async () => {
    for (const [key, value] of expected) {
      const sql = `SELECT DISTINCT source_key FROM lake_rows WHERE collection = ${literal(value!)}`;
      expect((await askTrino(inject('trino'), sql, 'collections')).rows.flat()).toContain(key);
    }
  });
  it.each(VIEWS)('has the same value in the view %s of both engines', async (view) => {
    expect(await agreeOn(`SELECT source_key, collection FROM ${view}`)).toBeGreaterThanOrEqual(
      COLLECTIONS.length,
    );
  });
  it.each(VIEWS)('is found by its value in the view %s of both engines', async (view) => {
    for (const value of ['a_3Ab', '007', 'e_', '__', 'null_']) {
      const sql = `SELECT source_key, collection FROM ${view} WHERE collection = ${literal(value)}`;
      expect(await agreeOn(sql)).toBeGreaterThan(0);
    }
    // several folders share this collection
    expect(await agreeOn(`SELECT source_key FROM ${view} WHERE collection = 'a_b'`)).toBeGreaterThan(1);
    expect(await agreeOn(`SELECT source_key FROM ${view} WHERE collection IS NULL`)).toBe(0);
  });
  it('has the right value if DuckDB reads the lake folder directly', async () => {
    expect(await partitionsInDuckdb(folder())).toEqual(expected);
  });
});

function byKey([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
