import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { Journal } from './journal.ts';
import { keysOf } from './messages.ts';
import { recordChanges } from './record-changes.ts';
import { RETRIED_AT_ONCE, type SyncContext, syncKeys } from './sync-keys.ts';

/** The fields of an SQS record that matter here. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> & {
  readonly attributes?: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount'>;
};

/**
 * Syncs the source keys that a batch of messages names, each once however many messages name it. Returns the messages
 * to be retried: those that could not be read, and those with a key that failed or that time did not allow. If the
 * changes of the batch cannot be recorded, that fails them too: a message that comes back writes its lake object again, and
 * so records it again. The queues ensure that a message that fails repeatedly is eventually processed alone, so that its file is opened.
 */
export async function syncMessages(
  messages: readonly Message[],
  context: SyncContext,
  signal: AbortSignal,
  journal: Pick<Journal, 'messageRefused' | 'fileProcessed' | 'changesRecorded'>,
): Promise<SQSBatchResponse> {
  const failed = new Set<string>();
  const messagesByKey = new Map<string, string[]>();
  for (const { messageId, body } of messages) {
    try {
      for (const key of keysOf(body, context))
        messagesByKey.set(key, [...(messagesByKey.get(key) ?? []), messageId]);
    } catch (error) {
      failed.add(messageId);
      journal.messageRefused(messageId, error);
    }
  }
  const atOnce = messages.some(isRetry) ? RETRIED_AT_ONCE : undefined;
  const attempts = await syncKeys(messagesByKey.keys(), context, signal, atOnce);
  for (const attempt of await recordChanges(attempts, context, journal)) {
    journal.fileProcessed(attempt);
    if (attempt.result !== undefined) continue;
    for (const messageId of messagesByKey.get(attempt.key) ?? []) failed.add(messageId);
  }
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

const isRetry = ({ attributes }: Message): boolean => Number(attributes?.ApproximateReceiveCount ?? 1) > 1;
