import type { FileAttempt, Journal } from '../../lambda/journal.ts';
import { syncMessages } from '../../lambda/message-batch.ts';
import type { SyncAttempt, SyncContext } from '../../lambda/sync-files.ts';
import { changesOf } from '../../lib/lake/changes/changes.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { plain } from './messages.ts';
import { recorded } from './recorded-store.ts';
import { keysOf as listedKeys, put } from './store.ts';

/** The source bucket. */
export const BUCKET = 'example-archive';

/**
 * A source and a lake in memory, and what the header extractor does with them. Requests are recorded.
 *
 * @param wrap changes how the functions see the source
 */
export function lambdaFixture(wrap: (source: Store) => Store = (source) => source) {
  const files = memoryStore();
  const source = recorded(wrap(files));
  const lake = recorded(memoryStore());
  const partitions: string[] = [];
  const context: SyncContext = {
    sources: [{ bucket: BUCKET, prefix: '' }],
    wants: ({ key }) => hasFitsSuffix(key),
    sourceOf: () => source.store,
    lake: lake.store,
    collectionDepth: 1,
    addPartition: async (lakeKey) => {
      partitions.push(lakeKey);
    },
  };
  const attempts: SyncAttempt[] = [];
  const refused: string[] = [];
  const recordedChanges: Parameters<Journal['changesRecorded']>[0][] = [];
  const journal: Pick<Journal, 'fileProcessed' | 'messageRefused' | 'changesRecorded'> = {
    fileProcessed: (attempt: FileAttempt) => attempts.push(attempt as SyncAttempt),
    messageRefused: (messageId) => refused.push(messageId),
    changesRecorded: (written) => recordedChanges.push(written),
  };
  const states = async () => {
    const keys = await listedKeys(lake.store, HEADERS);
    const heads = await Promise.all(keys.map((key) => lake.store.head(key)));
    lake.requests.length = 0;
    return new Map(
      heads.flatMap((head) => {
        const state = fromMetadata(head?.metadata ?? {});
        return state ? [[state.key, state] as const] : [];
      }),
    );
  };
  return {
    source,
    lake,
    /** The lake keys whose partitions were added, in order. */
    partitions,
    context,
    journal,
    /** What the journal received. */
    attempts,
    refused,
    recordedChanges,
    /** What a batch is run with if compaction is on. Each batch needs its own. */
    recording: (through: Store = lake.store): Pick<SyncContext, 'lake' | 'changes'> => {
      const changes = changesOf(through);
      return { lake: changes.lake, changes };
    },
    /** Returns the state of each lake object, by source key. */
    states,
    put: (key: string, content: string | Uint8Array) => put(files, key, content),
    /** Sends a batch of messages, given by their ids, and returns the ids of those to be retried. */
    send: async (
      bodies: Readonly<Record<string, string>>,
      { context: changes = {}, signal = new AbortController().signal, receives = 1 }: SendOptions = {},
    ): Promise<string[]> => {
      const messages = Object.entries(bodies).map(([messageId, body]) => ({
        ...{ messageId, body },
        attributes: { ApproximateReceiveCount: String(receives) },
      }));
      const response = await syncMessages(messages, { ...context, ...changes }, signal, journal);
      return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
    },
  };
}

interface SendOptions {
  readonly context?: Partial<SyncContext>;
  readonly signal?: AbortSignal;
  /** How many times the messages have been received. */
  readonly receives?: number;
}

/** One message per key, with the key as its id. */
export const messagesOf = (keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, plain(BUCKET, key)]));
