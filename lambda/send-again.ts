import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SQSRecord } from 'aws-lambda';

/** As much of a message as it takes to answer it, and to send it again. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> &
  Partial<Pick<SQSRecord, 'messageAttributes'>> & {
    readonly attributes?: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount'>;
  };

/** Sends messages again, as new ones; gives the ids of those that went. */
export type SendAgain = (messages: readonly Message[]) => Promise<ReadonlySet<string>>;

/** The attribute of a message that tells how often it was sent again. */
const TIMES = 'sent-again';
/** So often, and then it counts as failed: nothing may go round for ever. */
const MOST = 500;

/**
 * Sends messages back to the end of their queue. One that is only given back has been received once more, and ends
 * among the dead letters after some times, though nobody has looked at its file: there was no time, since others came
 * first. Those that do not go stay what they were; `refused` is told why.
 * Source: Amazon SQS Developer Guide, "Dead-letter queues".
 */
export function sendAgain(client: SQSClient, queue: string, refused: (error: unknown) => void): SendAgain {
  return async (messages) => {
    const sent = new Set<string>();
    const send = async (message: Message, times: number): Promise<void> => {
      const MessageAttributes = { [TIMES]: { DataType: 'Number', StringValue: String(times) } };
      try {
        await client.send(
          new SendMessageCommand({ QueueUrl: queue, MessageBody: message.body, MessageAttributes }),
        );
        sent.add(message.messageId);
      } catch (error) {
        refused(error);
      }
    };
    await Promise.all(
      messages.map((message) => {
        const times = timesOf(message) + 1;
        return times > MOST ? undefined : send(message, times);
      }),
    );
    return sent;
  };
}

const timesOf = ({ messageAttributes }: Message): number =>
  Number(messageAttributes?.[TIMES]?.stringValue ?? 0) || 0;
