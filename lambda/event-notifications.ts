import { S3Client } from '@aws-sdk/client-s3';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { answerCloudFormation } from './cloudformation-answer.ts';
import { BucketRefused, switchOn } from './eventbridge-switch.ts';

/**
 * Custom resource: create and update switch EventBridge on for the bucket that is named; delete leaves everything
 * as it is, since others may have begun to rely on it.
 */
export async function handler(event: CloudFormationCustomResourceEvent): Promise<void> {
  const { Bucket, Owner, Lake } = event.ResourceProperties as Readonly<Record<string, unknown>>;
  await answerCloudFormation(event, String(Bucket), async () => {
    if (event.RequestType === 'Delete') return;
    if (Bucket === Lake)
      throw new BucketRefused(
        String(Bucket),
        "is the bucket of this stack's own lake, which would then read itself: give the bucket with your FITS files",
      );
    const switched = await switchOn(new S3Client({}), { bucket: String(Bucket), owner: String(Owner) });
    console.log(JSON.stringify({ bucket: Bucket, eventBridge: switched ? 'switched on' : 'was on' }));
  });
}
