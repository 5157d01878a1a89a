import {
  AthenaClient,
  BatchGetNamedQueryCommand,
  GetWorkGroupCommand,
  ListNamedQueriesCommand,
} from '@aws-sdk/client-athena';
import {
  GetCrawlerCommand,
  GetDatabaseCommand,
  GetPartitionsCommand,
  GetTablesCommand,
  GlueClient,
} from '@aws-sdk/client-glue';
import { GetQueueAttributesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { COLUMNS } from '../../lib/lake/columns.ts';
import { TABLE_PARAMETERS } from '../../lib/lake/table.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { forAthena, namedQueries } from '../../lib/sql/queries.ts';
import { views } from '../../lib/sql/views.ts';
import { deployed, SETTINGS } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents } from '../helpers/lake-contents.ts';
import { putObject } from '../helpers/source.ts';

const glue = new GlueClient();
const athena = new AthenaClient();

it('the catalog has the partition of a collection as soon as the lake has its first file', async () => {
  const stack = await deployed();
  const { Database: database = '', TargetBucket: bucket = '' } = stack.outputs;
  const files = new Map([['first upload #1/a.fits', primary()]]);
  for (const [key, bytes] of files) await putObject(key, bytes);
  await stack.expectContents('first upload', await freshContents(files));
  const { Partitions = [] } = await glue.send(
    new GetPartitionsCommand({ DatabaseName: database, TableName: 'lake_rows' }),
  );
  const partition = Partitions.find(({ Values }) => Values?.[0] === 'first_upload__1');
  const { Location, Columns, SerdeInfo } = partition?.StorageDescriptor ?? {};
  expect(Location).toBe(`s3://${bucket}/headers/collection=first_upload__1/`);
  expect(Columns?.map(({ Name }) => Name)).toEqual(COLUMNS.map(({ name }) => name));
  expect(SerdeInfo?.Parameters).toMatchObject({ escapeChar: '\u0001' });
});

it('the database has the declared table and the encoded views', async () => {
  const { Database: database = '', TargetBucket: bucket = '' } = (await deployed()).outputs;
  expect(database).toBe('fits_datalake');
  await glue.send(new GetDatabaseCommand({ Name: database }));
  const { TableList = [] } = await glue.send(new GetTablesCommand({ DatabaseName: database }));
  const table = TableList.find(({ Name }) => Name === 'lake_rows');
  expect(table).toMatchObject({
    TableType: 'EXTERNAL_TABLE',
    PartitionKeys: [{ Name: 'collection', Type: 'string' }],
    Parameters: TABLE_PARAMETERS,
  });
  const { Location, Columns, SerdeInfo } = table?.StorageDescriptor ?? {};
  expect(Location).toBe(`s3://${bucket}/headers/`);
  expect(Columns?.map(({ Name, Type }) => [Name, Type])).toEqual(COLUMNS.map(({ name }) => [name, 'string']));
  expect(SerdeInfo).toMatchObject({
    SerializationLibrary: 'org.apache.hadoop.hive.serde2.OpenCSVSerde',
    Parameters: { separatorChar: ',', quoteChar: '"', escapeChar: '\u0001' },
  });

  for (const { name, sql } of views(keywordColumns(SETTINGS['keywords'] ?? ''))) {
    const view = TableList.find(({ Name }) => Name === name);
    expect(view, name).toMatchObject({ TableType: 'VIRTUAL_VIEW', Parameters: { presto_view: 'true' } });
    expect(view?.Owner, name).toBeTruthy();
    const [, encoded = ''] = /^\/\* Presto View: (\S+) \*\/$/.exec(view?.ViewOriginalText ?? '') ?? [];
    const decoded = JSON.parse(Buffer.from(encoded, 'base64').toString()) as { originalSql: string };
    expect(decoded.originalSql, name).toBe(sql);
  }
});

it('the crawler updates the table from the events of the lake', async () => {
  const { Crawler: name = '', Database: database = '', TargetBucket: bucket } = (await deployed()).outputs;
  const { Crawler } = await glue.send(new GetCrawlerCommand({ Name: name }));
  expect(Crawler).toMatchObject({
    Schedule: { ScheduleExpression: 'cron(0 3 ? * SUN *)' },
    RecrawlPolicy: { RecrawlBehavior: 'CRAWL_EVENT_MODE' },
    SchemaChangePolicy: { UpdateBehavior: 'LOG', DeleteBehavior: 'LOG' },
  });
  const [target] = Crawler?.Targets?.CatalogTargets ?? [];
  expect(target).toMatchObject({ DatabaseName: database, Tables: ['lake_rows'] });
  // the queue receives events of this lake only; other tests have written to it
  const [, , , , account, queue] = target?.EventQueueArn?.split(':') ?? [];
  const sqs = new SQSClient();
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: `${process.env['AWS_ENDPOINT_URL']}/${account}/${queue}`,
      AttributeNames: ['All'],
    }),
  );
  expect(Number(Attributes?.['ApproximateNumberOfMessages']), bucket).toBeGreaterThan(0);
});

it('the workgroup has a scan limit and the named queries of the command line', async () => {
  const { Workgroup: WorkGroup = '', Database: database } = (await deployed()).outputs;
  const { WorkGroup: workgroup } = await athena.send(new GetWorkGroupCommand({ WorkGroup }));
  expect(workgroup?.Configuration).toMatchObject({ EnforceWorkGroupConfiguration: true });
  expect(workgroup?.Configuration?.BytesScannedCutoffPerQuery).toBeGreaterThan(0);
  const { NamedQueryIds } = await athena.send(new ListNamedQueriesCommand({ WorkGroup }));
  const { NamedQueries = [] } = await athena.send(new BatchGetNamedQueryCommand({ NamedQueryIds }));
  const queries = NamedQueries.map(({ Name, Database, QueryString }) => [Name, Database, QueryString]);
  expect(queries.sort()).toEqual(namedQueries().map((query) => [query.name, database, forAthena(query)]));
});
