import {
  type Event,
  GetBucketNotificationConfigurationCommand,
  type NotificationConfiguration,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BucketRefused, switchOn } from '../../lambda/eventbridge-switch.ts';

const OWNER = '111122223333';
const WANTED = { bucket: 'archive', owner: OWNER };
const NONE = '<NotificationConfiguration/>';

interface Request {
  readonly method: string;
  readonly query: Record<string, unknown>;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Bucket {
  /** The configuration as S3 keeps it. */
  notifications: string;
  /** Answers to HEAD, one after the other; the last one stays. */
  readonly heads?: { readonly status: number; readonly region?: string }[];
  /** An answer to GET or PUT of notifications: always, or so many times. */
  readonly refuses?: {
    readonly method: string;
    readonly status: number;
    readonly code: string;
    times?: number;
  };
  readonly requests: string[];
}

const newBucket = (more: Partial<Bucket> = {}): Bucket => ({ notifications: NONE, requests: [], ...more });

/** A client, real but for the network, of an S3 with one bucket that keeps notifications as they were put. */
function clientOf(bucket: Bucket): S3Client {
  const handle = async ({ method, query, headers, body }: Request) => {
    const owner = headers['x-amz-expected-bucket-owner'];
    const validation = headers['x-amz-skip-destination-validation'];
    const said = [owner && 'owner', validation === 'true' && 'unvalidated'].filter(Boolean);
    bucket.requests.push([method, ...Object.keys(query), ...said].join(' '));
    if (method === 'HEAD') {
      const heads = bucket.heads ?? [{ status: 200, region: 'eu-west-1' }];
      const { status, region } = (heads.length > 1 ? heads.shift() : heads[0]) ?? { status: 200 };
      if (status === 200 && owner !== undefined && owner !== OWNER) return answer(403);
      return answer(status, region === undefined ? {} : { 'x-amz-bucket-region': region });
    }
    if (bucket.refuses?.method === method && bucket.refuses.times !== 0) {
      const { status, code, times } = bucket.refuses;
      if (times !== undefined) bucket.refuses.times = times - 1;
      return answer(status, {}, `<Error><Code>${code}</Code><Message>no</Message></Error>`);
    }
    if (method === 'PUT') bucket.notifications = String(body);
    return answer(200, {}, method === 'GET' ? bucket.notifications : '');
  };
  return new S3Client({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'x' },
    maxAttempts: 1,
    requestHandler: { handle },
  });
}

const answer = (statusCode: number, headers: Record<string, string> = {}, body = '') => ({
  response: { statusCode, headers, body: Buffer.from(body) },
});

const eventBridge = /<EventBridgeConfiguration\/>|<EventBridgeConfiguration><\/EventBridgeConfiguration>/;

/** Text as S3 takes it into names, ids and filters: XML's characters. */
const text = fc
  .string({ unit: 'grapheme', maxLength: 20 })
  .filter((some) => /^[^\p{Cc}\p{Cs}￾￿]*$/u.test(some));
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
      entry.map((one) => ({ ...one, QueueArn: 'arn:aws:sqs:eu-west-1:111122223333:gone' })),
      { minLength: 1 },
    ),
    TopicConfigurations: fc.array(
      entry.map((one) => ({ ...one, TopicArn: 'arn:aws:sns:eu-west-1:111122223333:topic' })),
      { minLength: 1 },
    ),
    LambdaFunctionConfigurations: fc.array(
      entry.map((one) => ({
        ...one,
        LambdaFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:f:live',
      })),
      { minLength: 1 },
    ),
  },
  { requiredKeys: [] },
);

