import { DeleteObjectsCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { memoryStore } from '../../lib/stores/memory.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import type { Store } from '../../lib/stores/store.ts';
import type { Archive } from './archive.ts';

// Transfers of many objects in one request. Only the MiniStack of these tests supports them: see test/aws/many_objects.py.

const client = s3Client();

/** Objects per request; S3 does not delete more either. */
const MAX_OBJECTS = 1000;

/** Writes many objects to a bucket. */
export async function putMany(bucket: string, files: Archive): Promise<void> {
  for (const part of inParts([...files])) {
    const lines = part.map(([key, { bytes, storageClass = 'STANDARD' }]) =>
      JSON.stringify([key, bytes.toString('base64'), storageClass]),
    );
    await client.send(new PutObjectCommand({ Bucket: bucket, Key: 'many:', Body: lines.join('\n') }));
  }
}

/** Deletes many objects of a bucket. */
export async function deleteMany(bucket: string, keys: readonly string[]): Promise<void> {
  for (const part of inParts(keys)) {
    const Objects = part.map((Key) => ({ Key }));
    const { Errors } = await client.send(
      new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects, Quiet: true } }),
    );
    if (Errors !== undefined) throw new Error(JSON.stringify(Errors));
  }
}

/** Copies all objects whose keys start with a prefix into memory. */
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
  Array.from({ length: Math.ceil(items.length / MAX_OBJECTS) }, (_, i) =>
    items.slice(i * MAX_OBJECTS, (i + 1) * MAX_OBJECTS),
  );
