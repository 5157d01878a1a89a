import {
  BatchCreatePartitionCommand,
  BatchGetPartitionCommand,
  type GlueClient,
  type PartitionInput,
} from '@aws-sdk/client-glue';
import { collectionOf } from '../lib/lake/naming.ts';
import { storageDescriptor } from '../lib/lake/table.ts';
import type { KnownPartitions } from './known-partitions.ts';

export interface PartitionsOptions {
  readonly client: GlueClient;
  readonly database: string;
  readonly table: string;
  /** The bucket of the lake. */
  readonly bucket: string;
  /** What this container knows of the catalog; updated. */
  readonly known: KnownPartitions;
  /** When the run began, in milliseconds since 1970: partitions found before are checked again. */
  readonly since?: number;
  /** Called with the number of partitions created. */
  readonly added?: (count: number) => void;
  readonly now?: () => number;
  readonly signal: AbortSignal;
}

/** Adds the partition of a lake object to the table, unless it is there. */
export type AddPartition = (lakeKey: string) => Promise<void>;

/** The catalog did not take a partition: its lake object is written, but no query sees it yet. */
export class PartitionRefused extends Error {
  override readonly name = 'PartitionRefused';
  readonly collection: string;
  constructor(collection: string, cause: unknown) {
    super(`no partition for the collection ${JSON.stringify(collection)}: ${messageOf(cause)}`, { cause });
    this.collection = collection;
  }
}

interface Asked {
  readonly collection: string;
  readonly folder: string;
  readonly done: () => void;
  readonly failed: (error: PartitionRefused) => void;
}

/** Partitions that Glue creates in one request, at most. */
const AT_ONCE = 100;

/**
 * Adds partitions, each collection's once until what is known of it is too old. Collections that come up during a
 * request share the next one: many containers that meet many new collections at once send few requests to Glue, which
 * soon refuses more. For the same reason Glue is first asked which partitions exist: that is cheaper than a refusal.
 *
 * Source: AWS Glue Web API Reference: BatchGetPartition, BatchCreatePartition.
 */
export function partitions({
  client,
  database,
  table,
  bucket,
  known,
  since,
  added = () => {},
  now = Date.now,
  signal,
}: PartitionsOptions): AddPartition {
  const place = { DatabaseName: database, TableName: table };
  const asked = new Map<string, Promise<void>>();
  const waiting: Asked[] = [];
  let working = false;

  const missingOf = async (some: readonly Asked[]): Promise<Asked[]> => {
    const command = new BatchGetPartitionCommand({
      ...place,
      PartitionsToGet: some.map(({ collection }) => ({ Values: [collection] })),
    });
    const { Partitions = [] } = await client.send(command, { abortSignal: signal });
    const there = new Set(Partitions.map(({ Values }) => Values?.[0]));
    return some.filter(({ collection }) => !there.has(collection));
  };

  const inputOf = ({ collection, folder }: Asked): PartitionInput => ({
    Values: [collection],
    StorageDescriptor: storageDescriptor(`s3://${bucket}/${folder}`),
  });

  /** Creates those that are missing; gives why the catalog refused some. */
  const create = async (some: readonly Asked[]): Promise<Map<string | undefined, string>> => {
    const missing = await missingOf(some);
    if (missing.length === 0) return new Map();
    const command = new BatchCreatePartitionCommand({ ...place, PartitionInputList: missing.map(inputOf) });
    const { Errors = [] } = await client.send(command, { abortSignal: signal });
    added(missing.length - Errors.length);
    // another container was faster
    const refused = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
    return new Map(
      refused.map(({ PartitionValues, ErrorDetail }) => [
        PartitionValues?.[0],
        `${ErrorDetail?.ErrorCode}: ${ErrorDetail?.ErrorMessage}`,
      ]),
    );
  };

  const settle = async (some: readonly Asked[]): Promise<void> => {
    const at = now();
    try {
      const refused = await create(some);
      for (const { collection, done, failed } of some) {
        const why = refused.get(collection);
        if (why === undefined) {
          known.add(collection, at);
          done();
        } else {
          failed(new PartitionRefused(collection, why));
        }
      }
    } catch (error) {
      // one that the catalog does not take keeps no others from theirs
      if (some.length > 1 && isRefusal(error)) for (const one of some) await settle([one]);
      else for (const { collection, failed } of some) failed(new PartitionRefused(collection, error));
    }
  };

  const work = async (): Promise<void> => {
    working = true;
    // those that are asked for in the same moment go together
    await undefined;
    while (waiting.length > 0) await settle(waiting.splice(0, AT_ONCE));
    working = false;
  };

  return (lakeKey) => {
    const { value: collection, folder } = collectionOf(lakeKey);
    if (known.has(collection, since)) return Promise.resolve();
    const before = asked.get(collection);
    if (before !== undefined) return before;
    const answer = new Promise<void>((done, failed) => {
      waiting.push({ collection, folder, done, failed });
    }).finally(() => asked.delete(collection));
    asked.set(collection, answer);
    if (!working) work();
    return answer;
  };
}

/** Whether the request is wrong, as it stands. */
const isRefusal = (error: unknown): boolean =>
  error instanceof Error && /^(?:InvalidInput|Validation|Serialization)Exception$/.test(error.name);

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
