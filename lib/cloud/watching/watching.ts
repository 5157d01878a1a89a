import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Settings } from '../settings/settings.ts';
import { alarmTopic } from './alarm-topic.ts';
import { watchingDashboard } from './dashboard.ts';
import { type LakeMetrics, lakeMetrics, type Watched } from './metrics.ts';

export interface WatchingProps extends Watched {
  readonly settings: Pick<Settings, 'stackId' | 'alarmEmail'>;
}

const MINUTES_15 = Duration.minutes(15);

/**
 * Partitions that may be added in a day. Glue allows ten million per table, but Athena reads all of them for each query
 * that names no collection.
 */
const MOST_PARTITIONS = 1000;

/** When one is told of what, where `alarmEmail` is set; and a dashboard. */
export class Watching extends Construct {
  private readonly stackId: string;
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: WatchingProps) {
    super(scope, id);
    const { settings } = props;
    this.stackId = settings.stackId;
    this.topic = settings.alarmEmail === undefined ? undefined : alarmTopic(this, settings.alarmEmail);
    const metrics = lakeMetrics(props);
    const alarms = [
      ...this.queueAlarms(metrics),
      ...this.extractorAlarms(metrics),
      this.partitionsAlarm(metrics),
      ...this.backfillAlarms(metrics),
    ];
    watchingDashboard(this, settings.stackId, metrics, alarms);
  }

  private queueAlarms(metrics: LakeMetrics): Alarm[] {
    const { oldest, oldestAlone, deadLetters, undelivered, oldestCrawlerEvent } = metrics;
    return [
      this.alarm('DeadLetters', {
        about:
          'Files were opened and failed at least five times: see the log of the extractor, fix the cause, redrive the queue',
        metric: deadLetters,
        threshold: 1,
      }),
      this.alarm('Undelivered', {
        about: 'EventBridge could not put events into the queue: files changed that nobody looks at',
        metric: undelivered,
        threshold: 1,
      }),
      this.alarm('OldestMessage', {
        about:
          'A message waits for an hour: too much to do (maxConcurrency), or something fails again and again',
        metric: oldest,
        threshold: Duration.hours(1).toSeconds(),
        periods: 3,
      }),
      this.alarm('OldestRetry', {
        about:
          'A message in the retry queue has waited for a day, and SQS drops it after 14: raise maxConcurrency',
        metric: oldestAlone,
        threshold: Duration.days(1).toSeconds(),
      }),
      this.alarm('Crawls', {
        about: 'Events wait for a crawl for ten days, and are lost after fourteen: is the crawler well?',
        metric: oldestCrawlerEvent,
        threshold: Duration.days(10).toSeconds(),
      }),
    ];
  }

  private extractorAlarms({ filesFailed, errors }: LakeMetrics): Alarm[] {
    return [
      this.alarm('FilesFailed', {
        about:
          'Files could not be read or written for half an hour: see the log of the extractor, or of a backfill',
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

  /** One partition per file costs requests to Glue, and slows down the planning of each query. */
  private partitionsAlarm({ partitionsAdded }: LakeMetrics): Alarm {
    const most = MOST_PARTITIONS.toLocaleString('en-US');
    return this.alarm('Partitions', {
      about: `New files created ${most} partitions in a day: does each file have its own first folder? With collectionDepth 0 all share one`,
      metric: partitionsAdded.with({ period: Duration.days(1) }),
      threshold: MOST_PARTITIONS,
    });
  }

  /** Nothing is said of a run that was aborted: that is somebody's wish. */
  private backfillAlarms({ runsFailed, runsTimedOut, runsNotStarted }: LakeMetrics): Alarm[] {
    return [
      this.alarm('Backfill', {
        about: 'A backfill failed: its execution says why; mend that, and start it again',
        metric: runsFailed,
        threshold: 1,
      }),
      this.alarm('BackfillTimeout', {
        about: 'A backfill did not come to its end in a week: start it again, for a prefix perhaps',
        metric: runsTimedOut,
        threshold: 1,
      }),
      ...(runsNotStarted === undefined
        ? []
        : [
            this.alarm('Reconcile', {
              about: 'EventBridge could not start the backfill on its schedule: may it still?',
              metric: runsNotStarted,
              threshold: 1,
            }),
          ]),
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
