import { PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { HEADERS } from '../../lib/lake/naming.ts';
import { VIEWS } from '../../lib/sql/view-columns.ts';
import { placed } from '../helpers/observation.ts';
import { addToLake, type LakeFile } from '../helpers/small-lake.ts';
import { awsClients } from './aws-clients.ts';
import { bothEngines } from './both-engines.ts';
import { askTrino } from './trino-client.ts';

// A lake has one object per file, so the cost of a query of one collection depends on not opening those of the others.

const YEARS = ['2023', '2024', '2025'];

const FILES: readonly LakeFile[] = YEARS.flatMap((year) => [
  {
    bucket: 'b',
    key: `${year}/a.fits`,
    hdus: [[['OBJECT', `M${year}`]], [['EXTNAME', 'SCI']]],
    faults: [{ code: 'bad-card', reason: year }],
    derived: placed(`${year}/a.fits`),
  },
  { bucket: 'b', key: `${year}/removed.fits`, removed: '2026-10-11T12:13:14.567Z' },
]);

/** What EXPLAIN (TYPE IO) returns about the columns of a table. */
interface Inputs {
  readonly inputTableColumnInfos: readonly {
    readonly constraint: {
      readonly columnConstraints: readonly {
        readonly columnName: string;
        readonly domain: { readonly ranges: readonly { readonly low: { readonly value: string } }[] };
      }[];
    };
  }[];
}

describe('a query of one collection', () => {
  const name = 'pruning';
  const { agreeOn, deployed } = bothEngines({
    name,
    keywords: '',
    fill: (lake) => addToLake(lake, ...FILES),
  });
  const ask = (sql: string) => askTrino(inject('trino'), sql, name);

  beforeAll(async () => {
    // a query that opens this object fails
    const Key = `${HEADERS}collection=2025/0000000000000000-no-gzip.csv.gz`;
    await awsClients().s3.send(new PutObjectCommand({ Bucket: deployed().bucket, Key, Body: 'no gzip' }));
  });

  it.each(VIEWS)('opens no object of the others in the view %s', async (view) => {
    expect(await agreeOn(`SELECT * FROM ${view} WHERE collection = '2024'`)).toBeGreaterThan(0);
    await expect(ask(`SELECT * FROM ${view} WHERE collection = '2025'`)).rejects.toThrow('HIVE_');
    await expect(ask(`SELECT * FROM ${view}`)).rejects.toThrow('HIVE_');
  });

  it.each(VIEWS)('reads one partition of the view %s', async (view) => {
    const sql = `EXPLAIN (TYPE IO, FORMAT JSON) SELECT * FROM ${view} WHERE collection = '2024'`;
    const { inputTableColumnInfos } = JSON.parse(String((await ask(sql)).rows[0]?.[0])) as Inputs;
    expect(inputTableColumnInfos).toHaveLength(1);
    const [{ constraint } = { constraint: { columnConstraints: [] } }] = inputTableColumnInfos;
    const collection = constraint.columnConstraints.find(({ columnName }) => columnName === 'collection');
    expect(collection?.domain.ranges.map(({ low }) => low.value)).toEqual(['2024']);
  });

  it.each([
    "SELECT object, count(*) AS n FROM files WHERE collection IN ('2023', '2024') GROUP BY object",
    "SELECT source_key FROM files WHERE collection < '2025' AND size > 0",
    "SELECT source_key FROM hdus WHERE collection LIKE '202%' AND collection <> '2025' AND extname = 'SCI'",
    "SELECT collection, count(*) AS cards FROM headers WHERE collection BETWEEN '2023' AND '2024' GROUP BY collection",
    `SELECT f.object, h.extname, x.code FROM files f JOIN hdus h ON h.source_key = f.source_key
      AND h.collection = f.collection JOIN faults x ON x.source_key = f.source_key AND x.collection = f.collection
      WHERE f.collection = '2024'`,
    "SELECT * FROM (SELECT source_key, collection FROM removed) AS r WHERE collection = '2023'",
  ])('%s opens no object of the others', async (sql) => {
    expect(await agreeOn(sql)).toBeGreaterThan(0);
  });
});
