import { HeadBucketCommand, type S3Client } from '@aws-sdk/client-s3';
import { failureOf } from './s3-failure.ts';
import {
  type GetInput,
  type GetOutput,
  type HeadOutput,
  type Location,
  objectGetter,
  objectHeader,
} from './s3-get.ts';
import type { Receiving } from './s3-response.ts';
import type { StoreFailure } from './store.ts';

/** A bucket and how to send requests to it. */
export interface Bucket {
  readonly client: S3Client;
  /** The parameters that every request has. */
  readonly location: Location;
  /** Requests a range of an object. */
  readonly get: (input: GetInput, receiving: Receiving) => Promise<GetOutput>;
  /** Requests the head of an object. */
  readonly head: (input: { readonly Key: string }) => Promise<HeadOutput | 'absent'>;
  /** Ends listings that are under way. */
  readonly signal: AbortSignal | undefined;
  /** What a failed request becomes. */
  failure(key: string, error: unknown): StoreFailure;
  /** Throws StoreFailure if the bucket does not exist. The 404 of a HEAD may be about the bucket or the key. */
  expectExistence(): Promise<void>;
}

/** The bucket of a store, and how to access it. */
export interface BucketOptions {
  readonly client: S3Client;
  readonly bucket: string;
  /** The account that must own the bucket. S3 refuses requests to a bucket of another account. */
  readonly owner?: string;
  /** Ends listings that are under way, whose next page would be requested ahead. */
  readonly signal?: AbortSignal;
}

/** Access to a bucket. No request is sent yet. */
export function bucketOf({ client, bucket, owner, signal }: BucketOptions): Bucket {
  const location = { Bucket: bucket, ...(owner !== undefined && { ExpectedBucketOwner: owner }) };
  const failure = (key: string, error: unknown) => failureOf(bucket, key, error);
  let existence: Promise<unknown> | undefined;
  return {
    client,
    location,
    get: objectGetter(client, location),
    head: objectHeader(client, location),
    signal,
    failure,
    expectExistence: async () => {
      existence ??= client.send(new HeadBucketCommand(location));
      try {
        await existence;
      } catch (error) {
        existence = undefined;
        throw failure('', error);
      }
    },
  };
}
