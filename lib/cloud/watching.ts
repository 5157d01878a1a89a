import { Duration } from 'aws-cdk-lib';
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { alarmTopic } from './alarm-topic.ts';
import { type Panels, watchingDashboard } from './dashboard.ts';
import { METRICS_NAMESPACE } from './header-extractor.ts';
import type { Settings } from './settings.ts';

export interface WatchingProps {
  readonly settings: Pick<Settings, 'stackId' | 'alarmEmail'>;
  readonly extractor: IFunction;
  /** What has to be looked at. */
  readonly queue: IQueue;
  /** Messages that failed again and again. */
  readonly deadLetters: IQueue;
  /** Events that did not get into the queue. */
  readonly undelivered: IQueue;
  /** Events of the lake that wait for the next crawl. */
  readonly crawlerEvents: IQueue;
}

const MINUTES_5 = Duration.minutes(5);
const MINUTES_15 = Duration.minutes(15);

/** When one is told of what, where `alarmEmail` is set; and a dashboard. */
export class Watching extends Construct {
  private readonly stackId: string;
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: WatchingProps) {
    super(scope, id);
    const { settings } = props;
    this.stackId = settings.stackId;
    this.topic = settings.alarmEmail === undefined ? undefined : alarmTopic(this, settings.alarmEmail);
    const panels = panelsOf(props);
    const alarms = [...this.queueAlarms(props), ...this.extractorAlarms(panels)];
    watchingDashboard(this, settings.stackId, panels, alarms);
  }

  private queueAlarms({ queue, deadLetters, undelivered, crawlerEvents }: WatchingProps): Alarm[] {
    return [
      this.alarm('DeadLetters', {
        about: 'Messages failed five times: see the log of the extractor, mend, then redrive the queue',
        metric: visible(deadLetters),
        threshold: 1,
      }),
      this.alarm('Undelivered', {
        about: 'EventBridge could not put events into the queue: files changed that nobody looks at',
        metric: visible(undelivered),
        threshold: 1,
      }),
      this.alarm('OldestMessage', {
        about:
          'A message waits for an hour: too much to do (maxConcurrency), or something fails again and again',
        metric: age(queue),
        threshold: Duration.hours(1).toSeconds(),
        periods: 3,
      }),
      this.alarm('Crawls', {
        about: 'Events wait for a crawl for ten days, and are lost after fourteen: is the crawler well?',
        metric: age(crawlerEvents),
        threshold: Duration.days(10).toSeconds(),
      }),
    ];
  }

  private extractorAlarms({ filesFailed, errors }: Panels): Alarm[] {
    return [
      this.alarm('FilesFailed', {
        about: 'Files could not be read or written for half an hour: see the log of the extractor',
        // a file that fails is tried again after twelve minutes: once is no reason to wake anybody
        metric: filesFailed.with({ period: MINUTES_15 }),
        threshold: 1,
        periods: 2,
      }),
      this.alarm('Errors', {
        about: 'The extractor failed as a whole: see its log',
        metric: errors,
        threshold: 1,
      }),
    ];
  }

  /** An alarm, which tells the topic when it goes off and when it is over. */
  private alarm(
    id: string,
    {
      about,
      metric,
      threshold,
      periods = 1,
    }: { about: string; metric: IMetric; threshold: number; periods?: number },
  ): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.stackId}-${id}`,
      alarmDescription: about,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // where nothing happens there are no numbers
      treatMissingData: TreatMissingData.NOT_BREACHING,
    });
    if (this.topic !== undefined) {
      const action = new SnsAction(this.topic);
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
    }
    return alarm;
  }
}

const visible = (queue: IQueue): Metric =>
  queue.metricApproximateNumberOfMessagesVisible({ period: MINUTES_5, statistic: Stats.MAXIMUM });

const age = (queue: IQueue): Metric =>
  queue.metricApproximateAgeOfOldestMessage({ period: MINUTES_5, statistic: Stats.MAXIMUM });

/** The numbers: those that the extractor counts itself, and those of AWS. */
function panelsOf(props: WatchingProps): Panels {
  const { settings, extractor, queue, deadLetters, undelivered, crawlerEvents } = props;
  const sum = { period: MINUTES_5, statistic: Stats.SUM };
  const counted = (metricName: string, label: string): Metric =>
    new Metric({
      namespace: METRICS_NAMESPACE,
      metricName,
      label,
      dimensionsMap: { service: settings.stackId },
      ...sum,
    });
  return {
    filesRead: counted('FilesRead', 'read'),
    filesFailed: counted('FilesFailed', 'failed'),
    filesPutBack: counted('FilesPutBack', 'put back, no time left'),
    // which codes there will be nobody knows before
    faults: new MathExpression({
      expression: `SEARCH('{"${METRICS_NAMESPACE}",service,code} MetricName="Faults" service="${settings.stackId}"', 'Sum', ${MINUTES_5.toSeconds()})`,
      usingMetrics: {},
      label: `\${PROP('Dim.code')}`,
      period: MINUTES_5,
    }),
    bytesRead: counted('BytesRead', 'bytes'),
    requests: counted('Requests', 'requests'),
    waiting: visible(queue).with({ label: 'waiting' }),
    inWork: queue.metricApproximateNumberOfMessagesNotVisible({
      period: MINUTES_5,
      statistic: Stats.MAXIMUM,
      label: 'in work, or to be tried again',
    }),
    oldest: age(queue).with({ label: 'seconds the oldest waits' }),
    deadLetters: visible(deadLetters).with({ label: 'failed five times' }),
    undelivered: visible(undelivered).with({ label: 'not delivered' }),
    crawlerEvents: visible(crawlerEvents).with({ label: 'for the next crawl' }),
    invocations: extractor.metricInvocations({ ...sum, label: 'invocations' }),
    errors: extractor.metricErrors({ ...sum, label: 'errors' }),
    throttles: extractor.metricThrottles({ ...sum, label: 'throttles' }),
    concurrency: extractor.metric('ConcurrentExecutions', {
      period: MINUTES_5,
      statistic: Stats.MAXIMUM,
      label: 'at once',
    }),
    duration: extractor.metricDuration({ period: MINUTES_5, statistic: Stats.AVERAGE, label: 'mean' }),
    longest: extractor.metricDuration({ period: MINUTES_5, statistic: Stats.MAXIMUM, label: 'longest' }),
  };
}
