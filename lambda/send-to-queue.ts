import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

// Sends source keys to the queue of the header extractor.

/** Sends keys to the header extractor's queue, and returns those that the queue accepted. */
export type SendToQueue = (keys: readonly string[]) => Promise<ReadonlySet<string>>;

/** What {@link queueSender} works with. */
export interface QueueSenderOptions {
  readonly client: SQSClient;
  /** The URL of the queue. */
  readonly url: string;
  /** The source bucket. */
  readonly bucket: string;
  /** Called with the reason if keys were not accepted. */
  readonly onError: (error: unknown) => void;
}

/** The maximum number of messages in one request to SQS. */
const MAX_MESSAGES = 10;
/** The maximum bytes of messages in one request, well below SQS's own limit. */
const MAX_BYTES = 200_000;
/** A generous estimate of the bytes of a message besides its key. */
const ENVELOPE_BYTES = 200;

/**
 * Returns a function that sends keys as `{bucket, key}` messages to the queue of the header extractor, which has more
 * time for each file.
 *
 * Source: Amazon SQS API Reference, SendMessageBatch.
 */
export function queueSender({ client, url, bucket, onError }: QueueSenderOptions): SendToQueue {
  return async (keys) => {
    const accepted = new Set<string>();
    const send = async (group: readonly string[]): Promise<void> => {
      const Entries = group.map((key, i) => ({ Id: String(i), MessageBody: bodyOf({ bucket, key }) }));
      try {
        const { Successful = [], Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: url, Entries }),
        );
        for (const { Id } of Successful) accepted.add(group[Number(Id)] ?? '');
        for (const { Code, Message } of Failed) onError(new Error(`${Code}: ${Message}`));
      } catch (error) {
        onError(error);
      }
    };
    await Promise.all(groups(keys).map(send));
    return accepted;
  };
}

/** JSON that escapes the two characters that SQS rejects in a message: with one of them, a whole request would fail. */
const bodyOf = (object: { readonly bucket: string; readonly key: string }): string =>
  JSON.stringify(object).replace(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/** Splits keys into groups that fit into one request each. */
function groups(keys: readonly string[]): string[][] {
  const result: string[][] = [];
  let bytes = 0;
  for (const key of keys) {
    const size = Buffer.byteLength(key) + ENVELOPE_BYTES;
    bytes += size;
    const last = result.at(-1);
    if (last === undefined || bytes > MAX_BYTES || last.length === MAX_MESSAGES) {
      result.push([key]);
      bytes = size;
    } else last.push(key);
  }
  return result;
}
