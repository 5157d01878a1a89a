import { answer, type Witness } from '../../lambda/batch.ts';
import type { LookContext, Looked } from '../../lambda/look.ts';
import { fromMetadata } from '../../lib/lake/object.ts';
import { hasFitsSuffix } from '../../lib/lake/suffixes.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import type { Store } from '../../lib/stores/store.ts';
import { plain } from './messages.ts';
import { recorded } from './recorded-store.ts';
import { keysOf as listedKeys, put } from './store.ts';

export const BUCKET = 'example-archive';

/** A source and a lake in memory, as the header extractor works on them, with requests written down. */
export function lambdaWorld(wrap: (source: Store) => Store = (source) => source) {
  const files = memoryStore();
  const source = recorded(wrap(files));
  const lake = recorded(memoryStore());
  const partitions: string[] = [];
  const world: LookContext = {
    bucket: BUCKET,
    source: source.store,
    lake: lake.store,
    collectionDepth: 1,
    addPartition: async (lakeKey) => {
      partitions.push(lakeKey);
    },
  };
  const told: { looked: Looked[]; refused: string[] } = { looked: [], refused: [] };
  const witness: Witness = {
    looked: (looked) => told.looked.push(looked),
    refused: (messageId) => told.refused.push(messageId),
  };
  const states = async () => {
    const keys = await listedKeys(lake.store);
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
    partitions,
    world,
    told,
    /** What the lake says of each source key. */
    states,
    put: (key: string, content: string | Uint8Array) => put(files, key, content),
    /** Sends a batch of messages, by their ids; gives the ids of those that come back. */
    send: async (
      bodies: Readonly<Record<string, string>>,
      { world: changes = {}, signal = new AbortController().signal, receives = 1 }: SendOptions = {},
    ): Promise<string[]> => {
      const messages = Object.entries(bodies).map(([messageId, body]) => ({
        ...{ messageId, body },
        attributes: { ApproximateReceiveCount: String(receives) },
      }));
      const ours = { bucket: BUCKET, wants: hasFitsSuffix };
      const response = await answer(messages, ours, { ...world, ...changes }, signal, witness);
      return response.batchItemFailures.map(({ itemIdentifier }) => itemIdentifier).sort();
    },
  };
}

interface SendOptions {
  readonly world?: Partial<LookContext>;
  readonly signal?: AbortSignal;
  /** How often the messages have been received. */
  readonly receives?: number;
}

/** A message for each key, whose id is the key. */
export const messagesOf = (keys: readonly string[]): Record<string, string> =>
  Object.fromEntries(keys.map((key) => [key, plain(BUCKET, key)]));
