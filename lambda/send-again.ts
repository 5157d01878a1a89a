import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** As much of a message as it takes to answer it, and to send it again. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> &
  Partial<Pick<SQSRecord, 'messageAttributes'>> & {
    readonly attributes?: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount'>;
  };

/** Sends those messages again that would else be dead letters; gives the ids of those that went. */
export type SendAgain = (messages: readonly Message[]) => Promise<ReadonlySet<string>>;

/** The attribute of a message that tells how often it was sent again. */
const TIMES = 'sent-again';
/**
 * So often, and then it counts as failed: nothing may go round for ever. Lambda stops what goes round 16 times.
 * Source: AWS Lambda Developer Guide, "Recursive loop detection".
 */
const MOST = 10;

/** Where messages go back to. */
export interface OwnQueue {
  readonly url: string;
  /** How often a message is received before it ends among the dead letters. */
  readonly receives: number;
}

/**
 * Sends messages that have been received for the last time back to the end of their queue, as new ones: they would
 * end among the dead letters, though nobody has looked at their files. Those that do not go stay what they were;
 * `refused` is told why.
 * Source: Amazon SQS Developer Guide, "Dead-letter queues".
 */
export function sendAgain(client: SQSClient, queue: OwnQueue, refused: (error: unknown) => void): SendAgain {
  return async (messages) => {
    const sent = new Set<string>();
    const send = async (message: Message, times: number): Promise<void> => {
      const MessageAttributes = { [TIMES]: { DataType: 'Number', StringValue: String(times) } };
      try {
        await client.send(
          new SendMessageCommand({ QueueUrl: queue.url, MessageBody: message.body, MessageAttributes }),
        );
        sent.add(message.messageId);
      } catch (error) {
        refused(error);
      }
    };
    await Promise.all(
      messages.map((message) => {
        if (receivesOf(message) < queue.receives) return undefined;
        const times = timesOf(message) + 1;
        return times > MOST ? undefined : send(message, times);
      }),
    );
    return sent;
  };
}

const receivesOf = ({ attributes }: Message): number => Number(attributes?.ApproximateReceiveCount ?? 1);

const timesOf = ({ messageAttributes }: Message): number =>
  Number(messageAttributes?.[TIMES]?.stringValue ?? 0) || 0;
