import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, inject, it } from 'vitest';
import { HEADER_LINE } from '../../lib/lake/columns.ts';
import { collectionOf, lakeKey } from '../../lib/lake/naming.ts';
import { literal } from '../../lib/sql/text.ts';
import { tell } from '../helpers/small-lake.ts';
import { bothEngines } from './both-engines.ts';
import { COLLECTIONS } from './lakes/odd-texts.ts';
import { askTrino } from './trino-client.ts';

/** The one name of a folder that Hive, and so Trino, takes for no value at all: its rows are found all the same. */
const NULL = '__HIVE_DEFAULT_PARTITION__';

const TOLD = [...COLLECTIONS, undefined].map((folder) => ({
  bucket: 'odd',
  key: folder === undefined ? 'at-the-root.fits' : `${folder}/x.fits`,
}));

/** What Hive's partitions of the lake's folder are to DuckDB. */
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
  const { folder } = bothEngines({ name: 'collections', keywords: '', fill: (lake) => tell(lake, ...TOLD) });
  const expected = TOLD.map((place) => [place.key, collectionOf(lakeKey(place)).value]).sort(byKey);

  it('has its value in Trino', async () => {
    const sql = 'SELECT DISTINCT source_key, collection FROM lake_rows ORDER BY source_key';
    expect((await askTrino(inject('trino'), sql, 'collections')).rows).toEqual(
      expected.map(([key, value]) => [key, value === NULL ? null : value]),
    );
  });
  it('is found by its value', async () => {
    // moto takes no expression with an apostrophe, however it is written
    for (const [key, value] of expected.filter(([, value]) => !value?.includes("'"))) {
      const is = value === NULL ? 'IS NULL' : `= ${literal(value!)}`;
      const sql = `SELECT DISTINCT source_key FROM lake_rows WHERE collection ${is}`;
      expect((await askTrino(inject('trino'), sql, 'collections')).rows.flat()).toContain(key);
    }
  });
  it('has its value in DuckDB', async () => {
    expect(await partitionsInDuckdb(folder())).toEqual(expected);
  });
});

function byKey([a = '']: readonly string[], [b = '']: readonly string[]): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
