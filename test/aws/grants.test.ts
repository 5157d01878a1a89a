import { GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { collectionOf, lakeKey } from '../../lib/lake/naming.ts';
import { until } from '../helpers/deadline.ts';
import { type Deployed, deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { notificationsOf, setNotifications } from '../helpers/notifications.ts';
import { bodiesOf, countOf, purge, send, shortenRetries } from '../helpers/queue.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { changeStack, refusedChange } from '../helpers/stack-template.ts';
import { setVariables, withdraw } from '../helpers/template-changes.ts';

// MiniStack enforces IAM with three exceptions, which test/cloud covers. Without permission to list the source bucket, it
// responds with 404 rather than 403 to a missing object. It does not check the use of a KMS key. And it lets EventBridge send
// messages to any queue.

const OLD = primary([], ["OBJECT  = 'M31'"]);
const NEW = primary([], ["OBJECT  = 'M33'"]);

const ROLE = 'HeaderExtractorRole';
const [THE_SOURCE, THE_LAKE] = [SOURCE, 'TargetBucket'];
// Glue requires permissions on the catalog, the database and the table; MiniStack checks only the database
const THE_DATABASE = 'database/';

const [NOTIFICATIONS_ROLE, NEXT] = ['SourceEventsEventNotificationsRole', 'next-of-tests'];

const withoutGrant = (action: string, resource: string): Promise<() => Promise<void>> =>
  changeStack(STACK, (template) => {
    withdraw(template, ROLE, action, resource);
    setVariables(template);
  });

it.each([
  ['s3:GetObject', THE_SOURCE, 'overwritten'],
  ['s3:GetObject', THE_SOURCE, 'deleted'],
  ['s3:GetObject', THE_LAKE, 'overwritten'],
  ['s3:GetObject', THE_LAKE, 'deleted'],
  ['s3:PutObject', THE_LAKE, 'overwritten'],
  ['s3:PutObject', THE_LAKE, 'deleted'],
])('without %s on %s, the message of a file that is %s fails and its rows stay', async (action, on, how) => {
  const stack = await deployed();
  const key = `grants/${action} ${on} ${how}.fits`;
  await putObject(key, OLD);
  const before = await freshContents(new Map([[key, OLD]]));
  await stack.expectContents(key, before);

  const restore = await withoutGrant(action, on);
  const change = () => (how === 'deleted' ? deleteObject(key) : putObject(key, NEW));
  const sendAgain = await failMessage(stack, change).finally(restore);
  expect(await stack.contents(key)).toEqual(before);
  await sendAgain();
  const after = how === 'deleted' ? new Map([[key, REMOVED]]) : await freshContents(new Map([[key, NEW]]));
  await stack.expectContents(key, after);
});

it.each([
  ['s3:ListBucket', THE_LAKE],
  ['glue:BatchGetPartition', THE_DATABASE],
  ['glue:BatchCreatePartition', THE_DATABASE],
])('without %s on %s, the message of a file in a new collection fails', async (action, on) => {
  const stack = await deployed();
  const key = `without ${action}/a.fits`;
  const { value: collection } = collectionOf(lakeKey({ bucket: SOURCE, key }));
  const restore = await withoutGrant(action, on);
  const sendAgain = await failMessage(stack, () => putObject(key, NEW)).finally(restore);
  expect(await collections(stack)).not.toContain(collection);
  await sendAgain();
  await stack.expectContents(key, await freshContents(new Map([[key, NEW]])));
  expect(await collections(stack)).toContain(collection);
});

it.each([
  ['s3:GetBucketNotification', 's3:GetBucketNotification'],
  ['s3:PutBucketNotification', 's3:PutBucketNotification'],
  // a response to HEAD has no message
  ['s3:ListBucket', `sourceBucket ${NEXT} `],
])(
  'without %s on another source bucket, the stack rolls back and gives the reason',
  async (action, reason) => {
    const { outputs } = await deployed();
    await makeBucket(NEXT);
    // the bucket has a destination already, but not EventBridge
    await setNotifications(NEXT, await notificationsOf(outputs['TargetBucket'] ?? ''));
    const before = await notificationsOf(NEXT);
    expect(Object.keys(before)).toEqual(['QueueConfigurations']);

    const reasons = await refusedChange(STACK, (template) => {
      withdraw(template, NOTIFICATIONS_ROLE, action, SOURCE);
      Object.assign(template, JSON.parse(JSON.stringify(template).replaceAll(SOURCE, NEXT)));
    });
    expect(reasons).toEqual([expect.stringContaining(reason)]);
    expect(await notificationsOf(NEXT)).toEqual(before);
    expect((await deployed()).outputs).toEqual(outputs);
  },
);

/** Makes a change whose message fails. Returns a function that sends the message again. */
async function failMessage(
  { outputs }: Deployed,
  change: () => Promise<unknown>,
): Promise<() => Promise<void>> {
  const { Queue: queue = '', DeadLetterQueue: dead = '' } = outputs;
  const restoreRetries = await shortenRetries(outputs, 2, { alone: 1 });
  try {
    await change();
    await until('the message to become a dead letter', 240_000, async () => (await countOf(dead)) === 1);
  } finally {
    await restoreRetries();
  }
  const bodies = await bodiesOf(dead);
  await purge(dead);
  return () => send(queue, bodies);
}

async function collections({ outputs }: Deployed): Promise<string[]> {
  const { Database: DatabaseName = '' } = outputs;
  const { Partitions = [] } = await new GlueClient().send(
    new GetPartitionsCommand({ DatabaseName, TableName: 'lake_rows' }),
  );
  return Partitions.flatMap(({ Values = [] }) => Values);
}
