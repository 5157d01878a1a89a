import {
  type Alarm,
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type MathExpression,
  type Metric,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';

/** What the dashboard shows. */
export interface Panels {
  readonly filesRead: Metric;
  readonly filesFailed: Metric;
  readonly filesPutBack: Metric;
  /** A line for each code. */
  readonly faults: MathExpression;
  readonly bytesRead: Metric;
  readonly requests: Metric;
  readonly waiting: Metric;
  readonly inWork: Metric;
  readonly oldest: Metric;
  readonly deadLetters: Metric;
  readonly undelivered: Metric;
  readonly crawlerEvents: Metric;
  readonly invocations: Metric;
  readonly errors: Metric;
  readonly throttles: Metric;
  readonly concurrency: Metric;
  readonly duration: Metric;
  readonly longest: Metric;
}

/** Columns of a dashboard: three graphs side by side. */
const THIRD = 8;

/** The lake at a glance: alarms, files, queues, the extractor. */
export function watchingDashboard(
  scope: Construct,
  name: string,
  panels: Panels,
  alarms: readonly Alarm[],
): Dashboard {
  const graph = (title: string, left: (Metric | MathExpression)[], right: Metric[] = []): GraphWidget =>
    new GraphWidget({ title, width: THIRD, left, right, leftYAxis: { min: 0 }, rightYAxis: { min: 0 } });
  return new Dashboard(scope, 'Dashboard', {
    dashboardName: name,
    widgets: [
      [new AlarmStatusWidget({ title: 'Alarms', width: 3 * THIRD, height: 3, alarms: [...alarms] })],
      [
        graph('Files', [panels.filesRead, panels.filesFailed, panels.filesPutBack]),
        graph('Faults by code', [panels.faults]),
        graph('Read from the source', [panels.bytesRead], [panels.requests]),
      ],
      [
        graph('Queue', [panels.waiting, panels.inWork], [panels.oldest]),
        graph('Put aside', [panels.deadLetters, panels.undelivered]),
        graph('Events of the lake', [panels.crawlerEvents]),
      ],
      [
        graph('Extractor', [panels.invocations, panels.errors, panels.throttles]),
        graph('Extractor: milliseconds', [panels.duration, panels.longest]),
        graph('Extractor: copies', [panels.concurrency]),
      ],
    ],
  });
}
