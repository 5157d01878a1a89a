// status --stack: the checks of the crawler, the catalog and its partitions.
// It loads the AWS SDK, which takes time: import it only when it is needed.

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
import { lastCrawl } from '../crawl/crawl-result.ts';
import { count, utc } from '../terminal/words.ts';
import type { CheckResult } from './check.ts';
import { compareFolders, partitionDeviations, tableDeviations, viewDeviations } from './deviations.ts';
import { lakeFolders } from './lake-folders.ts';
import { redeploy } from './redeploy.ts';

/** Checks that the last crawl did not fail. */
export async function checkCrawler(glue: GlueClient, { outputs }: DeployedStack): Promise<CheckResult> {
  const { Crawler: crawler } = await glue.send(new GetCrawlerCommand({ Name: outputs.Crawler }));
  const state = (crawler?.State ?? 'unknown').toLowerCase();
  const schedule = crawler?.Schedule?.ScheduleExpression;
  const paused = crawler?.Schedule?.State === 'NOT_SCHEDULED';
  const last = crawler?.LastCrawl === undefined ? undefined : lastCrawl(crawler.LastCrawl);
  const result = last === undefined ? 'has not run yet' : `last crawl ${last.result.toLowerCase()}`;
  const log = last?.log === undefined ? '' : `; log: ${last.log}`;
  return {
    facts: { name: outputs.Crawler, state, schedule, paused, last },
    text:
      `${outputs.Crawler}: ${state}; ${result}${last?.started ? `, started ${utc(last.started)}` : ''}; ` +
      (schedule === undefined ? 'no schedule' : `${schedule}${paused ? ', paused' : ''}`),
    problems:
      last?.result === 'FAILED'
        ? [`the last crawl failed: ${last.error ?? 'Glue gives no reason'}${log}`]
        : [],
  };
}

/** Checks that the table and the views are defined as this release defines them. */
export async function checkCatalog(glue: GlueClient, stack: DeployedStack): Promise<CheckResult> {
  const { Database, TargetBucket } = stack.outputs;
  const tables: Table[] = [];
  for await (const { TableList = [] } of paginateGetTables({ client: glue }, { DatabaseName: Database }))
    tables.push(...TableList);
  const table = tables.find(({ Name }) => Name === TABLE);
  const deviations = [
    ...(table === undefined ? [`the table ${TABLE} is missing`] : tableDeviations(table, TargetBucket)),
    ...viewDeviations(tables),
  ];
  const asDeclared = deviations.length === 0;
  return {
    facts: { database: Database, asDeclared },
    text: `${Database}: table and views are ${asDeclared ? '' : 'not '}as declared`,
    problems: deviations.map((deviation) => `${deviation}; ${redeploy(stack)}`),
  };
}

/** At most this many partitions or folders are named; the rest are counted. */
const MOST_NAMED = 3;

/** Checks that every folder of the lake has its partition, and that partitions are defined as the table is. */
export async function checkPartitions(
  glue: GlueClient,
  s3: S3Client,
  { name, outputs }: DeployedStack,
): Promise<CheckResult> {
  // folders first: the partition of a new folder is added just after its first object
  const folders = await lakeFolders(s3, outputs.TargetBucket);
  const partitions: Partition[] = [];
  const request = { DatabaseName: outputs.Database, TableName: TABLE, ExcludeColumnSchema: true };
  for await (const { Partitions = [] } of paginateGetPartitions({ client: glue }, request))
    partitions.push(...Partitions);
  const deviations = partitionDeviations(partitions, outputs.TargetBucket);
  const { missing, empty } = compareFolders(folders, partitions, outputs.TargetBucket);
  return {
    facts: { count: partitions.length, deviating: deviations.length, missing: missing.length, empty },
    text: count(partitions.length) + (empty === 0 ? '' : `, ${count(empty)} of them without files`),
    problems: [...missingText(missing, name), ...deviationTexts(deviations)],
  };
}

function missingText(missing: readonly string[], stack: string): string[] {
  if (missing.length === 0) return [];
  const more = missing.length - MOST_NAMED;
  const [have, them] = missing.length === 1 ? ['folder has', 'it'] : ['folders have', 'them'];
  const named = missing.slice(0, MOST_NAMED).join(', ') + (more > 0 ? ` and ${count(more)} more` : '');
  return [
    `${count(missing.length)} ${have} no partition, so queries do not see the files in ${them}: ${named}; ` +
      `fits-datalake backfill --stack ${stack} adds ${them} to the catalog`,
  ];
}

function deviationTexts(deviations: readonly string[]): string[] {
  const more = deviations.length - MOST_NAMED;
  return [
    ...deviations
      .slice(0, MOST_NAMED)
      .map(
        (deviation) =>
          `${deviation}; recreate it in Athena with ALTER TABLE ${TABLE} DROP PARTITION and ADD PARTITION`,
      ),
    ...(more > 0 ? [`and ${count(more)} more partitions or properties that are not as declared`] : []),
  ];
}
