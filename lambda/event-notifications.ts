import {
  GetBucketNotificationConfigurationCommand,
  HeadBucketCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** What the custom resource is told: a bucket that exists, and the account that it should belong to. */
export interface Wanted {
  readonly Bucket: string;
  readonly Owner: string;
}

/** Custom resource: create and update switch EventBridge on for the bucket; delete leaves everything as it is. */
export async function handler(event: CloudFormationCustomResourceEvent) {
  const { Bucket, Owner } = event.ResourceProperties as unknown as Wanted;
  if (event.RequestType !== 'Delete') await switchOn(new S3Client({}), { Bucket, Owner });
  return { PhysicalResourceId: Bucket };
}

/**
 * Switches EventBridge on, and writes everything else of the bucket's notifications back as it was read. Their
 * destinations are not validated: one of them may be dead, and that is not this stack's business.
 */
export async function switchOn(client: S3Client, { Bucket, Owner }: Wanted): Promise<void> {
  await check(client, { Bucket, Owner });
  const place = { Bucket, ExpectedBucketOwner: Owner };
  const { $metadata, ...before } = await client.send(new GetBucketNotificationConfigurationCommand(place));
  if (before.EventBridgeConfiguration !== undefined) return;
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      ...place,
      NotificationConfiguration: { ...before, EventBridgeConfiguration: {} },
      SkipDestinationValidation: true,
    }),
  );
}

/** A bucket elsewhere, or somebody else's, would deliver nothing, and say nothing. */
async function check(client: S3Client, { Bucket, Owner }: Wanted): Promise<void> {
  const here = await client.config.region();
  const region = await regionOf(client, Bucket);
  if (region !== here) {
    throw new Error(
      `sourceBucket ${Bucket} is in ${region}, and this stack in ${here}: deploy the stack in ${region}`,
    );
  }
  try {
    await client.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: Owner }));
  } catch (error) {
    if (statusOf(error) !== 403) throw error;
    throw new Error(
      `sourceBucket ${Bucket} belongs to another account than ${Owner}: deploy the stack in its account`,
    );
  }
}

async function regionOf(client: S3Client, Bucket: string): Promise<string> {
  try {
    const { BucketRegion } = await client.send(new HeadBucketCommand({ Bucket }));
    return BucketRegion ?? (await client.config.region());
  } catch (error) {
    const region = error instanceof S3ServiceException && error.$response?.headers['x-amz-bucket-region'];
    const status = statusOf(error);
    if (status === 404) throw new Error(`sourceBucket ${Bucket} does not exist: give a bucket that does`);
    if (region && (status === 301 || status === 400)) return region;
    if (status !== 403) throw error;
    throw new Error(
      `sourceBucket ${Bucket}: access denied. It belongs to another account, or its bucket policy keeps this stack out`,
    );
  }
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
