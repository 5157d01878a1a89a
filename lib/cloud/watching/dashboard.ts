import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { RECEIVES_ALONE } from '../../deployment/limits.ts';
import type { LakeMetrics } from './metrics.ts';

/** A third of the 24 columns of a dashboard: three graphs are next to each other. */
const THIRD = 8;

/** A dashboard of the whole stack: alarms, files, queues, the header extractor and backfills. */
export function stackDashboard(
  scope: Construct,
  name: string,
  metrics: LakeMetrics,
  alarms: readonly Alarm[],
): Dashboard {
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', width: 3 * THIRD, height: 3, alarms: [...alarms] })],
      fileGraphs(metrics),
      queueGraphs(metrics),
      extractorGraphs(metrics),
      backfillGraphs(metrics),
      ...compactionGraphs(metrics),
    ],
  });
}

const fileGraphs = (metrics: LakeMetrics): GraphWidget[] => [
  graph(
    'Files',
    lines({
      read: metrics.filesRead,
      failed: metrics.filesFailed,
      'put back for lack of time': metrics.filesPutBack,
    }),
  ),
  graph('Faults by code', [metrics.faults]),
  graph('Read from the source', lines({ bytes: metrics.bytesRead }), lines({ requests: metrics.requests })),
];

const queueGraphs = (metrics: LakeMetrics): GraphWidget[] => [
  graph(
    'Queue',
    lines({
      waiting: metrics.waiting,
      'being processed, or about to be retried': metrics.inProgress,
      'waiting in the retry queue': metrics.waitingForRetry,
    }),
    lines({ 'age of the oldest message, in seconds': metrics.oldest }),
  ),
  graph(
    'Set aside',
    lines({
      [`failed at least ${RECEIVES_ALONE} times`]: metrics.deadLetters,
      'not delivered to the queue': metrics.undelivered,
    }),
  ),
  graph(
    'Catalog',
    lines({ 'events for the next crawl': metrics.crawlerEvents }),
    lines({ 'partitions added': metrics.partitionsAdded }),
  ),
];

/** Only if compaction is on. */
const compactionGraphs = ({ changes, compactions }: LakeMetrics): GraphWidget[][] =>
  changes === undefined || compactions === undefined
    ? []
    : [
        [
          graph(
            'Changes for compaction',
            lines({ 'deltas written': changes.written }),
            lines({ 'calls that could not write theirs': changes.failed }),
          ),
          graph(
            'Compaction: runs',
            lines({
              succeeded: compactions.succeeded,
              failed: compactions.failed,
              'timed out': compactions.timedOut,
            }),
          ),
        ],
      ];

const extractorGraphs = (metrics: LakeMetrics): GraphWidget[] => [
  graph(
    'Extractor',
    lines({ invocations: metrics.invocations, errors: metrics.errors, throttles: metrics.throttles }),
  ),
  graph('Extractor: milliseconds', lines({ mean: metrics.duration, longest: metrics.longest })),
  graph('Extractor: copies', lines({ 'at the same time': metrics.concurrency })),
];

const backfillGraphs = (metrics: LakeMetrics): GraphWidget[] => [
  graph(
    'Backfill: runs',
    lines({
      started: metrics.runsStarted,
      succeeded: metrics.runsSucceeded,
      aborted: metrics.runsAborted,
      failed: metrics.runsFailed,
      'timed out': metrics.runsTimedOut,
    }),
  ),
  graph(
    'Backfill: batches',
    lines({ batches: metrics.batches, errors: metrics.batchErrors, throttles: metrics.batchThrottles }),
  ),
  graph('Backfill: copies', lines({ 'at the same time': metrics.batchesAtOnce })),
];

/** A graph with a left and, if needed, a right axis, both from 0. */
const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
  new GraphWidget({ title, width: THIRD, left, right, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });

/** Metrics with the labels that the graph's legend shows. */
const lines = (labelled: Readonly<Record<string, Metric>>): Metric[] =>
  Object.entries(labelled).map(([label, metric]) => metric.with({ label }));
