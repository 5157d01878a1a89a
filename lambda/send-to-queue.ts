import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** Hands keys on to the queue; gives those that it took. */
export type SendToQueue = (keys: readonly string[]) => Promise<ReadonlySet<string>>;

/** Messages that SQS takes in one request, and bytes, at most. */
const AT_ONCE = 10;
const ROOM = 200_000;

/**
 * Puts keys into the queue of the header extractor, as plain messages: it has more time for a file.
 * Source: Amazon SQS API Reference, SendMessageBatch.
 *
 * @param refused told why some did not go
 */
export function sendToQueue(
  client: SQSClient,
  url: string,
  bucket: string,
  refused: (error: unknown) => void,
): SendToQueue {
  return async (keys) => {
    const taken = new Set<string>();
    const send = async (some: readonly string[]): Promise<void> => {
      const Entries = some.map((key, i) => ({
        Id: String(i),
        MessageBody: bodyOf({ bucket, key }),
      }));
      try {
        const { Successful = [], Failed = [] } = await client.send(
          new SendMessageBatchCommand({ QueueUrl: url, Entries }),
        );
        for (const { Id } of Successful) taken.add(some[Number(Id)] ?? '');
        for (const { Code, Message } of Failed) refused(new Error(`${Code}: ${Message}`));
      } catch (error) {
        refused(error);
      }
    };
    await Promise.all(groups(keys).map(send));
    return taken;
  };
}

/** As JSON, without the two characters that SQS takes in no message; one of them would keep nine others from going. */
const bodyOf = (place: { readonly bucket: string; readonly key: string }): string =>
  JSON.stringify(place).replace(/[\ufffe\uffff]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`);

function groups(keys: readonly string[]): string[][] {
  const all: string[][] = [];
  let room = 0;
  for (const key of keys) {
    room -= Buffer.byteLength(key) + 200;
    const last = all.at(-1);
    if (last === undefined || room < 0 || last.length === AT_ONCE) {
      all.push([key]);
      room = ROOM - Buffer.byteLength(key) - 200;
    } else last.push(key);
  }
  return all;
}
