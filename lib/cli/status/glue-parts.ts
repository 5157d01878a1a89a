// loads the AWS SDK: only where a stack is asked

import {
  GetCrawlerCommand,
  type GlueClient,
  type Partition,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
} from '@aws-sdk/client-glue';
import type { S3Client } from '@aws-sdk/client-s3';
import { TABLE } from '../../lake/table.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { lastCrawl } from '../crawl/crawl.ts';
import { count, utc } from '../terminal/words.ts';
import { lakeFolders } from './lake-folders.ts';
import { type Known, redeploy } from './part.ts';
import { compareFolders, partitionDeviations, tableDeviations, viewDeviations } from './table.ts';

/** The crawler: what it does now, what it did last, when it will run again. */
export async function crawlerPart(glue: GlueClient, { outputs }: DeployedStack): Promise<Known> {
  const { Crawler: crawler } = await glue.send(new GetCrawlerCommand({ Name: outputs.Crawler }));
  const state = (crawler?.State ?? 'unknown').toLowerCase();
  const schedule = crawler?.Schedule?.ScheduleExpression;
  const paused = crawler?.Schedule?.State === 'NOT_SCHEDULED';
  const last = crawler?.LastCrawl === undefined ? undefined : lastCrawl(crawler.LastCrawl);
  const ended = last === undefined ? 'has not run yet' : `last crawl ${last.result.toLowerCase()}`;
  const why = last?.log === undefined ? '' : `; its log: ${last.log}`;
  return {
    facts: { name: outputs.Crawler, state, schedule, paused, last },
    text:
      `${outputs.Crawler}: ${state}; ${ended}${last?.started ? `, started ${utc(last.started)}` : ''}; ` +
      (schedule === undefined ? 'no schedule' : `${schedule}${paused ? ', paused' : ''}`),
    wrong:
      last?.result === 'FAILED' ? [`the last crawl failed: ${last.error ?? 'Glue says not why'}${why}`] : [],
  };
}

/** The tables of the catalog, read back. */
export async function catalogPart(glue: GlueClient, stack: DeployedStack): Promise<Known> {
  const { Database, TargetBucket } = stack.outputs;
  const tables: Table[] = [];
  for await (const { TableList = [] } of paginateGetTables({ client: glue }, { DatabaseName: Database }))
    tables.push(...TableList);
  const table = tables.find(({ Name }) => Name === TABLE);
  const deviations = [
    ...(table === undefined ? [`the table ${TABLE} is missing`] : tableDeviations(table, TargetBucket)),
    ...viewDeviations(tables),
  ];
  return {
    facts: { database: Database, asDeclared: deviations.length === 0 },
    text: `${Database}: table and views ${deviations.length === 0 ? 'are as declared' : 'are not as declared'}`,
    wrong: deviations.map((deviation) => `${deviation}; ${redeploy(stack)}`),
  };
}

/** Partitions that are named one by one. */
const MOST_NAMED = 3;

function missingText(missing: readonly string[], stack: string): string {
  const more = missing.length - MOST_NAMED;
  const [have, them] = missing.length === 1 ? ['folder has', 'it'] : ['folders have', 'them'];
  const named = missing.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
  return (
    `${count(missing.length)} ${have} no partition, so queries do not see the files in ${them}: ${named}; ` +
    `fits-datalake backfill --stack ${stack} adds ${them} to the catalog`
  );
}

/** The partitions of the raw table, compared with the folders of the lake. */
export async function partitionsPart(
  glue: GlueClient,
  s3: S3Client,
  { name, outputs }: DeployedStack,
): Promise<Known> {
  // folders first: the partition of a new folder is added just after its first object
  const folders = await lakeFolders(s3, outputs.TargetBucket);
  const partitions: Partition[] = [];
  const asked = { DatabaseName: outputs.Database, TableName: TABLE, ExcludeColumnSchema: true };
  for await (const { Partitions = [] } of paginateGetPartitions({ client: glue }, asked))
    partitions.push(...Partitions);
  const deviations = partitionDeviations(partitions, outputs.TargetBucket);
  const more = deviations.length - MOST_NAMED;
  const { missing, empty } = compareFolders(folders, partitions, outputs.TargetBucket);
  return {
    facts: { count: partitions.length, deviating: deviations.length, missing: missing.length, empty },
    text: count(partitions.length) + (empty === 0 ? '' : `, ${count(empty)} of them without files`),
    wrong: [
      ...(missing.length === 0 ? [] : [missingText(missing, name)]),
      ...deviations
        .slice(0, MOST_NAMED)
        .map(
          (deviation) =>
            `${deviation}; ALTER TABLE ${TABLE} DROP PARTITION and ADD PARTITION, in Athena, make it anew`,
        ),
      ...(more > 0 ? [`and ${count(more)} more deviations of partitions`] : []),
    ],
  };
}
