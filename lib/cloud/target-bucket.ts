import { Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  type CfnBucket,
  type IBucket,
  ObjectOwnership,
} from 'aws-cdk-lib/aws-s3';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { RESULT_DAYS } from '../deployment/limits.ts';
import { CHANGES, DELTA_DAYS, RECEIPTS } from '../lake/changes/delta.ts';
import { HEADERS } from '../lake/naming.ts';
import { encryptedQueue } from './queues.ts';
import type { Settings } from './settings/settings.ts';

/** The results of backfills are below this prefix. */
export const RUNS = 'runs/';

/**
 * Keeps the bucket when the stack is destroyed, but not when its first deployment fails: the next one could not reuse
 * its name.
 */
const RETAIN = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/**
 * The bucket of the lake, and a queue with the events of its lake objects for the crawler. The bucket is not versioned,
 * because the lake can be rebuilt from the source at any time.
 */
export class TargetBucket extends Construct {
  readonly bucket: IBucket;
  /** Changes to lake objects, for the next crawl. */
  readonly events: Queue;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    this.events = encryptedQueue(this, 'Events');
    Validations.of(this.events).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason:
        'The crawler removes an event or leaves it for the next crawl, so no event is retried without end',
    });
    const bucket = new Bucket(this, 'Bucket', {
      ...(settings.targetBucket === undefined ? {} : { bucketName: settings.targetBucket }),
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        { prefix: RUNS, expiration: Duration.days(RESULT_DAYS) },
        // also if compaction is off: it may have been on
        ...[CHANGES, RECEIPTS].map((prefix) => ({ prefix, expiration: Duration.days(DELTA_DAYS) })),
      ],
      removalPolicy: settings.retainLake ? RETAIN : RemovalPolicy.DESTROY,
      autoDeleteObjects: !settings.retainLake,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Server access logs would cost more than the lake. CloudTrail data events can be turned on instead',
    });
    // the policy that requires TLS stays with the bucket
    if (settings.retainLake) bucket.policy?.applyRemovalPolicy(RETAIN);
    // Bucket has `policy?: BucketPolicy | undefined`, which exactOptionalPropertyTypes does not accept for IBucket
    this.bucket = bucket as IBucket;
    this.sendEvents(bucket.node.defaultChild as CfnBucket);
  }

  /** Sets the bucket's own property, because CDK's addEventNotification would add a custom resource. */
  private sendEvents(bucket: CfnBucket): void {
    // the condition names the account and not the bucket, which is created after this policy
    const allowed = this.events.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.events.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const filter = { s3Key: { rules: [{ name: 'prefix', value: HEADERS }] } };
    bucket.notificationConfiguration = {
      queueConfigurations: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((event) => ({
        event,
        queue: this.events.queueArn,
        filter,
      })),
    };
    if (allowed.policyDependable !== undefined) bucket.node.addDependency(allowed.policyDependable);
  }
}
