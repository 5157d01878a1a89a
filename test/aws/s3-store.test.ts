import { randomUUID } from 'node:crypto';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { s3Store } from '../../lib/stores/s3.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { ACCOUNT } from '../helpers/ministack.ts';
import { testStore } from '../stores/contract.ts';

const client = s3Client();

testStore('S3', async () => {
  const bucket = `contract-${randomUUID()}`;
  await client.send(new CreateBucketCommand({ Bucket: bucket }));
  return s3Store({ client, bucket, owner: ACCOUNT });
});
