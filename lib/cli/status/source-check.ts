// status --stack: the check of the source bucket.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DeployedStack } from '../aws/deployed.ts';
import type { CheckResult } from './check.ts';

/**
 * Checks that the source bucket still sends its events to EventBridge. A request that sets the notifications of a bucket
 * replaces all of them, and so may turn this one off.
 */
export async function checkSource(s3: S3Client, { name, outputs }: DeployedStack): Promise<CheckResult> {
  const Bucket = outputs.SourceBucket;
  const { EventBridgeConfiguration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  const isOn = EventBridgeConfiguration !== undefined;
  return {
    facts: { bucket: Bucket, eventBridge: isOn },
    text: isOn ? 'sends its events to EventBridge' : 'sends no events',
    problems: isOn
      ? []
      : [
          `s3://${Bucket} no longer sends its events to EventBridge, so new files are not read: something has replaced ` +
            'the notifications of the bucket; turn EventBridge on in the S3 console, under the properties of the ' +
            `bucket, and then read what was missed with fits-datalake backfill --stack ${name}`,
        ],
  };
}
