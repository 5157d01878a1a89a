import { type Store, StoreFailure } from '../../stores/store.ts';
import { openBucket } from '../aws/bucket.ts';
import { s3Reason } from '../aws/s3-problem.ts';
import type { S3Settings } from '../options/s3.ts';
import type { S3Uri } from '../options/s3-uri.ts';
import type { OpenFile } from './files.ts';

/** Opens objects of S3, each at the state in which it is first read. */
export function objects(settings: S3Settings): (place: S3Uri) => OpenFile {
  const stores = new Map<string, Store>();
  const storeOf = (bucket: string): Store => {
    const store = stores.get(bucket) ?? openBucket(bucket, settings).store;
    stores.set(bucket, store);
    return store;
  };
  return (place) => {
    const store = storeOf(place.bucket);
    let etag: string | undefined;
    return {
      place,
      read: async (offset, length) => {
        try {
          const state = etag === undefined ? {} : { ifMatch: etag };
          const read = await store.read(place.key, offset, length, state);
          etag ??= read.head.etag;
          return read;
        } catch (error) {
          throw error instanceof StoreFailure ? new Error(s3Reason(error, settings)) : error;
        }
      },
      close: () => {},
    };
  };
}
