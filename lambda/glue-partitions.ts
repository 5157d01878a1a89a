import {
  BatchCreatePartitionCommand,
  BatchGetPartitionCommand,
  type GlueClient,
  type PartitionInput,
} from '@aws-sdk/client-glue';
import { storageDescriptor } from '../lib/lake/table.ts';

// The requests to Glue that look up and create partitions.

/** The Glue table whose partitions are the collections of a lake. */
export interface LakeTable {
  readonly client: GlueClient;
  readonly database: string;
  readonly table: string;
  /** The bucket of the lake. */
  readonly bucket: string;
}

/** The partition of one collection. */
export interface Partition {
  readonly collection: string;
  /** The key prefix of its lake objects. */
  readonly folder: string;
}

/** What Glue did with a request to create partitions. */
export interface CreatedPartitions {
  /** How many were created. */
  readonly created: number;
  /** The collections whose partitions do not exist, with Glue's reason. */
  readonly refused: ReadonlyMap<string | undefined, string>;
}

/** The maximum number of partitions in one BatchCreatePartition request. */
export const MAX_PARTITIONS = 100;

/**
 * Creates the partitions that the table does not have yet; at most {@link MAX_PARTITIONS} at a time. It first asks which
 * ones exist, because that is cheaper than having creations refused.
 *
 * Source: AWS Glue Web API Reference, BatchGetPartition, BatchCreatePartition.
 *
 * @throws what Glue returns if it refuses a request as a whole
 */
export async function createMissing(
  table: LakeTable,
  partitions: readonly Partition[],
  signal: AbortSignal,
): Promise<CreatedPartitions> {
  const missing = await missingOf(table, partitions, signal);
  if (missing.length === 0) return { created: 0, refused: new Map() };
  const command = new BatchCreatePartitionCommand({
    ...namesOf(table),
    PartitionInputList: missing.map((partition) => inputOf(table, partition)),
  });
  const { Errors = [] } = await table.client.send(command, { abortSignal: signal });
  // another container may have created it in the meantime
  const refused = Errors.filter(({ ErrorDetail }) => ErrorDetail?.ErrorCode !== 'AlreadyExistsException');
  return {
    created: missing.length - Errors.length,
    refused: new Map(
      refused.map(({ PartitionValues, ErrorDetail }) => [
        PartitionValues?.[0],
        `${ErrorDetail?.ErrorCode}: ${ErrorDetail?.ErrorMessage}`,
      ]),
    ),
  };
}

async function missingOf(
  table: LakeTable,
  partitions: readonly Partition[],
  signal: AbortSignal,
): Promise<Partition[]> {
  const command = new BatchGetPartitionCommand({
    ...namesOf(table),
    PartitionsToGet: partitions.map(({ collection }) => ({ Values: [collection] })),
  });
  const { Partitions = [] } = await table.client.send(command, { abortSignal: signal });
  const existing = new Set(Partitions.map(({ Values }) => Values?.[0]));
  return partitions.filter(({ collection }) => !existing.has(collection));
}

const namesOf = ({ database, table }: LakeTable) => ({ DatabaseName: database, TableName: table });

const inputOf = ({ bucket }: LakeTable, { collection, folder }: Partition): PartitionInput => ({
  Values: [collection],
  StorageDescriptor: storageDescriptor(`s3://${bucket}/${folder}`),
});
