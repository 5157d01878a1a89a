import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRule } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { METRICS_NAMESPACE } from '../lake-function.ts';
import type { Settings } from '../settings/settings.ts';

/** What is looked at. */
export interface Watched {
  readonly settings: Pick<Settings, 'stackId'>;
  readonly extractor: IFunction;
  /** What has to be looked at. */
  readonly queue: IQueue;
  /** The retry queue, whose files are processed one at a time. */
  readonly retries: IQueue;
  /** Messages that failed again and again. */
  readonly deadLetters: IQueue;
  /** Events that did not get into the queue. */
  readonly undelivered: IQueue;
  /** Events of the lake that wait for the next crawl. */
  readonly crawlerEvents: IQueue;
  readonly backfill: {
    readonly machine: IStateMachine;
    readonly function: IFunction;
    /** What starts the machine, where a schedule is set. */
    readonly schedule: IRule | undefined;
  };
}

const MINUTES_5 = Duration.minutes(5);

const visible = (queue: IQueue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: MINUTES_5, statistic: Stats.MAXIMUM });

const age = (queue: IQueue): Metric =>
  queue.metricApproximateAgeOfOldestMessage({ period: MINUTES_5, statistic: Stats.MAXIMUM });

/** What can be seen of the lake at work: the numbers that the extractor counts itself, and those of AWS. */
export function lakeMetrics({
  settings,
  extractor,
  queue,
  retries,
  deadLetters,
  undelivered,
  crawlerEvents,
  backfill,
}: Watched) {
  const sum = { period: MINUTES_5, statistic: Stats.SUM };
  const counted = (metricName: string): Metric =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { service: settings.stackId },
      ...sum,
    });
  return {
    filesRead: counted('FilesRead'),
    filesFailed: counted('FilesFailed'),
    filesPutBack: counted('FilesPutBack'),
    // which codes there will be nobody knows before
    faults: new MathExpression({
      expression: `SEARCH('{"${METRICS_NAMESPACE}",service,code} MetricName="Faults" service="${settings.stackId}"', 'Sum', ${MINUTES_5.toSeconds()})`,
      usingMetrics: {},
      label: `\${PROP('Dim.code')}`,
      period: MINUTES_5,
    }),
    bytesRead: counted('BytesRead'),
    requests: counted('Requests'),
    partitionsAdded: counted('PartitionsAdded'),
    waiting: visible(queue),
    inWork: queue.metricApproximateNumberOfMessagesNotVisible({
      period: MINUTES_5,
      statistic: Stats.MAXIMUM,
    }),
    oldest: age(queue),
    waitingAlone: visible(retries),
    oldestAlone: age(retries),
    deadLetters: visible(deadLetters),
    undelivered: visible(undelivered),
    crawlerEvents: visible(crawlerEvents),
    oldestCrawlerEvent: age(crawlerEvents),
    invocations: extractor.metricInvocations(sum),
    errors: extractor.metricErrors(sum),
    throttles: extractor.metricThrottles(sum),
    concurrency: extractor.metric('ConcurrentExecutions', {
      period: MINUTES_5,
      statistic: Stats.MAXIMUM,
    }),
    duration: extractor.metricDuration({ period: MINUTES_5, statistic: Stats.AVERAGE }),
    longest: extractor.metricDuration({ period: MINUTES_5, statistic: Stats.MAXIMUM }),
    runsStarted: backfill.machine.metricStarted(sum),
    runsSucceeded: backfill.machine.metricSucceeded(sum),
    runsAborted: backfill.machine.metricAborted(sum),
    runsFailed: backfill.machine.metricFailed(sum),
    runsTimedOut: backfill.machine.metricTimedOut(sum),
    runsNotStarted:
      backfill.schedule === undefined
        ? undefined
        : new Metric({
            namespace: 'AWS/Events',
            metricName: 'FailedInvocations',
            dimensionsMap: { RuleName: backfill.schedule.ruleName },
            ...sum,
          }),
    batches: backfill.function.metricInvocations(sum),
    batchErrors: backfill.function.metricErrors(sum),
    batchThrottles: backfill.function.metricThrottles(sum),
    batchesAtOnce: backfill.function.metric('ConcurrentExecutions', {
      period: MINUTES_5,
      statistic: Stats.MAXIMUM,
    }),
  };
}

export type LakeMetrics = ReturnType<typeof lakeMetrics>;
