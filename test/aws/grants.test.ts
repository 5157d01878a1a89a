import { GetPartitionsCommand, GlueClient } from '@aws-sdk/client-glue';
import { expect, it } from 'vitest';
import { collectionOf, lakeKey } from '../../lib/lake/naming.ts';
import { until } from '../helpers/deadline.ts';
import { type Deployed, deployed, SOURCE, STACK } from '../helpers/deployed.ts';
import { primary } from '../helpers/fits.ts';
import { freshContents, REMOVED } from '../helpers/lake-contents.ts';
import { makeBucket } from '../helpers/make-bucket.ts';
import { notificationsOf, setNotifications } from '../helpers/notifications.ts';
import { bodiesOf, countOf, impatient, purge, send } from '../helpers/queue.ts';
import { deleteObject, putObject } from '../helpers/source.ts';
import { changeStack, refusedChange } from '../helpers/stack-template.ts';
import { setVariables, withdraw } from '../helpers/template-changes.ts';

// MiniStack enforces IAM, but for some grants: it says 404, and not 403, of a missing object to whoever may not list
// the source bucket, asks nobody whether they may use the key of an encrypted object, and lets EventBridge put messages
// into any queue. test/cloud has those.

const OLD = primary([], ["OBJECT  = 'M31'"]);
const NEW = primary([], ["OBJECT  = 'M33'"]);

const ROLE = 'HeaderExtractorRole';
const [THE_SOURCE, THE_LAKE] = [SOURCE, 'TargetBucket'];
// of the catalog, the database and the table, which Glue asks for, MiniStack asks for this one
const THE_DATABASE = 'database/';

const [SWITCH_ROLE, NEXT] = ['SourceEventsEventNotificationsRole', 'next-of-tests'];

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
])('without %s on %s the message of a file that is %s fails, and its rows stay', async (action, on, how) => {
  const stack = await deployed();
  const key = `grants/${action} ${on} ${how}.fits`;
  await putObject(key, OLD);
  const before = await freshContents(new Map([[key, OLD]]));
  await stack.expectContents(key, before);

  const restore = await withoutGrant(action, on);
  const change = () => (how === 'deleted' ? deleteObject(key) : putObject(key, NEW));
  const again = await failing(stack, change).finally(restore);
  expect(await stack.contents(key)).toEqual(before);
  await again();
  const after = how === 'deleted' ? new Map([[key, REMOVED]]) : await freshContents(new Map([[key, NEW]]));
  await stack.expectContents(key, after);
});

it.each([
  ['s3:ListBucket', THE_LAKE],
  ['glue:BatchGetPartition', THE_DATABASE],
  ['glue:BatchCreatePartition', THE_DATABASE],
])('without %s on %s the message of a new collection fails', async (action, on) => {
  const stack = await deployed();
  const key = `without ${action}/a.fits`;
  const { value: collection } = collectionOf(lakeKey({ bucket: SOURCE, key }));
  const restore = await withoutGrant(action, on);
  const again = await failing(stack, () => putObject(key, NEW)).finally(restore);
  expect(await collections(stack)).not.toContain(collection);
  await again();
  await stack.expectContents(key, await freshContents(new Map([[key, NEW]])));
  expect(await collections(stack)).toContain(collection);
});

it.each([
  ['s3:GetBucketNotification', 's3:GetBucketNotification'],
  ['s3:PutBucketNotification', 's3:PutBucketNotification'],
  // answers to HEAD have no words
  ['s3:ListBucket', `sourceBucket ${NEXT} cannot be read (access denied)`],
])('without %s on another source bucket the stack does not go there, and says why', async (action, said) => {
  const { outputs } = await deployed();
  await makeBucket(NEXT);
  // told elsewhere already, and not by way of EventBridge
  await setNotifications(NEXT, await notificationsOf(outputs['TargetBucket'] ?? ''));
  const before = await notificationsOf(NEXT);
  expect(Object.keys(before)).toEqual(['QueueConfigurations']);

  const reasons = await refusedChange(STACK, (template) => {
    withdraw(template, SWITCH_ROLE, action, SOURCE);
    Object.assign(template, JSON.parse(JSON.stringify(template).replaceAll(SOURCE, NEXT)));
  });
  expect(reasons).toEqual([expect.stringContaining(said)]);
  expect(await notificationsOf(NEXT)).toEqual(before);
  expect((await deployed()).outputs).toEqual(outputs);
});

/** Does what makes a message fail; gives what sends the message again. */
async function failing({ outputs }: Deployed, change: () => Promise<unknown>): Promise<() => Promise<void>> {
  const { Queue: queue = '', DeadLetterQueue: dead = '' } = outputs;
  const patience = await impatient(outputs, 2, { alone: 1 });
  try {
    await change();
    await until('the message is put aside', 240_000, async () => (await countOf(dead)) === 1);
  } finally {
    await patience();
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
