import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { knownPartitions } from '../../lambda/known-partitions.ts';
import { partitionAdder } from '../../lambda/partitions.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { TABLE } from '../../lib/lake/table.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import { keysOf } from '../helpers/store.ts';
import type { AwsClients } from './aws-clients.ts';
import type { Deployed } from './deploy.ts';

/** Uploads the objects of a lake folder to its bucket, and adds their partitions as the Lambda functions do. */
export async function upload(
  { glue, s3 }: AwsClients,
  { bucket, database }: Deployed,
  lake: string,
): Promise<void> {
  const keys = await keysOf(folderStore(lake), HEADERS);
  for (const Key of keys) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(join(lake, Key)) }));
  }
  const addPartition = partitionAdder({
    table: { client: glue, database, table: TABLE, bucket },
    known: knownPartitions(),
    signal: new AbortController().signal,
  });
  await Promise.all(keys.map(addPartition));
}
