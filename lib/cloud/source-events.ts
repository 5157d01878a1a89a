import { Duration, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RECEIVES_ALONE, RECEIVES_IN_BATCHES, VISIBILITY_SECONDS } from '../deployment/limits.ts';
import { bucketsOf } from '../deployment/sources.ts';
import { EventNotifications } from './event-notifications.ts';
import { eventPattern } from './event-pattern.ts';
import { encryptedQueue } from './queues.ts';
import { type Settings, sourcesOf } from './settings/settings.ts';

/** The time before a message of the retry queue is tried again. S3 may be down, or permissions missing, for hours. */
const RETRY_AFTER = Duration.hours(1);

/** Which events to receive, and the lake that they are for. */
export interface SourceEventsProps {
  readonly settings: Settings;
  /** The bucket of the lake. */
  readonly target: IBucket;
}

/**
 * The events of the source buckets, as messages in a queue. If a batch did not reach a file, failed to sync it, or
 * crashed, its message moves to the retry queue, whose messages are processed one at a time, so that every attempt
 * opens the file. SQS moves the messages itself, so the function sends nothing to a queue that it reads, which Lambda
 * would stop as a recursive loop.
 */
export class SourceEvents extends Construct {
  readonly queue: Queue;
  /** The retry queue: messages whose files were not finished in a batch. */
  readonly retries: Queue;
  /** Messages whose files failed every time. */
  readonly deadLetters: Queue;
  /** Events that EventBridge could not deliver to the queue. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { settings, target }: SourceEventsProps) {
    super(scope, id);
    this.deadLetters = encryptedQueue(this, 'DeadLetters');
    this.undelivered = encryptedQueue(this, 'Undelivered');
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'This is the dead-letter queue of an EventBridge target, which cdk-nag does not see',
    });
    this.retries = encryptedQueue(this, 'Retries', {
      visibilityTimeout: RETRY_AFTER,
      deadLetterQueue: {
        queue: this.deadLetters,
        // SQS counts receives "across all queues" (API reference), which may include those in batches
        maxReceiveCount: RECEIVES_IN_BATCHES + RECEIVES_ALONE,
      },
    });
    this.queue = encryptedQueue(this, 'Queue', {
      visibilityTimeout: Duration.seconds(VISIBILITY_SECONDS),
      deadLetterQueue: { queue: this.retries, maxReceiveCount: RECEIVES_IN_BATCHES },
    });
    const { isList, all } = sourcesOf(settings);
    const buckets = bucketsOf(all);
    new EventNotifications(this, 'EventNotifications', { buckets, isList, lake: target.bucketName });
    for (const bucket of buckets)
      this.sendEvents(bucket, isList ? `Rule-${bucket}` : 'Rule', settings.suffixes);
  }

  /** Sends the events of a bucket to the queue. An event pattern cannot also have a prefix: the functions check it. */
  private sendEvents(bucket: string, id: string, suffixes: readonly string[]): void {
    const { source, 'detail-type': detailType, detail } = eventPattern(bucket, suffixes);
    new Rule(this, id, {
      description: `FITS files created, changed, restored or deleted in ${bucket}`,
      eventPattern: { source, detailType, detail },
      targets: [new SqsQueue(this.queue, { deadLetterQueue: this.undelivered })],
    });
  }
}
