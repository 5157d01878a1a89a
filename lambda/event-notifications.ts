import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { OWN_LAKE } from '../lib/deployment/own-lake.ts';
import { respondAfter } from './cloudformation-response.ts';
import { BucketRefused, enableEventBridge } from './enable-eventbridge.ts';

/**
 * The custom resource that lets a bucket send its events to EventBridge. Create and update enable EventBridge on the
 * bucket that the properties name. Delete changes nothing, because others may have come to rely on it.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { Bucket, Owner, Lake } = event.ResourceProperties as Readonly<Record<string, unknown>>;
  const bucket = String(Bucket);
  await respondAfter(event, bucket, async () => {
    if (event.RequestType === 'Delete') return;
    if (Bucket === Lake) throw new BucketRefused(bucket, 'own-lake', OWN_LAKE);
    const isChanged = await enableEventBridge(new S3Client({}), { bucket, owner: String(Owner) });
    console.log(JSON.stringify({ bucket, eventBridge: isChanged ? 'enabled' : 'already enabled' }));
  });
}
