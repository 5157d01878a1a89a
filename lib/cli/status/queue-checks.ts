// status --stack: the checks of the queue, the dead letters and the undelivered events.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { RECEIVES_ALONE, VISIBILITY_SECONDS } from '../../deployment/limits.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { count } from '../terminal/words.ts';
import type { CheckResult } from './check.ts';
import { redeploy } from './redeploy.ts';

/** The messages of a queue. The numbers of SQS may be a minute old. */
interface QueueDepth {
  readonly waiting: number;
  readonly inWork: number;
  readonly arn: string;
}

async function depthOf(sqs: SQSClient, url: string): Promise<QueueDepth> {
  const { Attributes = {} } = await sqs.send(
    new GetQueueAttributesCommand({
      QueueUrl: url,
      AttributeNames: [
        ...(['QueueArn', 'ApproximateNumberOfMessages'] as const),
        ...(['ApproximateNumberOfMessagesNotVisible', 'ApproximateNumberOfMessagesDelayed'] as const),
      ],
    }),
  );
  const found: Readonly<Record<string, string | undefined>> = Attributes;
  const number = (suffix: string): number => Number(found[`ApproximateNumberOfMessages${suffix}`] ?? 0);
  return {
    waiting: number('') + number('Delayed'),
    inWork: number('NotVisible'),
    arn: found['QueueArn'] ?? '',
  };
}

/**
 * SQS does not know whether the function that received a message is still running. It waits for six times the timeout of
 * the function before it delivers the message again.
 */
const RETRIED_LATER = ` (after a crash for up to ${VISIBILITY_SECONDS / 60} minutes; then they are tried again)`;

/** Counts the messages of the queue, and those of the retry queue, where each file is tried alone. */
export async function checkQueue(sqs: SQSClient, { outputs }: DeployedStack): Promise<CheckResult> {
  const { waiting, inWork } = await depthOf(sqs, outputs.Queue);
  const retryQueue = await depthOf(sqs, outputs.RetryQueue);
  const retries = { waiting: retryQueue.waiting, inWork: retryQueue.inWork };
  const isIdle = retries.waiting + retries.inWork === 0;
  return {
    facts: { waiting, inWork, retries },
    text:
      `${count(waiting)} waiting, ${count(inWork)} in progress${inWork > 0 ? RETRIED_LATER : ''}` +
      (isIdle
        ? ''
        : `; retry queue: ${count(retries.waiting)} waiting, ${count(retries.inWork)} in progress or waiting for another try`),
  };
}

/** Checks that no message failed every time, even alone. */
export async function checkDeadLetters(
  sqs: SQSClient,
  { outputs, region }: DeployedStack,
): Promise<CheckResult> {
  const { waiting, inWork, arn } = await depthOf(sqs, outputs.DeadLetterQueue);
  const messages = waiting + inWork;
  const [letters, are] = messages === 1 ? ['dead letter', 'is'] : ['dead letters', 'are'];
  return {
    facts: { messages },
    text: count(messages),
    problems:
      messages === 0
        ? []
        : [
            `there ${are} ${count(messages)} ${letters}: files that failed at least ${RECEIVES_ALONE} times, or messages that could ` +
              `not be understood; to see why: aws logs tail ${outputs.ExtractorLogs} --since 1d --region ${region}; ` +
              `to try again: aws sqs start-message-move-task --source-arn ${arn} --region ${region}`,
          ],
  };
}

/**
 * Checks that EventBridge could put every event into the queue. SQS cannot move the others there: it moves messages only
 * to the queue that they came from.
 */
export async function checkUndelivered(sqs: SQSClient, stack: DeployedStack): Promise<CheckResult> {
  const { EventDeadLetterQueue, Queue } = stack.outputs;
  const { waiting, inWork } = await depthOf(sqs, EventDeadLetterQueue);
  const messages = waiting + inWork;
  return {
    facts: { messages },
    text: count(messages),
    problems:
      messages === 0
        ? []
        : [
            `${count(messages)} ${messages === 1 ? 'event' : 'events'} could not be delivered to the queue (was its policy ` +
              `changed? ${redeploy(stack)}); send the body of each message in ${EventDeadLetterQueue} to ${Queue}`,
          ],
  };
}
