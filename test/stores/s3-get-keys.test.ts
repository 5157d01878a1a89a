import { createHash, createHmac } from 'node:crypto';
import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { type GetInput, objectGetter } from '../../lib/stores/s3-get.ts';
import { anyKeys } from '../helpers/any-keys.ts';
import { effort } from '../helpers/effort.ts';

interface Sent {
  readonly hostname: string;
  readonly path: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
}

const SECRET = 'wJalrXUtnFEMI/K7MDENG';

/** A bucket whose requests are kept instead of sent; each is answered with one byte. */
function keptGets(bucket: string, endpoint?: string) {
  const sent: Sent[] = [];
  const handle = async (request: Sent) => {
    sent.push(request);
    const session =
      'session' in request.query &&
      `<R><Credentials><SessionToken>t</SessionToken><SecretAccessKey>${SECRET}</SecretAccessKey><AccessKeyId>s</AccessKeyId>` +
        `<Expiration>${new Date(Date.now() + 300_000).toISOString()}</Expiration></Credentials></R>`;
    const headers = { etag: '"e"', 'content-length': '1', 'content-range': 'bytes 0-0/1' };
    return { response: { statusCode: 200, headers, body: Readable.from([Buffer.from(session || 'x')]) } };
  };
  const client = new S3Client({
    ...{ region: 'eu-west-1', requestHandler: { handle } },
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    credentials: { accessKeyId: 'AKID', secretAccessKey: SECRET, sessionToken: 'token/+=' },
  });
  const open = () => objectGetter(client, { Bucket: bucket, ExpectedBucketOwner: '111122223333' });
  return { sent, client, open };
}

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();

/** The authorization of a request as S3 computes it. Source: Amazon S3 API Reference, "Authenticating Requests: Using the Authorization Header". */
function authorizationOf({ path, query, headers }: Sent): string {
  const [, scope = '', names = ''] =
    /Credential=AKID\/(\S+), SignedHeaders=(\S+),/.exec(headers['authorization'] ?? '') ?? [];
  const parameters = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
  const signed = names.split(';').map((name) => `${name}:${headers[name]}\n`);
  const canonical = [
    'GET',
    path,
    parameters.join('&'),
    signed.join(''),
    names,
    headers['x-amz-content-sha256'],
  ];
  const digest = createHash('sha256').update(canonical.join('\n')).digest('hex');
  const [day = '', ...rest] = scope.split('/');
  const key = rest.reduce(hmac, hmac(`AWS4${SECRET}`, day));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, digest].join('\n')).toString(
    'hex',
  );
  return `AWS4-HMAC-SHA256 Credential=AKID/${scope}, SignedHeaders=${names}, Signature=${signature}`;
}

/** What a request says, apart from its time and the SDK's number of the attempt. */
const contentOf = ({ hostname, path, query, headers }: Sent) => {
  const varying = ['x-amz-date', 'authorization', 'amz-sdk-invocation-id', 'amz-sdk-request'];
  const kept = Object.entries(headers).filter(([name]) => !varying.includes(name));
  return { hostname, path, query, headers: Object.fromEntries(kept) };
};

/** A key with every character of ASCII. */
const ASCII: GetInput = { Key: String.fromCharCode(...Array(128).keys()), Range: 'bytes=0-9' };

const inputs: fc.Arbitrary<GetInput> = fc.record(
  {
    Key: anyKeys,
    Range: fc.nat().map((from) => `bytes=${from}-${from + 9}`),
    IfMatch: fc.constant('"abc-2"'),
    IfNoneMatch: fc.constant('"é"'),
  },
  { requiredKeys: ['Key', 'Range'] },
);

describe.each([
  ['a bucket of AWS', 'archive', undefined],
  ['a bucket whose name is not a host name', 'ar.chive', undefined],
  ['another server', 'archive', 'https://s3.example.org:9000/below'],
])('a GET from %s', (_, bucket, endpoint) => {
  it('says what the SDK says, and is signed, whatever the key', async () => {
    await fc.assert(
      fc.asyncProperty(inputs, inputs, async (first, input) => {
        const { sent, open } = keptGets(bucket, endpoint);
        const outcome = (promise: Promise<unknown>) =>
          promise.then(
            () => 'sent',
            (error: Error) => error.name,
          );
        // the first GET of a bucket is the SDK's
        const bySdk = await outcome(open()(input, { most: 10 }));
        const get = open();
        const isLearned = (await outcome(get(first, { most: 10 }))) === 'sent';
        const before = sent.length;
        expect(await outcome(get(input, { most: 10 }))).toBe(bySdk);
        expect(sent).toHaveLength(before + (bySdk === 'sent' ? 1 : 0));
        if (bySdk !== 'sent') return;
        expect('amz-sdk-request' in sent.at(-1)!.headers).toBe(!isLearned);
        expect(contentOf(sent.at(-1)!)).toEqual(contentOf(sent[0]!));
        for (const request of sent) expect(request.headers['authorization']).toBe(authorizationOf(request));
      }),
      { numRuns: effort(60), examples: [[ASCII, ASCII]] },
    );
  });
});

it('a GET from a directory bucket is always the SDK’s, because it is signed for a session', async () => {
  const { sent, open } = keptGets('archive--use1-az4--x-s3');
  const get = open();
  for (const Key of ['a', 'b']) await get({ Key, Range: 'bytes=0-9' }, { most: 10 });
  const gets = sent.filter(({ query }) => !('session' in query));
  expect(gets).toHaveLength(2);
  for (const { headers } of gets) {
    expect(headers['x-amz-s3session-token']).toBe('t');
    expect(headers['amz-sdk-request']).toBeDefined();
  }
});

it('a GET does not say that it belongs to the invocation that sent the first one', async () => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'extractor');
  vi.stubEnv('_X_AMZN_TRACE_ID', 'Root=1-first');
  const { sent, open } = keptGets('archive');
  const get = open();
  for (const Key of ['a', 'b']) await get({ Key, Range: 'bytes=0-9' }, { most: 10 });
  vi.unstubAllEnvs();
  expect(sent.map(({ headers }) => headers['X-Amzn-Trace-Id'])).toEqual(['Root=1-first', undefined]);
});
