import { Duration, Validations } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { EventNotifications } from './event-notifications.ts';
import { eventPattern } from './event-pattern.ts';
import { LAKE_FUNCTION_TIMEOUT, MAX_RECEIVES } from './lake-function.ts';
import { safeQueue } from './queues.ts';
import type { Settings } from './settings.ts';

/** What happens in the source bucket, as messages in a queue. */
export class SourceEvents extends Construct {
  readonly queue: Queue;
  /** Messages that failed again and again. */
  readonly deadLetters: Queue;
  /** Events that EventBridge could not put into the queue. */
  readonly undelivered: Queue;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    this.deadLetters = safeQueue(this, 'DeadLetters');
    this.undelivered = safeQueue(this, 'Undelivered');
    Validations.of(this.undelivered).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is a dead-letter queue itself, of a target of EventBridge, which the rule does not see',
    });
    this.queue = safeQueue(this, 'Queue', {
      // as Lambda's documentation asks for
      visibilityTimeout: Duration.seconds(6 * LAKE_FUNCTION_TIMEOUT.toSeconds()),
      deadLetterQueue: { queue: this.deadLetters, maxReceiveCount: MAX_RECEIVES },
    });
    new EventNotifications(this, 'EventNotifications', { bucket: settings.sourceBucket });
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
