import { collectionOf } from '../lib/lake/naming.ts';
import { createMissing, type LakeTable, MAX_PARTITIONS, type Partition } from './glue-partitions.ts';
import type { KnownPartitions } from './known-partitions.ts';

// Adds partitions to the catalog, with as few requests as possible.

/** Ensures that the table has the partition of a lake object. Rejects with {@link PartitionRefused}. */
export type AddPartition = (lakeKey: string) => Promise<void>;

/** The catalog did not accept a partition. Its lake object was written, but queries cannot see it yet. */
export class PartitionRefused extends Error {
  override readonly name = 'PartitionRefused';
  readonly collection: string;
  constructor(collection: string, cause: unknown) {
    super(
      `the catalog has no partition for the collection ${JSON.stringify(collection)}: ${messageOf(cause)}`,
      {
        cause,
      },
    );
    this.collection = collection;
  }
}

/** What {@link partitionAdder} works with. */
export interface PartitionAdderOptions {
  readonly table: LakeTable;
  /** The partitions that this container knows to exist; updated. */
  readonly known: KnownPartitions;
  /** When the run began, in milliseconds since 1970: partitions found earlier are checked again. */
  readonly since?: number;
  /** Called with the number of partitions created. */
  readonly onAdded?: (count: number) => void;
  readonly now?: () => number;
  readonly signal: AbortSignal;
}

/** A partition that callers wait for. */
interface Pending extends Partition {
  readonly resolve: () => void;
  readonly reject: (error: PartitionRefused) => void;
}

/**
 * Returns a function that adds partitions. Each collection is looked up once until its entry in `known` expires.
 * Collections that arrive while a request is in flight share the next request. This keeps requests
 * few even if many containers meet many new collections at once: Glue throttles early.
 */
export function partitionAdder(options: PartitionAdderOptions): AddPartition {
  const { known, since } = options;
  const inFlight = new Map<string, Promise<void>>();
  const queue: Pending[] = [];
  let sending = false;

  const sendQueue = async (): Promise<void> => {
    sending = true;
    // calls made in the same tick share a request
    await undefined;
    while (queue.length > 0) await settle(queue.splice(0, MAX_PARTITIONS), options);
    sending = false;
  };

  return (lakeKey) => {
    const { value: collection, folder } = collectionOf(lakeKey);
    if (known.has(collection, since)) return Promise.resolve();
    const earlier = inFlight.get(collection);
    if (earlier !== undefined) return earlier;
    const added = new Promise<void>((resolve, reject) => {
      queue.push({ collection, folder, resolve, reject });
    }).finally(() => inFlight.delete(collection));
    inFlight.set(collection, added);
    if (!sending) sendQueue();
    return added;
  };
}

/** Creates partitions, and resolves or rejects each of them. */
async function settle(batch: readonly Pending[], options: PartitionAdderOptions): Promise<void> {
  const { table, known, onAdded, now = Date.now, signal } = options;
  const queriedAt = now();
  try {
    const { created, refused } = await createMissing(table, batch, signal);
    onAdded?.(created);
    for (const { collection, resolve, reject } of batch) {
      const reason = refused.get(collection);
      if (reason === undefined) {
        known.add(collection, queriedAt);
        resolve();
      } else {
        reject(new PartitionRefused(collection, reason));
      }
    }
  } catch (error) {
    // one invalid partition must not keep the others from being created
    if (batch.length > 1 && isInvalid(error)) for (const pending of batch) await settle([pending], options);
    else for (const { collection, reject } of batch) reject(new PartitionRefused(collection, error));
  }
}

/** Whether Glue refuses the request itself, so that sending it again cannot help. */
const isInvalid = (error: unknown): boolean =>
  error instanceof Error && /^(?:InvalidInput|Validation|Serialization)Exception$/.test(error.name);

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
