// loads the AWS SDK: only where a stack is asked

import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { DeployedStack } from '../aws/deployed.ts';
import { count } from '../terminal/words.ts';
import { type Known, redeploy } from './part.ts';

/** What SQS says of a queue: its numbers lag behind by a minute or so. */
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
  const number = (of: string): number => Number(found[`ApproximateNumberOfMessages${of}`] ?? 0);
  return {
    waiting: number('') + number('Delayed'),
    inWork: number('NotVisible'),
    arn: found['QueueArn'] ?? '',
  };
}

/** SQS cannot know whether the function that took a message is still running: it waits for six times the function's timeout. */
const STAYING = ' (for up to 12 minutes after a crash, then they are tried again)';

/** The queues of events that are still to be processed: in batches, then one at a time. */
export async function queuePart(sqs: SQSClient, { outputs }: DeployedStack): Promise<Known> {
  const { waiting, inWork } = await depthOf(sqs, outputs.Queue);
  const alone = await depthOf(sqs, outputs.RetryQueue);
  const retries = { waiting: alone.waiting, inWork: alone.inWork };
  const isIdle = retries.waiting + retries.inWork === 0;
  return {
    facts: { waiting, inWork, retries },
    text:
      `${count(waiting)} waiting, ${count(inWork)} in progress${inWork > 0 ? STAYING : ''}` +
      (isIdle
        ? ''
        : `; retry queue: ${count(retries.waiting)} waiting, ${count(retries.inWork)} in progress or to be tried again`),
  };
}

/** Messages whose files were opened alone and failed each time. */
export async function deadLettersPart(sqs: SQSClient, { outputs, region }: DeployedStack): Promise<Known> {
  const { waiting, inWork, arn } = await depthOf(sqs, outputs.DeadLetterQueue);
  const messages = waiting + inWork;
  return {
    facts: { messages },
    text: count(messages),
    wrong:
      messages === 0
        ? []
        : [
            `${count(messages)} dead ${messages === 1 ? 'letter' : 'letters'}: files that were opened and failed at least five times, or messages that are not understood; to see why: ` +
              `aws logs tail ${outputs.ExtractorLogs} --since 1d --region ${region}; to try again: ` +
              `aws sqs start-message-move-task --source-arn ${arn} --region ${region}`,
          ],
  };
}

/** Events that EventBridge could not put into the queue. SQS moves no messages back where they never were. */
export async function undeliveredPart(sqs: SQSClient, stack: DeployedStack): Promise<Known> {
  const { EventDeadLetterQueue, Queue } = stack.outputs;
  const { waiting, inWork } = await depthOf(sqs, EventDeadLetterQueue);
  const messages = waiting + inWork;
  return {
    facts: { messages },
    text: count(messages),
    wrong:
      messages === 0
        ? []
        : [
            `${count(messages)} ${messages === 1 ? 'event' : 'events'} never came into the queue (is its policy as declared? ${redeploy(stack)}); ` +
              `send the body of each message in ${EventDeadLetterQueue} to ${Queue}`,
          ],
  };
}
