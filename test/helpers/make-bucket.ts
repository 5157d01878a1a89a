import { BucketAlreadyOwnedByYou, CreateBucketCommand } from '@aws-sdk/client-s3';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { REGION } from './ministack.ts';

/** Creates a bucket, unless the account already has it. */
export async function makeBucket(bucket: string): Promise<void> {
  const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
  try {
    await s3Client().send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
  } catch (error) {
    if (!(error instanceof BucketAlreadyOwnedByYou)) throw error;
  }
}
