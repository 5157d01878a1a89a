import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { LakeMetrics } from './metrics.ts';

/** Columns of a dashboard: three graphs side by side. */
const THIRD = 8;

/** The lake at a glance: alarms, files, queues, the extractor, backfills. */
export function watchingDashboard(
  scope: Construct,
  name: string,
  metrics: LakeMetrics,
  alarms: readonly Alarm[],
): Dashboard {
  const lines = (named: Readonly<Record<string, Metric>>): Metric[] =>
    Object.entries(named).map(([label, metric]) => metric.with({ label }));
  const graph = (title: string, left: IMetric[], right: IMetric[] = []): GraphWidget =>
    new GraphWidget({ title, width: THIRD, left, right, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', width: 3 * THIRD, height: 3, alarms: [...alarms] })],
      [
        graph(
          'Files',
          lines({
            read: metrics.filesRead,
            failed: metrics.filesFailed,
            'put back, no time left': metrics.filesPutBack,
          }),
        ),
        graph('Faults by code', [metrics.faults]),
        graph(
          'Read from the source',
          lines({ bytes: metrics.bytesRead }),
          lines({ requests: metrics.requests }),
        ),
      ],
      [
        graph(
          'Queue',
          lines({
            waiting: metrics.waiting,
            'in progress, or to be tried again': metrics.inWork,
            'waiting in the retry queue': metrics.waitingAlone,
          }),
          lines({ 'seconds the oldest waits': metrics.oldest }),
        ),
        graph(
          'Put aside',
          lines({
            'opened and failed at least five times': metrics.deadLetters,
            'not delivered': metrics.undelivered,
          }),
        ),
        graph(
          'Catalog',
          lines({ 'events for the next crawl': metrics.crawlerEvents }),
          lines({ 'partitions added': metrics.partitionsAdded }),
        ),
      ],
      [
        graph(
          'Extractor',
          lines({ invocations: metrics.invocations, errors: metrics.errors, throttles: metrics.throttles }),
        ),
        graph('Extractor: milliseconds', lines({ mean: metrics.duration, longest: metrics.longest })),
        graph('Extractor: copies', lines({ 'at once': metrics.concurrency })),
      ],
      [
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
          lines({
            batches: metrics.batches,
            errors: metrics.batchErrors,
            throttles: metrics.batchThrottles,
          }),
        ),
        graph('Backfill: copies', lines({ 'at once': metrics.batchesAtOnce })),
      ],
    ],
  });
}
