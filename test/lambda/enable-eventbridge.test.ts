import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BucketProblem, BucketRefused, enableEventBridge } from '../../lambda/enable-eventbridge.ts';
import { effort } from '../helpers/effort.ts';
import { type Bucket, clientOf, NONE, newBucket, OWNER } from '../helpers/fake-bucket.ts';

const SOURCE = { bucket: 'archive', owner: OWNER };

const eventBridge = /<EventBridgeConfiguration\/>|<EventBridgeConfiguration><\/EventBridgeConfiguration>/;

/** Text that S3 accepts in names, ids and filters: the characters of XML. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((candidate) => /^[^\p{Cc}\p{Cs}￾￿]*$/u.test(candidate));
const entry = fc.record(
  {
    Id: text,
    Events: fc.uniqueArray(
      fc.constantFrom<Event>(
        's3:ObjectCreated:*',
        's3:ObjectRemoved:Delete',
        's3:Replication:*',
        's3:TestEvent' as Event,
      ),
      { minLength: 1 },
    ),
    Filter: fc.record({
      Key: fc.record({
        FilterRules: fc.array(
          fc.record({ Name: fc.constantFrom('prefix', 'suffix', 'Prefix' as 'prefix'), Value: text }),
          { minLength: 1, maxLength: 2 },
        ),
      }),
    }),
  },
  { requiredKeys: ['Events'] },
);
const foreign: fc.Arbitrary<NotificationConfiguration> = fc.record(
  {
    QueueConfigurations: fc.array(
      entry.map((fields) => ({ ...fields, QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:gone' })),
      { minLength: 1 },
    ),
    TopicConfigurations: fc.array(
      entry.map((fields) => ({ ...fields, TopicArn: 'arn:aws:sns:eu-west-1:111122223333:topic' })),
      { minLength: 1 },
    ),
    LambdaFunctionConfigurations: fc.array(
      entry.map((fields) => ({
        ...fields,
        LambdaFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f:live',
      })),
      { minLength: 1 },
    ),
  },
  { requiredKeys: [] },
);

describe('enableEventBridge', () => {
  it('enables EventBridge once, as the owner and without validating destinations', async () => {
    const bucket = newBucket();
    expect(await enableEventBridge(clientOf(bucket), SOURCE)).toBe(true);
    expect(bucket.notifications).toMatch(eventBridge);
    expect(bucket.requests).toEqual([
      'HEAD',
      'HEAD owner',
      'GET notification owner',
      'PUT notification owner unvalidated',
    ]);
    expect(await enableEventBridge(clientOf(bucket), SOURCE)).toBe(false);
    expect(bucket.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it('keeps the rest of the configuration, byte for byte', async () => {
    await fc.assert(
      fc.asyncProperty(foreign, async (configuration) => {
        const bucket = newBucket();
        const put = { Bucket: 'archive', NotificationConfiguration: configuration };
        await clientOf(bucket).send(new PutBucketNotificationConfigurationCommand(put));
        const before = bucket.notifications;
        await enableEventBridge(clientOf(bucket), SOURCE);
        const after = bucket.notifications;
        expect(after).toMatch(eventBridge);
        // an empty element can be written in two ways
        const plain = (xml: string): string => xml.replace(/><\/NotificationConfiguration>$/, '/>');
        expect(plain(after.replace(eventBridge, ''))).toBe(plain(before));
      }),
      { numRuns: effort(100) },
    );
  });

  it('keeps the order, entities and empty values that S3 writes', async () => {
    const xml = `<?xml version="1.0" encoding="UTF-8"?>
<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
  <CloudFunctionConfiguration><Id> two  blanks &amp; &lt;&#xe9;&gt; </Id>
    <CloudFunction>arn:aws:lambda:eu-west-1:111122223333:function:gone</CloudFunction>
    <Event>s3:ObjectCreated:Put</Event><Event>s3:ObjectCreated:CompleteMultipartUpload</Event>
    <Filter><S3Key><FilterRule><Name>Suffix</Name><Value/></FilterRule><FilterRule><Name>Prefix</Name><Value> a+b%20/007</Value></FilterRule></S3Key></Filter>
  </CloudFunctionConfiguration>
  <QueueConfiguration><Id>1e3</Id><Queue>arn:aws:sqs:eu-west-1:111122223333:q</Queue><Event>s3:ObjectRemoved:*</Event></QueueConfiguration>
</NotificationConfiguration>`;
    const bucket = newBucket({ notifications: xml });
    const read = async () => {
      const get = new GetBucketNotificationConfigurationCommand({ Bucket: 'archive' });
      const { $metadata, EventBridgeConfiguration, ...others } = await clientOf(bucket).send(get);
      return others;
    };
    const before = await read();
    expect(before.LambdaFunctionConfigurations?.[0]?.Id).toBe(' two  blanks & <é> ');
    expect(before.QueueConfigurations?.[0]?.Id).toBe('1e3');
    await enableEventBridge(clientOf(bucket), SOURCE);
    expect(bucket.notifications).toMatch(eventBridge);
    expect(await read()).toEqual(before);
  });

  it('changes nothing if EventBridge is already enabled', async () => {
    const xml = '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>';
    const bucket = newBucket({ notifications: xml });
    expect(await enableEventBridge(clientOf(bucket), SOURCE)).toBe(false);
    expect(bucket.notifications).toBe(xml);
  });

  it.each<[string, Partial<Bucket>, string, BucketProblem, string]>([
    [
      'in another region',
      { heads: [{ status: 200, region: 'us-east-1' }] },
      OWNER,
      'other-region',
      'us-east-1',
    ],
    [
      'redirected elsewhere',
      { heads: [{ status: 301, region: 'us-east-1' }] },
      OWNER,
      'other-region',
      'us-east-1',
    ],
    ['missing', { heads: [{ status: 404 }] }, OWNER, 'not-found', ''],
    ['not accessible', { heads: [{ status: 403 }] }, OWNER, 'access-denied', ''],
    ['in another account', {}, '444455556666', 'other-account', '444455556666'],
  ])('refuses a bucket that is %s, and leaves it unchanged', async (_, more, owner, problem, fact) => {
    const bucket = newBucket(more);
    const source = { bucket: 'archive', owner };
    const refusal = await enableEventBridge(clientOf(bucket), source, 0).catch((error) => error);
    expect(refusal).toBeInstanceOf(BucketRefused);
    expect(refusal).toMatchObject({ bucket: 'archive', problem });
    expect(refusal.message).toMatch(/^sourceBucket archive [^\n]*$/);
    expect(refusal.message).toContain(fact);
    expect(bucket.requests.filter((request) => !request.startsWith('HEAD'))).toEqual([]);
  });

  it('waits for permissions that have just been granted', async () => {
    const bucket = newBucket({
      heads: [{ status: 403 }, { status: 403 }, { status: 200, region: 'eu-west-1' }],
    });
    expect(await enableEventBridge(clientOf(bucket), SOURCE, 0)).toBe(true);
  });

  it.each(['GET', 'PUT'])('waits for the permission for %s', async (method) => {
    const refuses = { method, status: 403, code: 'AccessDenied', times: 5 };
    const bucket = newBucket({ refuses });
    expect(await enableEventBridge(clientOf(bucket), SOURCE, 0)).toBe(true);
    expect(bucket.notifications).toMatch(eventBridge);
  });

  it.each(['GET', 'PUT'])('passes on the error of S3 if %s stays denied', async (method) => {
    const bucket = newBucket({ refuses: { method, status: 403, code: 'AccessDenied' } });
    await expect(enableEventBridge(clientOf(bucket), SOURCE, 0)).rejects.toThrow('no');
    expect(bucket.notifications).toBe(NONE);
    expect(bucket.requests.filter((request) => request.startsWith(method))).toHaveLength(6);
  });

  it('pauses at most twelve times in total, to stay within the time limit of the function', async () => {
    const denied = Array.from({ length: 5 }, () => ({ status: 403 }));
    const bucket = newBucket({
      heads: [...denied, { status: 200, region: 'eu-west-1' }, ...denied, { status: 200 }],
      refuses: { method: 'GET', status: 403, code: 'AccessDenied' },
    });
    await expect(enableEventBridge(clientOf(bucket), SOURCE, 0)).rejects.toThrow('no');
    // two pauses are left
    expect(bucket.requests.filter((request) => request.startsWith('GET'))).toHaveLength(3);
  });

  it('does not retry an error that retrying cannot fix', async () => {
    const bucket = newBucket({ refuses: { method: 'PUT', status: 400, code: 'InvalidArgument' } });
    await expect(enableEventBridge(clientOf(bucket), SOURCE, 0)).rejects.toThrow('no');
    expect(bucket.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });
});
