import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { partitions } from '../../lambda/partitions.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { TABLE } from '../../lib/lake/table.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import { keysOf } from '../helpers/store.ts';
import type { AwsClients } from './aws-clients.ts';
import type { Deployed } from './deploy.ts';

/** Puts a lake's objects into its bucket, and adds their partitions as the Lambda does. */
export async function upload(
  { glue, s3 }: AwsClients,
  { bucket, database }: Deployed,
  lake: string,
): Promise<void> {
  const keys = await keysOf(folderStore(lake), HEADERS);
  for (const Key of keys) {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key, Body: readFileSync(join(lake, Key)) }));
  }
  const { signal } = new AbortController();
  const add = partitions({ client: glue, database, table: TABLE, bucket, known: new Set(), signal });
  await Promise.all(keys.map(add));
}
