import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import type { SourceFile } from '../lib/lake/extraction.ts';
import type { Journal } from './journal.ts';
import { filesOf } from './messages.ts';
import { recordChanges } from './record-changes.ts';
import { nameOf, RETRIED_AT_ONCE, type SyncContext, syncFiles } from './sync-files.ts';

/** The fields of an SQS record that matter here. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> & {
  readonly attributes?: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount'>;
};

/**
 * Syncs the source files that a batch of messages names, each once however many messages name it. Returns the messages
 * to be retried: those that could not be read, and those with a file that failed or that time did not allow. If the
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
  const messagesByFile = new Map<string, { readonly file: SourceFile; readonly ids: string[] }>();
  for (const { messageId, body } of messages) {
    try {
      for (const file of filesOf(body, context)) {
        const named = messagesByFile.get(nameOf(file)) ?? { file, ids: [] };
        named.ids.push(messageId);
        messagesByFile.set(nameOf(file), named);
      }
    } catch (error) {
      failed.add(messageId);
      journal.messageRefused(messageId, error);
    }
  }
  const atOnce = messages.some(isRetry) ? RETRIED_AT_ONCE : undefined;
  const files = [...messagesByFile.values()].map(({ file }) => file);
  const attempts = await syncFiles(files, context, signal, atOnce);
  for (const attempt of await recordChanges(attempts, context, journal)) {
    journal.fileProcessed(attempt);
    if (attempt.result !== undefined) continue;
    for (const messageId of messagesByFile.get(nameOf(attempt))?.ids ?? []) failed.add(messageId);
  }
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

const isRetry = ({ attributes }: Message): boolean => Number(attributes?.ApproximateReceiveCount ?? 1) > 1;
