// Opens the buckets that ingest and header read from, in whichever region they are.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { s3Store } from '../../stores/s3.ts';
import { s3Client } from '../../stores/s3-client.ts';
import type { Listed, Store } from '../../stores/store.ts';
import { refuseUnknownProfile } from '../options/aws-profile.ts';
import type { S3Settings } from '../options/s3.ts';
import { rootCause } from './problem.ts';

/** An open bucket. */
export interface Bucket {
  readonly store: Store;
  /** Aborts all requests in progress. */
  close(): void;
}

/** The region of the first request if none is set. S3 answers with the region of the bucket. */
const FIRST_REGION = 'us-east-1';

/** The largest number of simultaneous requests. */
const SOCKETS = 64;

/**
 * Opens a bucket in whichever region it is: a request that went to the wrong region is sent again, and all later
 * requests go to the right one. Throws RunFailed if the profile in AWS_PROFILE does not exist.
 */
export function openBucket(bucket: string, { region, endpoint, anonymous }: S3Settings): Bucket {
  if (!anonymous) refuseUnknownProfile();
  const clients: ReturnType<typeof s3Client>[] = [];
  const triedRegions = new Set<string>();
  const closed = new AbortController();
  const openIn = (clientRegion: string | undefined) => {
    const client = s3Client({
      ...(clientRegion !== undefined && { region: clientRegion }),
      ...(endpoint !== undefined && { endpoint }),
      anonymous,
      sockets: SOCKETS,
    });
    clients.push(client);
    return { store: s3Store({ client, bucket, signal: closed.signal }), region: client.config.region };
  };
  let current = openIn(region);

  const inRightRegion = async <T>(request: (store: Store) => Promise<T>): Promise<T> => {
    for (;;) {
      const used = current;
      try {
        return await request(used.store);
      } catch (error) {
        const rightRegion = regionIn(error);
        if (rightRegion === undefined) throw error;
        triedRegions.add(await used.region().catch(() => ''));
        // another request may have found the region in the meantime
        if (used !== current) continue;
        if (triedRegions.has(rightRegion)) throw error;
        current = openIn(rightRegion);
      }
    }
  };

  return {
    store: {
      async *list(prefix): AsyncGenerator<Listed> {
        const { listing, first } = await inRightRegion(async (store) => {
          const listing = store.list(prefix)[Symbol.asyncIterator]();
          return { listing, first: await listing.next() };
        });
        try {
          for (let next = first; !next.done; next = await listing.next()) yield next.value;
        } finally {
          await listing.return?.();
        }
      },
      head: (key) => inRightRegion((store) => store.head(key)),
      read: (...request) => inRightRegion((store) => store.read(...request)),
      write: (...request) => inRightRegion((store) => store.write(...request)),
      remove: (...request) => inRightRegion((store) => store.remove(...request)),
    },
    close: () => {
      // a listing that stalls would be tried again and keep the program running
      closed.abort();
      for (const client of clients) client.destroy();
    },
  };
}

/** The SDK's message if neither the environment nor the profile sets a region. */
const NO_REGION = /^Region (?:is missing|not accepted: region="")/;

/** The region that the bucket is in, if the error names it. */
function regionIn(error: unknown): string | undefined {
  const { message = '', Region, $response } = rootCause(error);
  return NO_REGION.test(message) ? FIRST_REGION : ($response?.headers?.['x-amz-bucket-region'] ?? Region);
}
