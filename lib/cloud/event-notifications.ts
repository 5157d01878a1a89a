import { fileURLToPath } from 'node:url';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { BUNDLING } from './bundling.ts';
import { logGroupAndRole } from './log-group-and-role.ts';
import { bucketArn } from './source-arns.ts';

/** The names of the buckets. */
export interface EventNotificationsProps {
  readonly buckets: readonly string[];
  /** Whether the buckets are from a list: each resource then has an id with the name of its bucket. */
  readonly isList: boolean;
  /** The bucket of the stack's own lake. The deployment fails if it is the same one. */
  readonly lake: string;
}

/**
 * Makes existing buckets send their events to EventBridge, through one custom resource for each. Nothing else about the
 * buckets changes.
 */
export class EventNotifications extends Construct {
  constructor(scope: Construct, id: string, { buckets, isList, lake }: EventNotificationsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { logGroup, role } = logGroupAndRole(this);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketNotification', 's3:PutBucketNotification', 's3:ListBucket'],
        resources: buckets.map((bucket) => bucketArn(this, bucket)),
      }),
    );
    const handler = new NodejsFunction(this, 'Function', {
      description: 'Turns on EventBridge notifications of the source bucket',
      entry: fileURLToPath(new URL('../../lambda/event-notifications.ts', import.meta.url)),
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(1),
      role,
      logGroup,
      bundling: BUNDLING,
    });
    for (const bucket of buckets) {
      const resource = new CustomResource(this, isList ? `Resource-${bucket}` : 'Resource', {
        serviceToken: handler.functionArn,
        serviceTimeout: Duration.minutes(5),
        resourceType: 'Custom::EventNotifications',
        properties: { Bucket: bucket, Owner: stack.account, Lake: lake },
      });
      // the function runs as soon as the resource is created, so it must have its permissions before that
      resource.node.addDependency(role);
    }
  }
}
