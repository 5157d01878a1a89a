import { setTimeout } from 'node:timers/promises';
import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

// Enables EventBridge on the source bucket, if the bucket can be a source.

/** An existing bucket, and the account that it should belong to. */
export interface SourceBucket {
  readonly bucket: string;
  readonly owner: string;
}

/** Why a bucket cannot be the source. */
export type BucketProblem = 'not-found' | 'access-denied' | 'other-account' | 'other-region' | 'own-lake';

/** The bucket cannot be the source. It would never deliver an event, and nobody would notice. */
export class BucketRefused extends Error {
  override readonly name = 'BucketRefused';
  readonly bucket: string;
  readonly problem: BucketProblem;
  /** @param why the rest of a sentence that starts with the bucket */
  constructor(bucket: string, problem: BucketProblem, why: string) {
    super(`sourceBucket ${bucket} ${why}`);
    this.bucket = bucket;
    this.problem = problem;
  }
}

/** Tries of one denied request, and milliseconds between them: new permissions take some seconds to take effect. */
const TRIES = 6;
const PAUSE = 3000;
/** The maximum number of pauses in total: the function may run for a minute. */
const MAX_PAUSES = 12;

/** Sends a request, and retries it while it is denied. */
type Retry = <T>(send: () => Promise<T>) => Promise<T>;

function retryDenied(pause: number): Retry {
  let pausesLeft = MAX_PAUSES;
  return async (send) => {
    for (let attempt = 1; ; attempt++) {
      try {
        return await send();
      } catch (error) {
        if (statusOf(error) !== 403 || attempt === TRIES || pausesLeft === 0) throw error;
        pausesLeft--;
        await setTimeout(pause);
      }
    }
  };
}

/**
 * Enables EventBridge in the notification configuration of a bucket, and writes the rest of the configuration back as it
 * was read. Destinations are not validated: one of them may no longer exist, and that is not for this stack to fix.
 *
 * @param pause milliseconds between tries of a denied request
 * @returns false if it was already enabled
 * @throws BucketRefused; S3ServiceException
 */
export async function enableEventBridge(
  client: S3Client,
  source: SourceBucket,
  pause = PAUSE,
): Promise<boolean> {
  const retry = retryDenied(pause);
  await checkRegion(client, source.bucket, retry);
  await checkOwner(client, source, retry);
  const place = { Bucket: source.bucket, ExpectedBucketOwner: source.owner };
  const { $metadata, ...before } = await retry(() =>
    client.send(new GetBucketNotificationConfigurationCommand(place)),
  );
  if (before.EventBridgeConfiguration !== undefined) return false;
  const put = new PutBucketNotificationConfigurationCommand({
    ...place,
    NotificationConfiguration: { ...before, EventBridgeConfiguration: {} },
    SkipDestinationValidation: true,
  });
  await retry(() => client.send(put));
  return true;
}

async function checkRegion(client: S3Client, bucket: string, retry: Retry): Promise<void> {
  const here = await client.config.region();
  const there = await regionOf(client, bucket, retry);
  if (there === undefined || there === here) return;
  throw new BucketRefused(
    bucket,
    'other-region',
    `is in ${there}, but this stack is in ${here}, where its events would not arrive; deploy the stack in ${there}`,
  );
}

async function checkOwner(client: S3Client, { bucket, owner }: SourceBucket, retry: Retry): Promise<void> {
  try {
    const head = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
    await retry(() => client.send(head));
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    throw new BucketRefused(
      bucket,
      'other-account',
      `does not belong to the account ${owner}; deploy the stack in the account that owns it`,
    );
  }
}

/** Returns the region of a bucket, or undefined if S3 does not report it; the bucket is then in the client's region. */
async function regionOf(client: S3Client, bucket: string, retry: Retry): Promise<string | undefined> {
  try {
    const head = new HeadBucketCommand({ Bucket: bucket });
    return (await retry(() => client.send(head))).BucketRegion;
  } catch (error) {
    const status = statusOf(error);
    // S3 redirects a request that was sent to the wrong region
    const region = error instanceof S3ServiceException && error.$response?.headers['x-amz-bucket-region'];
    if (region && (status === 301 || status === 400)) return region;
    if (status === 404) throw new BucketRefused(bucket, 'not-found', 'does not exist; check the name');
    if (status !== 403) throw error;
    throw new BucketRefused(
      bucket,
      'access-denied',
      'cannot be read (access denied): it belongs to another account, or its bucket policy denies access to this stack',
    );
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
