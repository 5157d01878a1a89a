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

const client = new SQSClient();

/** Sends messages, all at once as far as SQS takes them. */
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

/** How many messages there are, those in work too. */
export async function countOf(queue: string): Promise<number> {
  const attributes = await attributesOf(queue);
  return COUNTS.reduce((sum, name) => sum + Number(attributes[name]), 0);
}

/** Waits until a queue holds nothing, neither waiting nor in work. */
export const drained = (queue: string, milliseconds = 240_000): Promise<true> =>
  until(
    'the queue is empty',
    milliseconds,
    async () => (await countOf(queue)) === 0 || undefined,
  ) as Promise<true>;

/** The bodies of the messages that are there. */
export async function bodiesOf(queue: string): Promise<string[]> {
  const { Messages = [] } = await client.send(
    new ReceiveMessageCommand({ QueueUrl: queue, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }),
  );
  return Messages.map(({ Body = '' }) => Body);
}

export const purge = (queue: string) => client.send(new PurgeQueueCommand({ QueueUrl: queue }));

/** Receives in batches, and alone, before a message goes on. */
interface Receives {
  readonly batches?: number;
  readonly alone: number;
}

/**
 * How soon a failed message comes back, and how often before it goes on to the next queue: a test cannot wait as long
 * as the stack does.
 * @returns a function that sets what was set before
 */
export async function impatient(
  { Queue = '', RetryQueue = '' }: Readonly<Record<string, string>>,
  seconds: number,
  { batches = 1, alone }: Receives,
): Promise<() => Promise<void>> {
  const first = await changed(Queue, seconds, batches);
  const second = await changed(RetryQueue, seconds, alone);
  return async () => {
    await first();
    await second();
  };
}

async function changed(queue: string, seconds: number, receives: number): Promise<() => Promise<void>> {
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
