import { randomUUID } from 'node:crypto';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { isGzip, withStamp } from './gzip-metadata.ts';
import { type Bucket, type BucketOptions, bucketOf } from './s3-bucket.ts';
import { codeOf, statusOf } from './s3-failure.ts';
import { quoted, unquoted } from './s3-head.ts';
import { listObjects } from './s3-list.ts';
import { headObject, readObject } from './s3-read.ts';
import { Conflict, type Store, type WriteOptions } from './store.ts';

/**
 * The objects of a bucket.
 *
 * S3 derives ETags from the content, so an ETag returns when the content does. To prevent this, every gzip body that is
 * written gets a random mark in its header ({@link withStamp}), next to its metadata.
 *
 * Source: Amazon S3 API Reference.
 */
export function s3Store(options: BucketOptions): Store {
  const bucket = bucketOf(options);
  return {
    list: (prefix) => listObjects(bucket, prefix),
    head: (key) => headObject(bucket, key),
    read: (key, offset, length, options = {}) => readObject(bucket, key, { offset, length }, options),
    write: (key, body, writeOptions) => writeObject(bucket, key, body, writeOptions),
    remove: (key, { ifMatch }) => removeObject(bucket, key, ifMatch),
  };
}

/** Source: Amazon S3 API Reference, PutObject; Amazon S3 User Guide, "Conditional writes". */
async function writeObject(
  { client, location, failure }: Bucket,
  key: string,
  body: Uint8Array,
  { ifMatch, metadata = {} }: WriteOptions,
): Promise<string> {
  const gzip = isGzip(body);
  try {
    const { ETag } = await client.send(
      new PutObjectCommand({
        ...location,
        Key: key,
        Body: gzip ? withStamp(body, { mark: randomUUID(), metadata }) : body,
        Metadata: { ...metadata },
        ...(gzip && { ContentType: 'application/gzip' }),
        ...(ifMatch === null ? { IfNoneMatch: '*' } : { IfMatch: quoted(ifMatch) }),
      }),
    );
    return unquoted(ETag);
  } catch (error) {
    throw isConflict(error) ? new Conflict(key) : failure(key, error);
  }
}

/** Source: Amazon S3 API Reference, DeleteObject. */
async function removeObject(
  { client, location, failure }: Bucket,
  key: string,
  ifMatch: string,
): Promise<void> {
  try {
    await client.send(new DeleteObjectCommand({ ...location, Key: key, IfMatch: quoted(ifMatch) }));
  } catch (error) {
    throw isConflict(error) ? new Conflict(key) : failure(key, error);
  }
}

/** 412: the object is in another state; 409: another write is under way; NoSuchKey: the object no longer exists. */
const isConflict = (error: unknown): boolean =>
  statusOf(error) === 412 || statusOf(error) === 409 || codeOf(error) === 'NoSuchKey';
