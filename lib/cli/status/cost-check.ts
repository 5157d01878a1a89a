// status --stack: estimates what the stack cost in the last month, from its metrics.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { type CloudWatchClient, paginateGetMetricData } from '@aws-sdk/client-cloudwatch';
import { type GlueClient, ListCrawlsCommand } from '@aws-sdk/client-glue';
import { lastMonthUse, type MonthCounts } from '../../deployment/costs/last-month.ts';
import { dollarsOf, partsOf } from '../../deployment/costs/use.ts';
import { isCompacting } from '../../deployment/outputs.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { bytes, counted } from '../terminal/words.ts';
import { type CheckResult, failureReason } from './check.ts';
import { countsOf, monthMetrics, queriesOf } from './month-metrics.ts';

const DAYS = 30;

/** At most this many parts are named. */
const MOST_NAMED = 3;

/** What the check needs. */
interface CostClients {
  readonly cloudWatch: CloudWatchClient;
  readonly glue: GlueClient;
}

/**
 * Estimates what the stack cost in the 30 days before `now`. It is only an estimate: if it cannot be
 * made, the result says why, and nothing is wrong with the stack.
 */
export async function checkCost(clients: CostClients, stack: DeployedStack, now: Date): Promise<CheckResult> {
  try {
    const counts = await countsOfMonth(clients, stack, now);
    return costResult(counts, isCompacting(stack.outputs.Compaction));
  } catch (error) {
    const failed = failureReason(error);
    return { facts: { failed }, text: `unknown: ${failed}` };
  }
}

async function countsOfMonth(
  { cloudWatch, glue }: CostClients,
  stack: DeployedStack,
  now: Date,
): Promise<MonthCounts> {
  const from = new Date(now.getTime() - DAYS * 24 * 60 * 60 * 1000);
  const metrics = monthMetrics(stack);
  const values = new Map<string, number[]>();
  const request = {
    ...{ StartTime: from, EndTime: now, ScanBy: 'TimestampDescending' as const },
    MetricDataQueries: queriesOf(metrics),
  };
  for await (const { MetricDataResults = [] } of paginateGetMetricData({ client: cloudWatch }, request))
    for (const { Id = '', Values = [] } of MetricDataResults)
      values.set(Id, [...(values.get(Id) ?? []), ...Values]);
  return { ...countsOf(metrics, values), dpuHours: await dpuHoursSince(glue, stack, from) };
}

/** The DPU hours of all crawls since a time. */
async function dpuHoursSince(glue: GlueClient, { outputs }: DeployedStack, from: Date): Promise<number> {
  let hours = 0;
  let token: string | undefined;
  do {
    const { Crawls = [], NextToken } = await glue.send(
      new ListCrawlsCommand({
        CrawlerName: outputs.Crawler,
        MaxResults: 1000,
        ...(token && { NextToken: token }),
      }),
    );
    for (const { StartTime, DPUHour = 0 } of Crawls) hours += StartTime && StartTime >= from ? DPUHour : 0;
    token = NextToken;
  } while (token);
  return hours;
}

function costResult(counts: MonthCounts, compaction: boolean): CheckResult {
  const use = lastMonthUse(counts, compaction);
  const dollars = dollarsOf(use);
  const parts = partsOf(use);
  const named = parts
    .filter(([, each]) => cents(each) > 0)
    .slice(0, MOST_NAMED)
    .map(([part, each]) => `${money(each)} ${part}`);
  return {
    facts: {
      days: DAYS,
      dollars: cents(dollars),
      parts: Object.fromEntries(parts.map(([part, each]) => [part, cents(each)])),
      counts,
    },
    text:
      `about ${money(dollars)} in the last ${DAYS} days at the list prices of us-east-1: ${named.join(', ')}; ` +
      `${counted(counts.files, 'file')} read, ${counted(counts.requests, 'request')} to S3, ${bytes(counts.scanned)} scanned by Athena`,
  };
}

const money = (dollars: number): string => `$${dollars.toFixed(2)}`;

const cents = (dollars: number): number => Number(dollars.toFixed(2));
