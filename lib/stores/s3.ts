import { randomUUID } from 'node:crypto';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { isGzip, withStamp } from './gzip-metadata.ts';
import { bodyOf } from './s3-body.ts';
import { codeOf, failureOf, NotS3, statusOf } from './s3-failure.ts';
import { headOf, listedOf, quoted, sizeOf, unquoted } from './s3-head.ts';
import { Archived, Changed, Conflict, type Head, Missing, type Store, Unchanged } from './store.ts';

export interface S3StoreOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** The account that must own the bucket: a request to a bucket of another's is refused. */
  readonly owner?: string;
  /** Ends listings under way: a page that is asked for ahead is of no use to who has left. */
  readonly signal?: AbortSignal;
}

/**
 * The objects of a bucket.
 *
 * S3 makes ETags of contents, and they come back when contents do; so every gzip body that is written gets a
 * random mark in its header ({@link withStamp}), with its metadata beside it.
 *
 * Source: Amazon S3 API Reference: GetObject, HeadObject, PutObject ("conditional writes"), DeleteObject,
 * ListObjectsV2, "Error responses".
 */
export function s3Store({ client, bucket, owner, signal }: S3StoreOptions): Store {
  const place = { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
  const failure = (key: string, error: unknown) => failureOf(bucket, key, error);
  let bucketSeen: Promise<unknown> | undefined;

  /** Throws where there is no such bucket: HEAD's 404 does not tell a missing bucket from a missing key. */
  const expectBucket = async (): Promise<void> => {
    bucketSeen ??= client.send(new HeadBucketCommand(place));
    try {
      await bucketSeen;
    } catch (error) {
      bucketSeen = undefined;
      throw failure('', error);
    }
  };

  const head = async (key: string): Promise<Head | undefined> => {
    try {
      return headOf(key, await client.send(new HeadObjectCommand({ ...place, Key: key })));
    } catch (error) {
      if (statusOf(error) !== 404) throw failure(key, error);
    }
    await expectBucket();
    return undefined;
  };

  /** An empty piece, of an object that has no such bytes. */
  const nothing = async (key: string, ifMatch?: string, ifNoneMatch?: string) => {
    const found = await head(key);
    if (found === undefined) throw new Missing(key);
    if (ifMatch !== undefined && ifMatch !== found.etag) throw new Changed(key);
    if (ifNoneMatch === found.etag) throw new Unchanged(key);
    return { bytes: new Uint8Array(0), head: found };
  };

  return {
    async *list(prefix) {
      const page = (token?: string): Promise<ListObjectsV2CommandOutput> =>
        client.send(
          new ListObjectsV2Command({
            ...place,
            Prefix: prefix,
            ContinuationToken: token,
            // keys may hold characters that XML cannot
            EncodingType: 'url',
          }),
          signal && { abortSignal: signal },
        );
      try {
        let next: Promise<ListObjectsV2CommandOutput> | undefined = page();
        while (next !== undefined) {
          const answer: ListObjectsV2CommandOutput = await next;
          expectWhole(answer);
          // the next page is on its way while this one is worked on
          next = answer.NextContinuationToken === undefined ? undefined : page(answer.NextContinuationToken);
          next?.catch(() => {});
          for (const object of answer.Contents ?? []) yield listedOf(object, answer.EncodingType);
        }
      } catch (error) {
        throw failure(prefix, error);
      }
    },

    head,

    read: async (key, offset, length, { ifMatch, ifNoneMatch } = {}) => {
      if (length === 0) return nothing(key, ifMatch, ifNoneMatch);
      const command = new GetObjectCommand({
        ...place,
        Key: key,
        Range: `bytes=${offset}-${offset + length - 1}`,
        ...(ifMatch !== undefined && { IfMatch: quoted(ifMatch) }),
        ...(ifNoneMatch !== undefined && { IfNoneMatch: quoted(ifNoneMatch) }),
      });
      try {
        const { answer, bytes } = await bodyOf(() => client.send(command), offset, length);
        if (!answer.ETag) throw new NotS3();
        return { bytes, head: headOf(key, { ...answer, ContentLength: sizeOf(answer) }) };
      } catch (error) {
        const code = codeOf(error);
        if (code === 'NoSuchKey') throw new Missing(key);
        if (code === 'InvalidObjectState') throw new Archived(key, storageClassOf(error));
        if (statusOf(error) === 412) throw new Changed(key);
        if (statusOf(error) === 304) throw new Unchanged(key);
        // no byte from `offset` on
        if (statusOf(error) === 416) return nothing(key, ifMatch, ifNoneMatch);
        throw failure(key, error);
      }
    },

    write: async (key, body, { ifMatch, metadata = {} }) => {
      const gzip = isGzip(body);
      try {
        const { ETag } = await client.send(
          new PutObjectCommand({
            ...place,
            Key: key,
            Body: gzip ? withStamp(body, { mark: randomUUID(), metadata }) : body,
            Metadata: { ...metadata },
            ...(gzip && { ContentType: 'application/gzip' }),
            ...(ifMatch === null ? { IfNoneMatch: '*' } : { IfMatch: quoted(ifMatch) }),
          }),
        );
        return unquoted(ETag);
      } catch (error) {
        // 404 NoSuchKey: IfMatch of an object that is gone
        if (isConflict(error)) throw new Conflict(key);
        throw failure(key, error);
      }
    },

    remove: async (key, { ifMatch }) => {
      try {
        await client.send(new DeleteObjectCommand({ ...place, Key: key, IfMatch: quoted(ifMatch) }));
      } catch (error) {
        if (isConflict(error)) throw new Conflict(key);
        throw failure(key, error);
      }
    },
  };
}

/**
 * A page of a listing that is no answer of S3's (a sign-in page, say, which would pass for an empty bucket), or that
 * does not say how to go on, is refused: what is missing in a listing would pass for gone.
 */
function expectWhole({ IsTruncated, NextContinuationToken }: ListObjectsV2CommandOutput): void {
  if (IsTruncated === undefined || (IsTruncated && !NextContinuationToken)) throw new NotS3();
}

/** 412: another state; 409: another write under way; 404: it is gone. */
const isConflict = (error: unknown): boolean =>
  statusOf(error) === 412 || statusOf(error) === 409 || codeOf(error) === 'NoSuchKey';

const storageClassOf = (error: unknown): string =>
  error instanceof Error && 'StorageClass' in error ? String(error.StorageClass ?? '') : '';
