import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { SourceFile } from '../lib/lake/extraction.ts';

// Sends source files to the queue of the header extractor.

/** Sends files to the header extractor's queue, and returns those that the queue accepted. */
export type SendToQueue = (files: readonly SourceFile[]) => Promise<ReadonlySet<SourceFile>>;

/** What {@link queueSender} works with. */
export interface QueueSenderOptions {
  readonly client: SQSClient;
  /** The URL of the queue. */
  readonly url: string;
  /** Called with the reason if files were not accepted. */
  readonly onError: (error: unknown) => void;
}

/** The maximum number of messages in one request to SQS. */
const MAX_MESSAGES = 10;
/** The maximum bytes of messages in one request, well below SQS's own limit. */
const MAX_BYTES = 200_000;
/** A generous estimate of the bytes of a message besides its key. */
const ENVELOPE_BYTES = 200;

/**
 * Returns a function that sends files as `{bucket, key}` messages to the queue of the header extractor, which has more
 * time for each file.
 *
 * Source: Amazon SQS API Reference, SendMessageBatch.
 */
export function queueSender({ client, url, onError }: QueueSenderOptions): SendToQueue {
  return async (files) => {
    const accepted = new Set<SourceFile>();
    const send = async (group: readonly SourceFile[]): Promise<void> => {
      const Entries = group.map((file, i) => ({ Id: String(i), MessageBody: bodyOf(file) }));
      try {
        const { Successful = [], Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: url, Entries }),
        );
        for (const { Id } of Successful) {
          const file = group[Number(Id)];
          if (file !== undefined) accepted.add(file);
        }
        for (const { Code, Message } of Failed) onError(new Error(`${Code}: ${Message}`));
      } catch (error) {
        onError(error);
      }
    };
    await Promise.all(groups(files).map(send));
    return accepted;
  };
}

/** JSON that escapes the two characters that SQS rejects in a message: with one of them, a whole request would fail. */
const bodyOf = ({ bucket, key }: SourceFile): string =>
  JSON.stringify({ bucket, key }).replace(
    /[\ufffe\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16)}`,
  );

/** Splits files into groups that fit into one request each. */
function groups(files: readonly SourceFile[]): SourceFile[][] {
  const result: SourceFile[][] = [];
  let bytes = 0;
  for (const file of files) {
    const size = Buffer.byteLength(file.key) + ENVELOPE_BYTES;
    bytes += size;
    const last = result.at(-1);
    if (last === undefined || bytes > MAX_BYTES || last.length === MAX_MESSAGES) {
      result.push([file]);
      bytes = size;
    } else last.push(file);
  }
  return result;
}
