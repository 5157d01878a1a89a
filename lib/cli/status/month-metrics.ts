// status --stack: which metrics say what a stack used.

import type { MetricDataQuery } from '@aws-sdk/client-cloudwatch';
import type { MonthCounts } from '../../deployment/costs/last-month.ts';
import { type CountedMetric, METRICS_NAMESPACE, STACK_DIMENSION } from '../../deployment/metrics.ts';
import { compactionName } from '../../deployment/stack-name.ts';
import type { DeployedStack } from '../aws/deployed.ts';

/** A number of {@link MonthCounts} that metrics have. */
export type MetricCount = Exclude<keyof MonthCounts, 'dpuHours'>;

/** A metric whose values are added to a number. */
export interface MonthMetric {
  readonly count: MetricCount;
  readonly namespace: string;
  readonly metric: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** `Average` for numbers of which the last value counts. */
  readonly statistic: 'Sum' | 'SampleCount' | 'Average';
}

/** Seconds of the values that are requested: the metrics of buckets have one per day. */
const PERIOD = 24 * 60 * 60;

/** All metrics of a stack that say what it used. */
export function monthMetrics({ outputs }: Pick<DeployedStack, 'outputs'>): MonthMetric[] {
  // the workgroup is named after the stack, as the dimension is
  const stack = { [STACK_DIMENSION]: outputs.Workgroup };
  const counted = (count: MetricCount, metric: CountedMetric): MonthMetric => ({
    ...{ count, namespace: METRICS_NAMESPACE, metric, dimensions: stack, statistic: 'Sum' },
  });
  const ofAws = (
    count: MetricCount,
    name: `${string}/${string}/${string}`,
    dimensions: MonthMetric['dimensions'],
    statistic: MonthMetric['statistic'] = 'Sum',
  ): MonthMetric => {
    const [aws, service, metric = ''] = name.split('/');
    return { count, namespace: `${aws}/${service}`, metric, dimensions, statistic };
  };
  const extractor = { FunctionName: outputs.ExtractorFunction };
  const backfill = { FunctionName: outputs.BackfillFunction };
  const queues = [outputs.Queue, outputs.RetryQueue, outputs.CrawlerQueue].map((url) => ({
    QueueName: url.slice(url.lastIndexOf('/') + 1),
  }));
  const bucket = (StorageType: string) => ({ BucketName: outputs.TargetBucket, StorageType });
  // Athena does not bill queries that failed
  const queries = [outputs.Workgroup, compactionName(outputs.Workgroup)].flatMap((WorkGroup) =>
    ['SUCCEEDED', 'CANCELED'].map((QueryState) => ({ WorkGroup, QueryType: 'DML', QueryState })),
  );
  return [
    counted('requests', 'Requests'),
    counted('files', 'FilesRead'),
    counted('bytesRead', 'BytesRead'),
    ...[extractor, backfill].flatMap((name) => [
      ofAws('calls', 'AWS/Lambda/Invocations', name),
      ofAws('milliseconds', 'AWS/Lambda/Duration', name),
    ]),
    ofAws('batches', 'AWS/Lambda/Invocations', backfill),
    ofAws('batchMilliseconds', 'AWS/Lambda/Duration', backfill),
    ...queues.slice(0, 1).map((name) => ofAws('events', 'AWS/SQS/NumberOfMessagesSent', name)),
    ...queues.flatMap((name) => [
      ofAws('sent', 'AWS/SQS/NumberOfMessagesSent', name),
      ofAws('received', 'AWS/SQS/NumberOfMessagesReceived', name),
      ofAws('deleted', 'AWS/SQS/NumberOfMessagesDeleted', name),
      ofAws('emptyReceives', 'AWS/SQS/NumberOfEmptyReceives', name),
    ]),
    ...queries.flatMap((query) => [
      ofAws('queries', 'AWS/Athena/ProcessedBytes', query, 'SampleCount'),
      ofAws('scanned', 'AWS/Athena/ProcessedBytes', query),
    ]),
    ...[outputs.ExtractorLogs, outputs.BackfillLogs].map((LogGroupName) =>
      ofAws('logBytes', 'AWS/Logs/IncomingBytes', { LogGroupName }),
    ),
    ofAws('storedBytes', 'AWS/S3/BucketSizeBytes', bucket('StandardStorage'), 'Average'),
    ofAws('storedObjects', 'AWS/S3/NumberOfObjects', bucket('AllStorageTypes'), 'Average'),
  ];
}

/** The id of a query, from its index. */
const idOf = (index: number): string => `m${index}`;

/** The metrics as CloudWatch expects them. */
export const queriesOf = (metrics: readonly MonthMetric[]): MetricDataQuery[] =>
  metrics.map(({ namespace, metric, dimensions, statistic }, index) => ({
    Id: idOf(index),
    MetricStat: {
      Metric: {
        ...{ Namespace: namespace, MetricName: metric },
        Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
      },
      ...{ Period: PERIOD, Stat: statistic },
    },
  }));

/** The numbers, from the values of each query, the newest first. What has no values is zero. */
export function countsOf(
  metrics: readonly MonthMetric[],
  values: ReadonlyMap<string, readonly number[]>,
): Record<MetricCount, number> {
  const counts = Object.fromEntries(metrics.map(({ count }) => [count, 0])) as Record<MetricCount, number>;
  for (const [index, { count, statistic }] of metrics.entries()) {
    const found = values.get(idOf(index)) ?? [];
    counts[count] += statistic === 'Average' ? (found[0] ?? 0) : found.reduce((sum, value) => sum + value, 0);
  }
  return counts;
}
