import { Duration } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { LONGEST_RUN_DAYS, MESSAGE_DAYS, RECEIVES_ALONE } from '../../deployment/limits.ts';
import type { Settings } from '../settings/settings.ts';
import { alarmTopic } from './alarm-topic.ts';
import { stackDashboard } from './dashboard.ts';
import { type LakeMetrics, lakeMetrics, type WatchedParts } from './metrics.ts';

// The alarms of a stack. To add one, add it to one of the lists below.

/** The parts of the stack that are watched, and the address for alarms. */
export interface WatchingProps extends WatchedParts {
  readonly settings: Pick<Settings, 'stackId' | 'alarmEmail' | 'compaction'>;
}

/**
 * Partitions that may be added per day. Glue allows ten million per table, but Athena reads all of them for each query
 * that does not name a collection.
 */
const MOST_PARTITIONS = 1000;

/** Days that events may wait for a crawl. */
const CRAWL_OVERDUE_DAYS = 10;

/** An alarm, as one entry of the lists below. */
interface AlarmDefinition {
  /** What is wrong and what to do about it. */
  readonly about: string;
  readonly metric: IMetric;
  /** The alarm goes off at this value. */
  readonly threshold: number;
  /** Periods in a row that have to reach the threshold. */
  readonly periods?: number;
}

/** The alarms and the dashboard of the stack. If `alarmEmail` is set, the alarms are sent to that address. */
export class Watching extends Construct {
  private readonly stackId: string;
  private readonly topic: ITopic | undefined;

  constructor(scope: Construct, id: string, props: WatchingProps) {
    super(scope, id);
    const { settings } = props;
    this.stackId = settings.stackId;
    this.topic = settings.alarmEmail === undefined ? undefined : alarmTopic(this, settings.alarmEmail);
    const metrics = lakeMetrics(props);
    const definitions = {
      ...queueAlarms(metrics),
      ...extractorAlarms(metrics),
      ...partitionAlarms(metrics),
      ...backfillAlarms(metrics),
      ...compactionAlarms(metrics),
    };
    const alarms = Object.entries(definitions).map(([name, definition]) => this.alarm(name, definition));
    stackDashboard(this, settings.stackId, metrics, alarms);
  }

  /** An alarm that also notifies the topic, when it goes off and when it is over. */
  private alarm(id: string, { about, metric, threshold, periods = 1 }: AlarmDefinition): Alarm {
    const alarm = new Alarm(this, id, {
      alarmName: `${this.stackId}-${id}`,
      alarmDescription: about,
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // there is no data while nothing happens
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

/** Alarms by name. */
type AlarmDefinitions = Readonly<Record<string, AlarmDefinition>>;

const queueAlarms = (metrics: LakeMetrics): AlarmDefinitions => ({
  DeadLetters: {
    about: `Files failed at least ${RECEIVES_ALONE} times. Read the log of the extractor, fix the cause, and redrive the dead-letter queue`,
    metric: metrics.deadLetters,
    threshold: 1,
  },
  Undelivered: {
    about:
      'EventBridge could not deliver events to the queue. The lake misses changes until the next backfill',
    metric: metrics.undelivered,
    threshold: 1,
  },
  OldestMessage: {
    about:
      'A message has been waiting for an hour. Either there are too many events (raise maxConcurrency), or something fails every time',
    metric: metrics.oldest,
    threshold: Duration.hours(1).toSeconds(),
    periods: 3,
  },
  OldestRetry: {
    about: `A message has been in the retry queue for a day. SQS deletes it after ${MESSAGE_DAYS} days. Raise maxConcurrency`,
    metric: metrics.oldestRetry,
    threshold: Duration.days(1).toSeconds(),
  },
  Crawls: {
    about: `Events have been waiting for a crawl for ${CRAWL_OVERDUE_DAYS} days. SQS deletes them after ${MESSAGE_DAYS} days. Check the crawler`,
    metric: metrics.oldestCrawlerEvent,
    threshold: Duration.days(CRAWL_OVERDUE_DAYS).toSeconds(),
  },
});

const extractorAlarms = ({ filesFailed, errors }: LakeMetrics): AlarmDefinitions => ({
  FilesFailed: {
    about:
      'Files could not be read or written for half an hour. Read the log of the extractor or of the backfill function',
    // a file that fails is tried again after twelve minutes, so one failure is not a reason to wake anybody
    metric: filesFailed.with({ period: Duration.minutes(15) }),
    threshold: 1,
    periods: 2,
  },
  Errors: {
    about: 'The extractor itself failed. Read its log',
    metric: errors,
    threshold: 1,
  },
});

/** One partition per file costs requests to Glue and slows down the planning of every query. */
const partitionAlarms = ({ partitionsAdded }: LakeMetrics): AlarmDefinitions => ({
  Partitions: {
    about: `New files created ${MOST_PARTITIONS.toLocaleString('en-US')} partitions in a day. Does each file have its own first folder? With collectionDepth 0, all files share one partition`,
    metric: partitionsAdded.with({ period: Duration.days(1) }),
    threshold: MOST_PARTITIONS,
  },
});

/** There is no alarm for a run that was aborted, because that was a decision. */
const backfillAlarms = ({ runsFailed, runsTimedOut, runsNotStarted }: LakeMetrics): AlarmDefinitions => ({
  Backfill: {
    about: 'A backfill failed. Read the reason in its execution, fix the cause, and start the backfill again',
    metric: runsFailed,
    threshold: 1,
  },
  BackfillTimeout: {
    about: `A backfill did not finish within ${LONGEST_RUN_DAYS} days. Start it again, perhaps with a prefix`,
    metric: runsTimedOut,
    threshold: 1,
  },
  ...(runsNotStarted && {
    Reconcile: {
      about: 'EventBridge could not start the scheduled backfill. Check the permissions of the rule',
      metric: runsNotStarted,
      threshold: 1,
    },
  }),
});

/** Nobody sees that the views show an old state, so each way not to succeed has an alarm. */
const compactionAlarms = ({ compactions }: LakeMetrics): AlarmDefinitions =>
  compactions === undefined
    ? {}
    : {
        Compaction: {
          about:
            'A compaction failed, and the views show the last one. Read the reason in its execution: RebuildNeeded says what to do; after anything else, the next run makes up for it',
          metric: compactions.failed,
          threshold: 1,
        },
        CompactionTimeout: {
          about: 'A compaction did not finish in time. The next run makes up for it',
          metric: compactions.timedOut,
          threshold: 1,
        },
        CompactionStart: {
          about: 'EventBridge could not start a compaction. Check the permissions of the rule',
          metric: compactions.notStarted,
          threshold: 1,
        },
      };
