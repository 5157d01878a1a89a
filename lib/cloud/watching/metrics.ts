import { Duration } from 'aws-cdk-lib';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { IRule } from 'aws-cdk-lib/aws-events';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  type ChangesMetric,
  type CountedMetric,
  FAULTS_METRIC,
  METRICS_NAMESPACE,
  STACK_DIMENSION,
} from '../../deployment/metrics.ts';
import type { Settings } from '../settings/settings.ts';

/** The parts of the stack that have metrics. */
export interface WatchedParts {
  readonly settings: Pick<Settings, 'stackId' | 'compaction'>;
  readonly extractor: IFunction;
  /** The queue of events. */
  readonly queue: IQueue;
  /** The retry queue, whose files are processed one at a time. */
  readonly retries: IQueue;
  /** Messages that failed every time. */
  readonly deadLetters: IQueue;
  /** Events that EventBridge could not deliver to the queue. */
  readonly undelivered: IQueue;
  /** Events of the lake, for the next crawl. */
  readonly crawlerEvents: IQueue;
  readonly backfill: {
    readonly machine: IStateMachine;
    readonly function: IFunction;
    /** The rule that starts the machine, if a schedule is set. */
    readonly schedule: IRule | undefined;
  };
  /** The compaction, if a schedule is set. */
  readonly compaction: { readonly machine: IStateMachine; readonly schedule: IRule } | undefined;
}

const PERIOD = Duration.minutes(5);
const SUM = { period: PERIOD, statistic: Stats.SUM };
const MAXIMUM = { period: PERIOD, statistic: Stats.MAXIMUM };
const AVERAGE = { period: PERIOD, statistic: Stats.AVERAGE };

/** The metrics of a stack: those that its functions count, and those of AWS. */
export function lakeMetrics({
  settings,
  extractor,
  queue,
  retries,
  deadLetters,
  undelivered,
  crawlerEvents,
  backfill,
  compaction,
}: WatchedParts) {
  const counted = (metricName: CountedMetric | ChangesMetric): Metric =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      dimensionsMap: { [STACK_DIMENSION]: settings.stackId },
      ...SUM,
    });
  return {
    filesRead: counted('FilesRead'),
    filesFailed: counted('FilesFailed'),
    filesPutBack: counted('FilesPutBack'),
    faults: faultsByCode(settings.stackId),
    bytesRead: counted('BytesRead'),
    requests: counted('Requests'),
    partitionsAdded: counted('PartitionsAdded'),
    changes:
      settings.compaction === ''
        ? undefined
        : { written: counted('DeltasWritten'), failed: counted('DeltasFailed') },
    waiting: queue.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    inProgress: queue.metricApproximateNumberOfMessagesNotVisible(MAXIMUM),
    oldest: queue.metricApproximateAgeOfOldestMessage(MAXIMUM),
    waitingForRetry: retries.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    oldestRetry: retries.metricApproximateAgeOfOldestMessage(MAXIMUM),
    deadLetters: deadLetters.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    undelivered: undelivered.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    crawlerEvents: crawlerEvents.metricApproximateNumberOfMessagesVisible(MAXIMUM),
    oldestCrawlerEvent: crawlerEvents.metricApproximateAgeOfOldestMessage(MAXIMUM),
    invocations: extractor.metricInvocations(SUM),
    errors: extractor.metricErrors(SUM),
    throttles: extractor.metricThrottles(SUM),
    concurrency: extractor.metric('ConcurrentExecutions', MAXIMUM),
    duration: extractor.metricDuration(AVERAGE),
    longest: extractor.metricDuration(MAXIMUM),
    runsStarted: backfill.machine.metricStarted(SUM),
    runsSucceeded: backfill.machine.metricSucceeded(SUM),
    runsAborted: backfill.machine.metricAborted(SUM),
    runsFailed: backfill.machine.metricFailed(SUM),
    runsTimedOut: backfill.machine.metricTimedOut(SUM),
    runsNotStarted: backfill.schedule && failedInvocations(backfill.schedule),
    compactions: compaction && {
      succeeded: compaction.machine.metricSucceeded(SUM),
      failed: compaction.machine.metricFailed(SUM),
      timedOut: compaction.machine.metricTimedOut(SUM),
      notStarted: failedInvocations(compaction.schedule),
    },
    batches: backfill.function.metricInvocations(SUM),
    batchErrors: backfill.function.metricErrors(SUM),
    batchThrottles: backfill.function.metricThrottles(SUM),
    batchesAtOnce: backfill.function.metric('ConcurrentExecutions', MAXIMUM),
  };
}

/** The metrics of a stack, by name. */
export type LakeMetrics = ReturnType<typeof lakeMetrics>;

/** One metric per fault code. It is a search, because nobody knows in advance which codes will occur. */
const faultsByCode = (stackId: string): MathExpression => {
  const { name, dimension } = FAULTS_METRIC;
  const schema = `{"${METRICS_NAMESPACE}",${STACK_DIMENSION},${dimension}}`;
  return new MathExpression({
    expression: `SEARCH('${schema} MetricName="${name}" ${STACK_DIMENSION}="${stackId}"', 'Sum', ${PERIOD.toSeconds()})`,
    usingMetrics: {},
    label: `\${PROP('Dim.${dimension}')}`,
    period: PERIOD,
  });
};

/** How many times a rule could not start its target. */
const failedInvocations = (rule: IRule): Metric =>
  new Metric({
    namespace: 'AWS/Events',
    metricName: 'FailedInvocations',
    dimensionsMap: { RuleName: rule.ruleName },
    ...SUM,
  });
