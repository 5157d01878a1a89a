import { fileURLToPath } from 'node:url';
import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { Construct } from 'constructs';
import { BUNDLING } from './bundling.ts';
import { logGroupAndRole } from './log-group-and-role.ts';

/** The names of the two buckets. */
export interface EventNotificationsProps {
  readonly bucket: string;
  /** The bucket of the stack's own lake. The deployment fails if it is the same one. */
  readonly lake: string;
}

/**
 * Makes an existing bucket send its events to EventBridge, through a custom resource. Nothing else about the bucket changes.
 */
export class EventNotifications extends Construct {
  constructor(scope: Construct, id: string, { bucket, lake }: EventNotificationsProps) {
    super(scope, id);
    const stack = Stack.of(this);
    const { logGroup, role } = logGroupAndRole(this);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['s3:GetBucketNotification', 's3:PutBucketNotification', 's3:ListBucket'],
        resources: [stack.formatArn({ service: 's3', region: '', account: '', resource: bucket })],
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
    const resource = new CustomResource(this, 'Resource', {
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(5),
      resourceType: 'Custom::EventNotifications',
      properties: { Bucket: bucket, Owner: stack.account, Lake: lake },
    });
    // the function runs as soon as the resource is created, so it must have its permissions before that
    resource.node.addDependency(role);
  }
}
