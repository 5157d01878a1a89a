import type { SQSBatchResponse } from 'aws-lambda';
import { OutOfTime } from './deadline.ts';
import { FEW_FILES, type Looked, lookAt, type World } from './look.ts';
import { keysOf, type Ours } from './messages.ts';
import type { Message, SendAgain } from './send-again.ts';

/** Who is told what became of messages and keys. */
export interface Witness {
  readonly refused: (messageId: string, error: unknown) => void;
  readonly looked: (looked: Looked) => void;
}

/**
 * Does what a batch of messages asks for: each key is looked at once, however many messages name it. Gives
 * back the messages that failed, or of which a key failed: they come again, the others do not. Those for which there
 * was no time come again too, however often.
 */
export async function answer(
  messages: readonly Message[],
  ours: Ours,
  world: World,
  signal: AbortSignal,
  witness: Witness,
  again: SendAgain,
): Promise<SQSBatchResponse> {
  const failed = new Set<string>();
  const late = new Set<string>();
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
    const ids = looked.error instanceof OutOfTime ? late : failed;
    for (const id of senders.get(looked.key) ?? []) ids.add(id);
  }
  const sent = await again(messages.filter(({ messageId: id }) => late.has(id) && !failed.has(id)));
  for (const id of late) if (!sent.has(id)) failed.add(id);
  return { batchItemFailures: [...failed].map((itemIdentifier) => ({ itemIdentifier })) };
}

const comesAgain = ({ attributes }: Message): boolean => Number(attributes?.ApproximateReceiveCount ?? 1) > 1;
