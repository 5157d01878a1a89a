import { setTimeout } from 'node:timers/promises';
import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  PutBucketNotificationConfigurationCommand,
  type S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';

/** A bucket that exists, and the account that it should belong to. */
export interface Wanted {
  readonly bucket: string;
  readonly owner: string;
}

/** The bucket cannot be the source: it would deliver nothing, and say nothing. */
export class BucketRefused extends Error {
  override readonly name = 'BucketRefused';
  readonly bucket: string;
  constructor(bucket: string, why: string) {
    super(`sourceBucket ${bucket} ${why}`);
    this.bucket = bucket;
  }
}

/** Tries of a denied request, and milliseconds between them: new permissions take some seconds to take effect. */
const TRIES = 6;
const PAUSE = 3000;
/** Pauses in total: the function has a minute. */
const PAUSES = 12;

/** Sends a request, and retries it if it is denied. */
type Patiently = <T>(send: () => Promise<T>) => Promise<T>;

function patience(pause: number): Patiently {
  let left = PAUSES;
  return async (send) => {
    for (let tries = 1; ; tries++) {
      try {
        return await send();
      } catch (error) {
        if (statusOf(error) !== 403 || tries === TRIES || left === 0) throw error;
        left--;
        await setTimeout(pause);
      }
    }
  };
}

/**
 * Switches EventBridge on for a bucket, and writes everything else of its notifications back as it was read. Their
 * destinations are not validated: one of them may be dead, and that is not this stack's business.
 *
 * @returns whether it had to be switched on
 * @throws BucketRefused
 */
export async function switchOn(client: S3Client, wanted: Wanted, pause = PAUSE): Promise<boolean> {
  const patiently = patience(pause);
  await checkRegion(client, wanted.bucket, patiently);
  await checkOwner(client, wanted, patiently);
  const place = { Bucket: wanted.bucket, ExpectedBucketOwner: wanted.owner };
  const { $metadata, ...before } = await patiently(() =>
    client.send(new GetBucketNotificationConfigurationCommand(place)),
  );
  if (before.EventBridgeConfiguration !== undefined) return false;
  const put = new PutBucketNotificationConfigurationCommand({
    ...place,
    NotificationConfiguration: { ...before, EventBridgeConfiguration: {} },
    SkipDestinationValidation: true,
  });
  await patiently(() => client.send(put));
  return true;
}

async function checkRegion(client: S3Client, bucket: string, patiently: Patiently): Promise<void> {
  const here = await client.config.region();
  const there = await regionOf(client, bucket, patiently);
  if (there !== undefined && there !== here) {
    throw new BucketRefused(
      bucket,
      `is in ${there}, and this stack in ${here}: its events would not come here. Deploy the stack in ${there}`,
    );
  }
}

async function checkOwner(client: S3Client, { bucket, owner }: Wanted, patiently: Patiently): Promise<void> {
  try {
    const head = new HeadBucketCommand({ Bucket: bucket, ExpectedBucketOwner: owner });
    await patiently(() => client.send(head));
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    throw new BucketRefused(
      bucket,
      `belongs to another account than ${owner}: deploy the stack in the account that owns it`,
    );
  }
}

/** The region of a bucket; undefined where S3 does not say, which is the client's then. */
async function regionOf(client: S3Client, bucket: string, patiently: Patiently): Promise<string | undefined> {
  try {
    const head = new HeadBucketCommand({ Bucket: bucket });
    return (await patiently(() => client.send(head))).BucketRegion;
  } catch (error) {
    const status = statusOf(error);
    // S3 redirects requests to the wrong region
    const region = error instanceof S3ServiceException && error.$response?.headers['x-amz-bucket-region'];
    if (region && (status === 301 || status === 400)) return region;
    if (status === 404) throw new BucketRefused(bucket, 'does not exist: check the name');
    if (status !== 403) throw error;
    throw new BucketRefused(
      bucket,
      'cannot be read (access denied): it belongs to another account, or its bucket policy denies access to this stack',
    );
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
