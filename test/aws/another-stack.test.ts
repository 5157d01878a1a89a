import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateDescribeStackEvents,
} from '@aws-sdk/client-cloudformation';
import { DeleteBucketCommand, type NotificationConfiguration } from '@aws-sdk/client-s3';
import { DeleteQueueCommand, GetQueueUrlCommand, ListQueuesCommand, SQSClient } from '@aws-sdk/client-sqs';
import { beforeAll, describe, expect, it } from 'vitest';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { type Context, cdk } from '../helpers/cdk.ts';
import { until } from '../helpers/deadline.ts';
import { type Deployed, deployed } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents, lakeContents } from '../helpers/lake-contents.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { plain } from '../helpers/messages.ts';
import { notificationsOf, setNotifications } from '../helpers/notifications.ts';
import { countOf, send, shortenRetries } from '../helpers/queue.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { changeStack, createStack } from '../helpers/stack-template.ts';
import { OTHERS, OTHERS_TEMPLATE } from './others.ts';

const STACK = 'another-datalake';
const [FIRST, SECOND, THIRD] = ['first', 'second', 'third'].map((name) => `${name}-archive-of-tests`) as [
  string,
  string,
  string,
];
const settings = (sourceBucket: string): Context => ({
  sourceBucket,
  stackId: STACK,
  glueDatabase: 'another_datalake',
  sourcePrefix: 'raw/',
  suffixes: '.fits,.fit',
});
const deploy = (sourceBucket: string) =>
  cdk(['deploy', '--require-approval', 'never'], settings(sourceBucket));

const DESTINATIONS: NotificationConfiguration = {
  QueueConfigurations: [
    {
      Id: 'their queue',
      QueueArn: OTHERS.queue,
      Events: ['s3:ObjectCreated:Put'],
      ...filter('raw/', '.fits'),
    },
    { Id: 'ZG9vbWVk', QueueArn: OTHERS.doomed, Events: ['s3:ObjectRemoved:*'], ...filter('', '.tmp') },
  ],
  TopicConfigurations: [{ Id: 'a/b+c', TopicArn: OTHERS.topic, Events: ['s3:ObjectRestore:Completed'] }],
  LambdaFunctionConfigurations: [
    {
      Id: 'their-function',
      LambdaFunctionArn: OTHERS.function,
      Events: ['s3:ObjectCreated:CompleteMultipartUpload', 's3:ObjectCreated:Copy'],
      ...filter('ü +%/'),
    },
  ],
};

function filter(prefix: string, suffix?: string) {
  const rules = [{ Name: 'prefix' as const, Value: prefix }];
  const more = suffix === undefined ? [] : [{ Name: 'suffix' as const, Value: suffix }];
  return { Filter: { Key: { FilterRules: [...rules, ...more] } } };
}

/** Returns the notification configuration without EventBridge as text, so that its order is compared too. */
async function withoutEventBridge(bucket: string): Promise<string> {
  const { EventBridgeConfiguration, ...others } = await notificationsOf(bucket);
  return JSON.stringify(others);
}
const eventBridge = async (bucket: string) => (await notificationsOf(bucket)).EventBridgeConfiguration;

