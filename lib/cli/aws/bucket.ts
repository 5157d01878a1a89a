// loads the AWS SDK: only where S3 is asked

import { s3Store } from '../../stores/s3.ts';
import { s3Client } from '../../stores/s3-client.ts';
import type { Listed, Store } from '../../stores/store.ts';
import { refuseUnknownProfile } from '../options/aws-profile.ts';
import type { S3Settings } from '../options/s3.ts';
import { rootOf } from './s3-problem.ts';

export interface Bucket {
  readonly store: Store;
  /** Ends what is under way. */
  close(): void;
}

/** Where S3 is asked which region a bucket is in. */
const FIRST_REGION = 'us-east-1';

/** Requests under way at the same time, at most. */
const SOCKETS = 64;

/**
 * A bucket, in whichever region it is: a request that went to another one is sent again, and all
 * later ones go to the right place at once. Throws RunFailed if the profile in AWS_PROFILE does not exist.
 */
export function openBucket(bucket: string, { region, endpoint, anonymous }: S3Settings): Bucket {
  if (!anonymous) refuseUnknownProfile();
  const clients: ReturnType<typeof s3Client>[] = [];
  const tried = new Set<string>();
  const leaving = new AbortController();
  const open = (where: string | undefined) => {
    const client = s3Client({
      ...(where !== undefined && { region: where }),
      ...(endpoint !== undefined && { endpoint }),
      anonymous,
      sockets: SOCKETS,
    });
    clients.push(client);
    return { store: s3Store({ client, bucket, signal: leaving.signal }), region: client.config.region };
  };
  let current = open(region);

  const inRegion = async <T>(ask: (store: Store) => Promise<T>): Promise<T> => {
    for (;;) {
      const asked = current;
      try {
        return await ask(asked.store);
      } catch (error) {
        const other = regionIn(error);
        if (other === undefined) throw error;
        tried.add(await asked.region().catch(() => ''));
        // others may have found it in the meantime
        if (asked !== current) continue;
        if (tried.has(other)) throw error;
        current = open(other);
      }
    }
  };

  return {
    store: {
      async *list(prefix): AsyncGenerator<Listed> {
        const { listing, first } = await inRegion(async (store) => {
          const listing = store.list(prefix)[Symbol.asyncIterator]();
          return { listing, first: await listing.next() };
        });
        try {
          for (let next = first; !next.done; next = await listing.next()) yield next.value;
        } finally {
          await listing.return?.();
        }
      },
      head: (key) => inRegion((store) => store.head(key)),
      read: (...request) => inRegion((store) => store.read(...request)),
      write: (...request) => inRegion((store) => store.write(...request)),
      remove: (...request) => inRegion((store) => store.remove(...request)),
    },
    close: () => {
      // a listing that stalls would be tried again, and keep the program from ending
      leaving.abort();
      for (const client of clients) client.destroy();
    },
  };
}

/** What the SDK says where neither the environment nor the profile sets one. */
const NO_REGION = /^Region (?:is missing|not accepted: region="")/;

/** The region that an answer says to ask in. */
function regionIn(error: unknown): string | undefined {
  const { message = '', Region, $response } = rootOf(error);
  return NO_REGION.test(message) ? FIRST_REGION : ($response?.headers?.['x-amz-bucket-region'] ?? Region);
}
