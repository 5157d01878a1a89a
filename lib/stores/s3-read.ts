import { bodyOf } from './s3-body.ts';
import type { Bucket } from './s3-bucket.ts';
import { codeOf, NotS3, statusOf } from './s3-failure.ts';
import { headOf, quoted, sizeOf } from './s3-head.ts';
import { Archived, Changed, type Head, Missing, type ReadOptions, Unchanged } from './store.ts';

/** An object's head; undefined if it does not exist. Throws StoreFailure. Source: Amazon S3 API Reference, HeadObject. */
export async function headObject(bucket: Bucket, key: string): Promise<Head | undefined> {
  try {
    const found = await bucket.head({ Key: key });
    if (found !== 'absent') return headOf(key, found);
  } catch (error) {
    if (statusOf(error) !== 404) throw bucket.failure(key, error);
  }
  await bucket.expectExistence();
  return undefined;
}

/**
 * A range of an object. Throws Missing, Archived, Changed, Unchanged and StoreFailure.
 * Source: Amazon S3 API Reference, GetObject, "Error responses".
 */
export async function readObject(
  bucket: Bucket,
  key: string,
  { offset, length }: { readonly offset: number; readonly length: number },
  options: ReadOptions,
) {
  if (length === 0) return readNothing(bucket, key, options);
  const { ifMatch, ifNoneMatch, memory } = options;
  const input = {
    Key: key,
    Range: `bytes=${offset}-${offset + length - 1}`,
    ...(ifMatch !== undefined && { IfMatch: quoted(ifMatch) }),
    ...(ifNoneMatch !== undefined && { IfNoneMatch: quoted(ifNoneMatch) }),
  };
  const receiving = { most: length, ...(memory && { memory }) };
  try {
    const { response, bytes } = await bodyOf(() => bucket.get(input, receiving), offset, length);
    const size = sizeOf(response);
    const isComplete = response.ContentLength !== undefined && Number.isSafeInteger(size);
    if (!response.ETag || !isComplete) throw new NotS3();
    return { bytes, head: headOf(key, { ...response, ContentLength: size }) };
  } catch (error) {
    const code = codeOf(error);
    if (code === 'NoSuchKey') throw new Missing(key);
    if (code === 'InvalidObjectState') throw new Archived(key, storageClassOf(error));
    if (statusOf(error) === 412) throw new Changed(key);
    if (statusOf(error) === 304) throw new Unchanged(key);
    // the object ends before `offset`
    if (statusOf(error) === 416) return readNothing(bucket, key, options);
    throw bucket.failure(key, error);
  }
}

/** A read of no bytes. S3 does not support that, so a HEAD takes its place. */
async function readNothing(bucket: Bucket, key: string, { ifMatch, ifNoneMatch }: ReadOptions) {
  const head = await headObject(bucket, key);
  if (head === undefined) throw new Missing(key);
  if (ifMatch !== undefined && ifMatch !== head.etag) throw new Changed(key);
  if (ifNoneMatch === head.etag) throw new Unchanged(key);
  return { bytes: new Uint8Array(0), head };
}

const storageClassOf = (error: unknown): string =>
  error instanceof Error && 'StorageClass' in error ? String(error.StorageClass ?? '') : '';