describe('switchOn', () => {
  it('switches EventBridge on, once, as the owner and without a look at destinations', async () => {
    const bucket = newBucket();
    expect(await switchOn(clientOf(bucket), WANTED)).toBe(true);
    expect(bucket.notifications).toMatch(eventBridge);
    expect(bucket.requests).toEqual([
      'HEAD',
      'HEAD owner',
      'GET notification owner',
      'PUT notification owner unvalidated',
    ]);
    expect(await switchOn(clientOf(bucket), WANTED)).toBe(false);
    expect(bucket.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });

  it('writes what others have configured back as it was, to the byte', async () => {
    await fc.assert(
      fc.asyncProperty(foreign, async (configuration) => {
        const bucket = newBucket();
        const put = { Bucket: 'archive', NotificationConfiguration: configuration };
        await clientOf(bucket).send(new PutBucketNotificationConfigurationCommand(put));
        const before = bucket.notifications;
        await switchOn(clientOf(bucket), WANTED);
        const after = bucket.notifications;
        expect(after).toMatch(eventBridge);
        // an element without anything in it is written in two ways
        const plain = (xml: string): string => xml.replace(/><\/NotificationConfiguration>$/, '/>');
        expect(plain(after.replace(eventBridge, ''))).toBe(plain(before));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps what S3 itself writes: its order, its entities, its empty values', async () => {
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
    await switchOn(clientOf(bucket), WANTED);
    expect(bucket.notifications).toMatch(eventBridge);
    expect(await read()).toEqual(before);
  });

  it('touches nothing where EventBridge is on', async () => {
    const xml = '<NotificationConfiguration><EventBridgeConfiguration/></NotificationConfiguration>';
    const bucket = newBucket({ notifications: xml });
    expect(await switchOn(clientOf(bucket), WANTED)).toBe(false);
    expect(bucket.notifications).toBe(xml);
  });

  it.each<[string, Partial<Bucket>, string, string]>([
    [
      'elsewhere',
      { heads: [{ status: 200, region: 'us-east-1' }] },
      OWNER,
      'is in us-east-1, and this stack in eu-west-1',
    ],
    [
      'redirected',
      { heads: [{ status: 301, region: 'us-east-1' }] },
      OWNER,
      'is in us-east-1, and this stack in eu-west-1',
    ],
    ['missing', { heads: [{ status: 404 }] }, OWNER, 'does not exist: check the name'],
    ['closed', { heads: [{ status: 403 }] }, OWNER, 'cannot be read (access denied)'],
    ["another's", {}, '444455556666', 'belongs to another account than 444455556666'],
  ])('refuses a bucket that is %s, and leaves it alone', async (_, more, owner, why) => {
    const bucket = newBucket(more);
    const refusal = await switchOn(clientOf(bucket), { bucket: 'archive', owner }, 0).catch((error) => error);
    expect(refusal).toBeInstanceOf(BucketRefused);
    expect(refusal.message).toMatch(/^sourceBucket archive [^\n]*$/);
    expect(refusal.message).toContain(why);
    expect(bucket.requests.filter((request) => !request.startsWith('HEAD'))).toEqual([]);
  });

  it('waits for rights that have just been granted', async () => {
    const bucket = newBucket({
      heads: [{ status: 403 }, { status: 403 }, { status: 200, region: 'eu-west-1' }],
    });
    expect(await switchOn(clientOf(bucket), WANTED, 0)).toBe(true);
  });

  it.each(['GET', 'PUT'])('waits for each of these rights: %s', async (method) => {
    const refuses = { method, status: 403, code: 'AccessDenied', times: 5 };
    const bucket = newBucket({ refuses });
    expect(await switchOn(clientOf(bucket), WANTED, 0)).toBe(true);
    expect(bucket.notifications).toMatch(eventBridge);
  });

  it.each(['GET', 'PUT'])('says what S3 said where %s is refused', async (method) => {
    const bucket = newBucket({ refuses: { method, status: 403, code: 'AccessDenied' } });
    await expect(switchOn(clientOf(bucket), WANTED, 0)).rejects.toThrow('no');
    expect(bucket.notifications).toBe(NONE);
    expect(bucket.requests.filter((request) => request.startsWith(method))).toHaveLength(6);
  });

  it('does not wait longer than the function may run: twelve pauses in all', async () => {
    const denied = Array.from({ length: 5 }, () => ({ status: 403 }));
    const bucket = newBucket({
      heads: [...denied, { status: 200, region: 'eu-west-1' }, ...denied, { status: 200 }],
      refuses: { method: 'GET', status: 403, code: 'AccessDenied' },
    });
    await expect(switchOn(clientOf(bucket), WANTED, 0)).rejects.toThrow('no');
    // two pauses are left
    expect(bucket.requests.filter((request) => request.startsWith('GET'))).toHaveLength(3);
  });

  it('does not wait where waiting does not help', async () => {
    const bucket = newBucket({ refuses: { method: 'PUT', status: 400, code: 'InvalidArgument' } });
    await expect(switchOn(clientOf(bucket), WANTED, 0)).rejects.toThrow('no');
    expect(bucket.requests.filter((request) => request.startsWith('PUT'))).toHaveLength(1);
  });
});
