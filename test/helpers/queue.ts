import {
  GetQueueAttributesCommand,
  PurgeQueueCommand,
  type QueueAttributeName,
  ReceiveMessageCommand,
  SendMessageBatchCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { until } from './deadline.ts';

// Queues on MiniStack.

const client = new SQSClient();

/** Sends messages, in as few requests as SQS allows. */
export async function send(queue: string, bodies: readonly string[]): Promise<void> {
  for (let i = 0; i < bodies.length; i += 10) {
    const Entries = bodies.slice(i, i + 10).map((MessageBody, n) => ({ Id: `${n}`, MessageBody }));
    await client.send(new SendMessageBatchCommand({ QueueUrl: queue, Entries }));
  }
}

const COUNTS = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesNotVisible',
  'ApproximateNumberOfMessagesDelayed',
] as const satisfies QueueAttributeName[];

/** Returns the number of messages, including those in flight. */
export async function countOf(queue: string): Promise<number> {
  const attributes = await attributesOf(queue);
  return COUNTS.reduce((sum, name) => sum + Number(attributes[name]), 0);
}

/** Waits until a queue has no messages, neither visible nor in flight. */
export const drained = (queue: string, milliseconds = 240_000): Promise<true> =>
  until(
    'the queue to be empty',
    milliseconds,
    async () => (await countOf(queue)) === 0 || undefined,
  ) as Promise<true>;

/** Returns the bodies of up to ten messages, and leaves them in the queue. */
export async function bodiesOf(queue: string): Promise<string[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body = '' }) => Body);
}

/** Removes all messages of a queue. */
export const purge = (queue: string) => client.send(new PurgeQueueCommand({ QueueUrl: queue }));

/** How many times a message is received before it moves to the next queue. */
interface Receives {
  /** From the queue, in batches. */
  readonly batches?: number;
  /** From the retry queue, alone. */
  readonly alone: number;
}

/**
 * Shortens the visibility timeouts of the queues to `seconds`, and changes how often a message is received: a test cannot
 * wait as long as the stack does.
 *
 * @returns a function that restores the settings
 */
export async function shortenRetries(
  { Queue = '', RetryQueue = '' }: Readonly<Record<string, string>>,
  seconds: number,
  { batches = 1, alone }: Receives,
): Promise<() => Promise<void>> {
  const restoreQueue = await changeQueue(Queue, seconds, batches);
  const restoreRetries = await changeQueue(RetryQueue, seconds, alone);
  return async () => {
    await restoreQueue();
    await restoreRetries();
  };
}

async function changeQueue(queue: string, seconds: number, receives: number): Promise<() => Promise<void>> {
  const { VisibilityTimeout, RedrivePolicy } = await attributesOf(queue);
  const set = (timeout: string | undefined, policy: string | undefined) =>
    client.send(
      new SetQueueAttributesCommand({
        QueueUrl: queue,
        Attributes: { VisibilityTimeout: timeout ?? '', RedrivePolicy: policy ?? '' },
      }),
    );
  const policy = JSON.parse(RedrivePolicy ?? '{}') as object;
  await set(String(seconds), JSON.stringify({ ...policy, maxReceiveCount: receives }));
  return async () => {
    await set(VisibilityTimeout, RedrivePolicy);
  };
}

const attributesOf = async (queue: string): Promise<Partial<Record<QueueAttributeName, string>>> =>
  (await client.send(new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ['All'] })))
    .Attributes ?? {};
