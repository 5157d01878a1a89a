// status --stack: the check of the source buckets.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import { bucketsOf } from '../../deployment/sources.ts';
import type { DeployedStack } from '../aws/deployed.ts';
import { type CheckResult, failureReason } from './check.ts';

/**
 * Checks that the source buckets still send their events to EventBridge. A request that sets the notifications of a bucket
 * replaces all of them, and so may turn this one off.
 */
export async function checkSource(s3: S3Client, stack: DeployedStack): Promise<CheckResult> {
  const buckets = bucketsOf(stack.sources);
  const checks = await Promise.all(buckets.map((bucket) => sendsEvents(s3, bucket)));
  const silent = checks.filter(({ eventBridge }) => eventBridge === false);
  const unknown = checks.filter(({ failed }) => failed !== undefined);
  const [only] = checks;
  // most often, the permission is missing
  if (only !== undefined && unknown.length === checks.length) throw only.failed;
  if (only !== undefined && !stack.hasList)
    return {
      facts: { bucket: only.bucket, eventBridge: only.eventBridge },
      text: only.eventBridge ? 'sends its events to EventBridge' : 'sends no events',
      problems: silent.map(({ bucket }) => problemText(bucket, stack)),
    };
  return {
    facts: {
      buckets: checks.map(({ bucket, eventBridge, failed }) => ({
        bucket,
        ...(failed === undefined ? { eventBridge } : { failed: failureReason(failed) }),
      })),
    },
    text: checks.map(textOf).join('; '),
    problems: [
      ...silent.map(({ bucket }) => problemText(bucket, stack)),
      ...unknown.map(({ bucket, failed }) => `s3://${bucket} cannot be checked: ${failureReason(failed)}`),
    ],
  };
}

/** What was found out about one bucket. A bucket that cannot be asked does not keep the others from being checked. */
interface BucketCheck {
  readonly bucket: string;
  readonly eventBridge?: boolean;
  readonly failed?: unknown;
}

async function sendsEvents(s3: S3Client, bucket: string): Promise<BucketCheck> {
  try {
    const { EventBridgeConfiguration } = await s3.send(
      new GetBucketNotificationConfigurationCommand({ Bucket: bucket }),
    );
    return { bucket, eventBridge: EventBridgeConfiguration !== undefined };
  } catch (failed) {
    return { bucket, failed };
  }
}

const textOf = ({ bucket, eventBridge, failed }: BucketCheck): string =>
  `${bucket} ${failed !== undefined ? 'cannot be checked' : eventBridge ? 'sends its events to EventBridge' : 'sends no events'}`;

const problemText = (bucket: string, { name, hasList }: DeployedStack): string =>
  `s3://${bucket} no longer sends its events to EventBridge, so new files are not read: something has replaced ` +
  'the notifications of the bucket; turn EventBridge on in the S3 console, under the properties of the ' +
  `bucket, and then read what was missed with fits-datalake backfill --stack ${name}${hasList ? ` --bucket ${bucket}` : ''}`;
