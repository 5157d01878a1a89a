// loads the AWS SDK: only where a stack is asked

import { GetBucketNotificationConfigurationCommand, type S3Client } from '@aws-sdk/client-s3';
import type { DeployedStack } from '../aws/deployed.ts';
import type { Known } from './part.ts';

/** Whether the source bucket still tells EventBridge what happens in it: who writes its notifications writes all. */
export async function sourcePart(s3: S3Client, { name, outputs }: DeployedStack): Promise<Known> {
  const Bucket = outputs.SourceBucket;
  const { EventBridgeConfiguration } = await s3.send(
    new GetBucketNotificationConfigurationCommand({ Bucket }),
  );
  const isOn = EventBridgeConfiguration !== undefined;
  return {
    facts: { bucket: Bucket, eventBridge: isOn },
    text: isOn ? 'its events go to EventBridge' : 'its events go nowhere',
    wrong: isOn
      ? []
      : [
          `s3://${Bucket} sends no events to EventBridge any more, so nothing new is read: somebody has written its ` +
            'notifications anew; S3 console, the properties of the bucket, Amazon EventBridge: on; then ' +
            `fits-datalake backfill --stack ${name} reads what was missed`,
        ],
  };
}