describe('a stack whose source bucket has other event destinations', () => {
  const before = new Map<string, string>();
  let stack: Deployed;

  beforeAll(async () => {
    await createStack('others', OTHERS_TEMPLATE);
    await makeBucket(THIRD);
    for (const bucket of [FIRST, SECOND]) {
      await makeBucket(bucket);
      await setNotifications(bucket, DESTINATIONS);
    }
    const sqs = new SQSClient();
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'others-doomed' }));
    await sqs.send(new DeleteQueueCommand({ QueueUrl }));
    for (const bucket of [FIRST, SECOND]) before.set(bucket, await withoutEventBridge(bucket));
    expect(before.get(FIRST)).toContain('ZG9vbWVk');
  });

  const expectDestinationsKept = async (): Promise<void> => {
    for (const [bucket, text] of before) expect(await withoutEventBridge(bucket), bucket).toBe(text);
  };

  it('enables EventBridge when it is deployed, and keeps the destinations, including a deleted one', async () => {
    await deploy(FIRST);
    stack = await deployed(STACK);
    expect(await eventBridge(FIRST)).toBeDefined();
    expect(await eventBridge(SECOND)).toBeUndefined();
    await expectDestinationsKept();
  });

  it('covers only keys with its prefix and suffixes', async () => {
    const file = primary();
    const notCovered = ['a.fits', 'b/raw/a.fits', 'raw/a.fts', 'rawer/a.fits', 'raw/a.fits.gz'];
    for (const key of [...notCovered, 'raw/a.FITS']) await putObject(key, file, { bucket: FIRST });
    await stack.expectContents('', await freshContents(new Map([['raw/a.FITS', file]])));
  });

  it('covers only the files of the other bucket after sourceBucket is changed', async () => {
    await deploy(SECOND);
    stack = await deployed(STACK);
    expect(stack.outputs['SourceBucket']).toBe(SECOND);
    expect(await eventBridge(FIRST)).toBeDefined();
    expect(await eventBridge(SECOND)).toBeDefined();
    await expectDestinationsKept();

    const file = primary();
    await putObject('raw/b.fits', file, { bucket: FIRST });
    await putObject('raw/c.fits', file, { bucket: SECOND });
    const expected = new Map(['raw/a.FITS', 'raw/c.fits'].map((key) => [key, file]));
    await stack.expectContents('', await freshContents(expected));
  });

  it('fails messages and keeps its rows after the source bucket is deleted', async () => {
    const { Queue: queue = '', DeadLetterQueue: dead = '' } = stack.outputs;
    const restore = await changeStack(STACK, (template) => {
      Object.assign(template, JSON.parse(JSON.stringify(template).replaceAll(SECOND, THIRD)));
    });
    await putObject('raw/d.fits', primary(), { bucket: THIRD });
    await expect.poll(async () => [...(await stack.contents('')).keys()]).toContain('raw/d.fits');
    const rows = await stack.contents('');

    // without an event for the deletion
    await setNotifications(THIRD, {});
    await deleteObject('raw/d.fits', { bucket: THIRD });
    await s3Client().send(new DeleteBucketCommand({ Bucket: THIRD }));
    const restoreRetries = await shortenRetries(stack.outputs, 1, { alone: 1 });
    await send(queue, [plain(THIRD, 'raw/d.fits')]);
    await until('the message to become a dead letter', 240_000, async () => (await countOf(dead)) === 1);
    expect(await stack.contents('')).toEqual(rows);
    await restoreRetries();
    await restore();
  });

  it('keeps only its lake when it is destroyed, and the destinations stay', async () => {
    const rows = await stack.contents('');
    const id = await stackId();
    await cdk(['destroy', '--force'], settings(SECOND));
    expect(await eventBridge(SECOND)).toBeDefined();
    await expectDestinationsKept();
    expect(await lakeContents(stack.lake)).toEqual(rows);
    expect(await keptOf(id)).toEqual(['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']);
    const { QueueUrls } = await new SQSClient().send(new ListQueuesCommand({ QueueNamePrefix: STACK }));
    expect(QueueUrls ?? []).toEqual([]);
  });
});

const cloudFormation = new CloudFormationClient();

async function stackId(): Promise<string> {
  const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
  return Stacks?.[0]?.StackId ?? '';
}

/** Returns the types of the resources that were not deleted with their stack. */
async function keptOf(id: string): Promise<string[]> {
  const types = new Map<string, string>();
  const deleted = new Set<string>();
  for await (const { StackEvents } of paginateDescribeStackEvents(
    { client: cloudFormation },
    { StackName: id },
  )) {
    for (const { LogicalResourceId = '', ResourceType = '', ResourceStatus } of StackEvents ?? []) {
      if (ResourceStatus === 'CREATE_COMPLETE') types.set(LogicalResourceId, ResourceType);
      if (ResourceStatus === 'DELETE_COMPLETE') deleted.add(LogicalResourceId);
    }
  }
  return [...types].flatMap(([resource, type]) => (deleted.has(resource) ? [] : [type])).sort();
}
