// Opens and lists the S3 objects that the user names.

import { pinned } from '../../lake/pinned.ts';
import { type Store, StoreFailure } from '../../stores/store.ts';
import { openBucket } from '../aws/bucket.ts';
import { s3Reason } from '../aws/problem.ts';
import type { S3Settings } from '../options/s3.ts';
import type { S3Uri } from '../options/uri.ts';
import type { OpenFile } from './open-file.ts';

/** Returns a function that opens S3 objects. The first read of an object fixes its version by its ETag. */
export function objectOpener(settings: S3Settings): (uri: S3Uri) => OpenFile {
  const stores = new Map<string, Store>();
  const storeOf = (bucket: string): Store => {
    const store = stores.get(bucket) ?? openBucket(bucket, settings).store;
    stores.set(bucket, store);
    return store;
  };
  return (uri) => {
    const source = pinned(storeOf(uri.bucket), uri.key);
    return {
      place: uri,
      read: async (offset, length) => {
        try {
          return await source.read(offset, length);
        } catch (error) {
          throw explained(error, settings);
        }
      },
      close: () => {},
    };
  };
}

/** The keys of the objects whose keys begin with a prefix, in byte order. Throws an Error that names the reason. */
export async function* objectsBelow({ bucket, key }: S3Uri, settings: S3Settings): AsyncGenerator<string> {
  try {
    for await (const listed of openBucket(bucket, settings).store.list(key)) yield listed.key;
  } catch (error) {
    throw explained(error, settings);
  }
}

const explained = (error: unknown, settings: S3Settings): unknown =>
  error instanceof StoreFailure ? new Error(s3Reason(error, settings)) : error;
