import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { memoryStore } from '../../lib/stores/memory.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import type { Store } from '../../lib/stores/store.ts';
import type { Archive } from './archive.ts';

// a short cut of ours through MiniStack: see test/aws/many_objects.py

const client = s3Client();

/** How many objects are told of in one request: S3 deletes no more either. */
const AT_ONCE = 1000;

export async function putMany(bucket: string, files: Archive): Promise<void> {
  for (const some of inParts([...files])) {
    const lines = some.map(([key, { bytes, storageClass = 'STANDARD' }]) =>
      JSON.stringify([key, bytes.toString('base64'), storageClass]),
    );
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'many:', Body: lines.join('\n') }));
  }
}

export async function deleteMany(bucket: string, keys: readonly string[]): Promise<void> {
  for (const some of inParts(keys)) {
    const Objects = some.map((Key) => ({ Key }));
    const { Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors !== undefined) throw new Error(JSON.stringify(Errors));
  }
}

/** A copy of all objects of a bucket whose keys begin so, in memory. */
export async function copyOf(bucket: string, prefix: string): Promise<Store> {
  const copy = memoryStore();
  const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: `many:${prefix}` }));
  for (const line of (await Body!.transformToString()).split('\n').filter(Boolean)) {
    const [key, bytes] = JSON.parse(line) as [string, string];
    await copy.write(key, Buffer.from(bytes, 'base64'), { ifMatch: null });
  }
  return copy;
}

const inParts = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: Math.ceil(items.length / AT_ONCE) }, (_, i) =>
    items.slice(i * AT_ONCE, (i + 1) * AT_ONCE),
  );
