import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { FEW_FILES, type LookContext, type Looked, lookAt } from './look.ts';
import { keysOf, type SourceFilter } from './messages.ts';

/** The parts of a message that are needed to answer it. */
export type Message = Pick<SQSRecord, 'messageId' | 'body'> & {
  readonly attributes?: Pick<SQSRecord['attributes'], 'ApproximateReceiveCount'>;
};

/** Who is told what became of messages and keys. */
export interface Witness {
  readonly refused: (messageId: string, error: unknown) => void;
  readonly looked: (looked: Looked) => void;
}

/**
 * Does what a batch of messages asks for: each key is looked at once, however many messages name it. Gives
 * back the messages that failed, that had a key that failed, or for which there was no time: only these come again. The
 * queues make sure that a message that keeps coming back is eventually processed alone, so that its file is opened.
 */
export async function answer(
  messages: readonly Message[],
  ours: SourceFilter,
  world: LookContext,
  signal: AbortSignal,
  witness: Witness,
): Promise<SQSBatchResponse> {
  const failed = new Set<string>();
  const senders = new Map<string, string[]>();
  for (const { messageId, body } of messages) {
    try {
      for (const key of keysOf(body, ours)) senders.set(key, [...(senders.get(key) ?? []), messageId]);
    } catch (error) {
      failed.add(messageId);
      witness.refused(messageId, error);
    }
  }
  const files = messages.some(comesAgain) ? FEW_FILES : undefined;
  for (const looked of await lookAt(senders.keys(), world, signal, files)) {
    witness.looked(looked);
    if (looked.outcome !== undefined) continue;
    for (const id of senders.get(looked.key) ?? []) failed.add(id);
  }
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

const comesAgain = ({ attributes }: Message): boolean => Number(attributes?.ApproximateReceiveCount ?? 1) > 1;
