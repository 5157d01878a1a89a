import { describe, expect, it } from 'vitest';
import { synthesized } from '../helpers/synthesized.ts';

const stack = synthesized();
const bucket = stack.only('AWS::S3::Bucket', 'Target/Bucket');

describe("the lake's bucket", () => {
  it('is private, encrypted and not versioned, and sends the events below headers/ to the crawler', () => {
    const events = stack.only('AWS::SQS::Queue', 'Target/Events');
    const notification = (event: string) => ({
      Event: event,
      Queue: { 'Fn::GetAtt': [events.id, 'Arn'] },
      Filter: { S3Key: { Rules: [{ Name: 'prefix', Value: 'headers/' }] } },
    });
    expect(bucket.Properties).toEqual({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
      LifecycleConfiguration: {
        Rules: [
          { Status: 'Enabled', AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } },
          // only the results of backfills and the changes for compaction expire
          { Status: 'Enabled', Prefix: 'runs/', ExpirationInDays: 90 },
          { Status: 'Enabled', Prefix: 'changes/', ExpirationInDays: 90 },
          { Status: 'Enabled', Prefix: 'receipts/', ExpirationInDays: 90 },
        ],
      },
      NotificationConfiguration: {
        QueueConfigurations: [notification('s3:ObjectCreated:*'), notification('s3:ObjectRemoved:*')],
      },
    });
    // S3 checks that it may send to the queue when the bucket is created
    expect(bucket.DependsOn).toContain(stack.only('AWS::SQS::QueuePolicy', 'Target/Events/Policy').id);
  });

  it('is kept when the stack is destroyed, and its policy still requires TLS', () => {
    const policy = stack.only('AWS::S3::BucketPolicy', 'Target/Bucket/Policy');
    expect(bucket.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(policy.DeletionPolicy).toBe('RetainExceptOnCreate');
    expect(stack.of('Custom::S3AutoDeleteObjects')).toEqual([]);
  });

  it('is deleted with everything in it if retainLake is false', () => {
    const temporary = synthesized({ retainLake: 'false' });
    expect(temporary.only('AWS::S3::Bucket', 'Target/Bucket').DeletionPolicy).toBe('Delete');
    expect(temporary.of('Custom::S3AutoDeleteObjects')).toHaveLength(1);
  });

  it('has the name of the setting targetBucket', () => {
    const named = synthesized({ targetBucket: 'the-lake' }).only('AWS::S3::Bucket', 'Target/Bucket');
    expect(named.Properties['BucketName']).toBe('the-lake');
  });
});
