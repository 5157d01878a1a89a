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
import { HEADERS } from '../lake/naming.ts';
import { safeQueue } from './queues.ts';
import type { Settings } from './settings/settings.ts';

/** Where the results of backfills are. */
export const RUNS = 'runs/';
/** How long they are kept. */
const RUNS_KEPT = Duration.days(90);

/** Not what a deployment leaves that failed: the next one could not have the same name. */
const KEPT = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;

/**
 * The bucket of the lake, and a queue of what happens below `headers/`, for the crawler. It is not versioned, since
 * it can be made anew from the source at any time.
 */
export class TargetBucket extends Construct {
  readonly bucket: IBucket;
  readonly events: Queue;

  constructor(scope: Construct, id: string, { settings }: { readonly settings: Settings }) {
    super(scope, id);
    this.events = safeQueue(this, 'Events');
    Validations.of(this.events).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'The crawler takes an event off or leaves it for its next crawl; none is tried again and again',
    });
    const bucket = new Bucket(this, 'Bucket', {
      ...(settings.targetBucket === undefined ? {} : { bucketName: settings.targetBucket }),
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      lifecycleRules: [
        { abortIncompleteMultipartUploadAfter: Duration.days(7) },
        { prefix: RUNS, expiration: RUNS_KEPT },
      ],
      removalPolicy: settings.retainLake ? KEPT : RemovalPolicy.DESTROY,
      autoDeleteObjects: !settings.retainLake,
    });
    Validations.of(bucket).acknowledge({
      id: 'AwsSolutions-S1',
      reason: 'Server access logs would cost more than the lake: who wants them has CloudTrail data events',
    });
    // a bucket that is kept stays TLS only
    if (settings.retainLake) bucket.policy?.applyRemovalPolicy(KEPT);
    // its own type says `policy?: BucketPolicy | undefined`, which exactOptionalPropertyTypes tells from the interface's
    this.bucket = bucket as IBucket;
    this.notify(bucket.node.defaultChild as CfnBucket);
  }

  /** By the bucket's own property: CDK's addEventNotification would bring a custom resource along. */
  private notify(bucket: CfnBucket): void {
    // the account, not the bucket: the bucket needs this policy first, so the policy cannot name the bucket
    const allowed = this.events.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('s3.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.events.queueArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
    const below = { s3Key: { rules: [{ name: 'prefix', value: HEADERS }] } };
    bucket.notificationConfiguration = {
      queueConfigurations: ['s3:ObjectCreated:*', 's3:ObjectRemoved:*'].map((event) => ({
        event,
        queue: this.events.queueArn,
        filter: below,
      })),
    };
    if (allowed.policyDependable !== undefined) bucket.node.addDependency(allowed.policyDependable);
  }
}
