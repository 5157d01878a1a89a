import { Duration, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventNotifications } from './event-notifications.ts';
import { eventPattern } from './event-pattern.ts';
import { LAKE_FUNCTION_TIMEOUT } from './lake-function.ts';
import { safeQueue } from './queues.ts';
import type { Settings } from './settings/settings.ts';

/** How often a message is tried in batches before it is tried alone. */
export const RECEIVES_IN_BATCHES = 2;

/** How often a message is tried alone before it is a dead letter. */
export const RECEIVES_ALONE = 5;

/** The wait before a message that failed alone is tried again: S3 or permissions may fail for hours. */
const RETRY_AFTER = Duration.hours(1);

export interface SourceEventsProps {
  readonly settings: Settings;
  /** The bucket of the lake. */
  readonly target: IBucket;
}

/**
 * Events of the source bucket, as messages in a queue. If a batch did not reach a file, failed at it, or crashed, its
 * message moves to a second queue, whose messages are processed one at a time: there, each receive opens the file. SQS
 * moves the messages itself, so nothing is sent again, and loop detection does not apply.
 */
export class SourceEvents extends Construct {
  readonly queue: Queue;
  /** Messages whose files were not finished in a batch; processed one at a time. */
  readonly retries: Queue;
  /** Messages whose files were opened alone and failed again and again. */
  readonly deadLetters: Queue;
  /** Events that EventBridge could not put into the queue. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { settings, target }: SourceEventsProps) {
    super(scope, id);
    this.deadLetters = safeQueue(this, 'DeadLetters');
    this.undelivered = safeQueue(this, 'Undelivered');
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of a target of EventBridge, which the rule does not see',
    });
    this.retries = safeQueue(this, 'Retries', {
      visibilityTimeout: RETRY_AFTER,
      deadLetterQueue: {
        queue: this.deadLetters,
        // SQS counts receives "across all queues" (API reference), so those in batches may be included
        maxReceiveCount: RECEIVES_IN_BATCHES + RECEIVES_ALONE,
      },
    });
    this.queue = safeQueue(this, 'Queue', {
      // as Lambda's documentation asks for
      visibilityTimeout: Duration.seconds(6 * LAKE_FUNCTION_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.retries, maxReceiveCount: RECEIVES_IN_BATCHES },
    });
    new EventNotifications(this, 'EventNotifications', {
      bucket: settings.sourceBucket,
      lake: target.bucketName,
    });
    const {
      source,
      'detail-type': detailType,
      detail,
    } = eventPattern(settings.sourceBucket, settings.suffixes);
    new Rule(this, 'Rule', {
      description: `FITS files that come, change or go in ${settings.sourceBucket}`,
      eventPattern: { source, detailType, detail },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.undelivered })],
    });
  }
}
