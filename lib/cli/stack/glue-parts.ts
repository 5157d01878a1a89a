// loads the AWS SDK: only where a stack is asked

import {
  GetCrawlerCommand,
  type GlueClient,
  type Partition,
  paginateGetPartitions,
  paginateGetTables,
  type Table,
} from '@aws-sdk/client-glue';
import { TABLE } from '../../lake/table.ts';
import { count } from '../progress.ts';
import { utc } from '../time.ts';
import { lastCrawl } from './crawl.ts';
import type { DeployedStack } from './deployed.ts';
import { type Known, redeploy } from './part.ts';
import { partitionDeviations, tableDeviations, viewDeviations } from './table.ts';

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

/** The partitions of the raw table. */
export async function partitionsPart(glue: GlueClient, { outputs }: DeployedStack): Promise<Known> {
  const partitions: Partition[] = [];
  const asked = { DatabaseName: outputs.Database, TableName: TABLE, ExcludeColumnSchema: true };
  for await (const { Partitions = [] } of paginateGetPartitions({ client: glue }, asked))
    partitions.push(...Partitions);
  const deviations = partitionDeviations(partitions, outputs.TargetBucket);
  const more = deviations.length - MOST_NAMED;
  return {
    facts: { count: partitions.length, deviating: deviations.length },
    text: count(partitions.length),
    wrong: [
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
