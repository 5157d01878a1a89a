import { type MessageAttributeValue, SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** As much of a message as it takes to send it again. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> & Partial<Pick<SQSRecord, 'messageAttributes'>>;

/** Sends messages again, as new ones; gives the ids of those that went. */
export type SendAgain = (messages: readonly Message[]) => Promise<ReadonlySet<string>>;

/** How often a message was sent again: its attribute. */
const TIMES = 'sent-again';
/** So often, and then it counts as failed: nothing may go round for ever. */
const MOST = 500;
/** Messages that SQS takes in one request, at most. */
const AT_ONCE = 10;

/**
 * Sends messages back to the end of their queue. One that is only given back has been received once more, and ends
 * among the dead letters after some times, though nobody has looked at its file: there was no time, since others came
 * first. Those that do not go stay what they were.
 * Source: Amazon SQS API Reference, SendMessageBatch.
 */
export function sendAgain(client: SQSClient, queue: string): SendAgain {
  return async (messages) => {
    const fit = messages.filter((message) => timesOf(message) < MOST);
    const pieces = Array.from({ length: Math.ceil(fit.length / AT_ONCE) }, (_, i) =>
      fit.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
    );
    const send = async (piece: readonly Message[]): Promise<string[]> => {
      const command = new SendMessageBatchCommand({ QueueUrl: queue, Entries: piece.map(entryOf) });
      const { Successful = [] } = await client.send(command);
      return Successful.flatMap(({ Id }) => piece[Number(Id)]?.messageId ?? []);
    };
    const answers = await Promise.allSettled(pieces.map(send));
    return new Set(answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : [])));
  };
}

const entryOf = (message: Message, index: number) => ({
  Id: String(index),
  MessageBody: message.body,
  MessageAttributes: {
    [TIMES]: { DataType: 'Number', StringValue: String(timesOf(message) + 1) },
  } satisfies Record<string, MessageAttributeValue>,
});

const timesOf = ({ messageAttributes }: Message): number =>
  Number(messageAttributes?.[TIMES]?.stringValue ?? 0) || 0;
