import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { s3Store } from '../../lib/stores/s3.ts';
import { s3Client } from '../../lib/stores/s3-client.ts';
import { Archived, Changed, Missing, type Store, Unchanged } from '../../lib/stores/store.ts';
import { type Answer, type FakeS3, fakeS3, type RecordedRequest } from '../helpers/fake-s3.ts';
import { reasonOf } from '../helpers/mock-s3.ts';

// The first GET of a bucket is the SDK's; these are tests of those that follow it.

let s3: FakeS3;
let gets: RecordedRequest[];
let client: S3Client;
beforeEach(async () => {
  s3 = await fakeS3();
  for (const [name, value] of Object.entries(s3.env)) vi.stubEnv(name, value);
  s3.put('archive', 'a', '0123456789');
});
afterEach(() => {
  client.destroy();
  vi.unstubAllEnvs();
});

/** The bucket `archive` after its first GET. `gets` has the requests from now on, which get these answers in order. */
async function openStore(sdkClient = s3Client(), answers: readonly (Answer | undefined)[] = []) {
  client = sdkClient;
  const store: Store = s3Store({ client, bucket: 'archive' });
  await store.read('a', 0, 1);
  gets = [];
  s3.instead = (request) => answers[gets.push(request) - 1];
  return store;
}
const clientWith = (more: object): S3Client =>
  new S3Client({ endpoint: s3.url, forcePathStyle: true, region: 'eu-central-1', ...more });

/** From `20261127T010203Z` to milliseconds. */
const timeOf = (time: string): number => Date.parse(time.replace(/^(....)(..)(..T..)(..)/, '$1-$2-$3:$4:'));
const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('a GET after the first one', () => {
  it('returns the bytes and the head of the object', async () => {
    const store = await openStore();
    const sdk = s3Store({ client, bucket: 'archive' });
    const expected = await sdk.read('a', 3, 4);
    const read = await store.read('a', 3, 4, { ifMatch: expected.head.etag });
    expect(text(read.bytes)).toBe('3456');
    expect(read.head).toEqual(expected.head);
    expect(read.head.size).toBe(10);
  });

  it('returns metadata, version and storage class as the SDK does', async () => {
    const headers = {
      ...{ etag: '"e"', 'content-length': '5', 'content-range': 'bytes 0-4/9', 'x-amz-version-id': 'v1' },
      ...{ 'last-modified': 'Fri, 27 Nov 2026 01:02:03 GMT', 'x-amz-meta-generation': '7' },
      ...{ 'x-amz-storage-class': 'GLACIER', 'x-amz-restore': 'ongoing-request="false"' },
    };
    const answer = { status: 206, headers };
    const store = await openStore(undefined, [answer, answer]);
    const sdk = s3Store({ client, bucket: 'archive' });
    const { head } = await store.read('a', 0, 5);
    expect(head).toEqual((await sdk.read('a', 0, 5)).head);
    expect(head).toMatchObject({ size: 9, versionId: 'v1', metadata: { generation: '7' } });
  });

  it.each<[string, Answer]>([
    ['S3 asks to slow down', { status: 503, code: 'SlowDown' }],
    ['S3 fails', { status: 500, code: 'InternalError' }],
    ['the connection breaks', 'reset'],
    ['the body is cut', 'cut'],
  ])('is repeated if %s', async (_, answer) => {
    const store = await openStore(undefined, [answer, answer]);
    expect(text((await store.read('a', 3, 4)).bytes)).toBe('3456');
    expect(gets.map(({ headers }) => headers.range)).toEqual(Array(3).fill('bytes=3-6'));
  });

  it('is repeated if the server does not answer', async () => {
    const store = await openStore(clientWith({ requestHandler: { socketTimeout: 50 } }));
    s3.instead = (request) => (gets.push(request) === 1 ? new Promise(() => {}) : undefined);
    expect(text((await store.read('a', 3, 4)).bytes)).toBe('3456');
    expect(gets).toHaveLength(2);
  });

  it.each([
    [{ status: 404, code: 'NoSuchKey' }, Missing],
    [{ status: 412, code: 'PreconditionFailed' }, Changed],
    [{ status: 304 }, Unchanged],
    [
      { status: 403, code: 'InvalidObjectState', more: '<StorageClass>DEEP_ARCHIVE</StorageClass>' },
      Archived,
    ],
  ])('is sent once if the answer is %j', async (answer, kind) => {
    const store = await openStore(undefined, [answer]);
    const error = await reasonOf(store.read('a', 0, 4, { ifMatch: 'x' }));
    expect(error).toBeInstanceOf(kind);
    if (error instanceof Archived) expect(error.storageClass).toBe('DEEP_ARCHIVE');
    expect(gets).toHaveLength(1);
  });

  it('fails with the error of S3, which names the region of the bucket', async () => {
    const headers = { 'x-amz-bucket-region': 'eu-west-3' };
    const store = await openStore(undefined, [{ status: 301, code: 'PermanentRedirect', headers }]);
    expect(await reasonOf(store.read('a', 0, 4))).toMatchObject({
      name: 'StoreFailure',
      where: 's3://archive/a',
      cause: { name: 'PermanentRedirect', $response: { headers } },
    });
  });

  it('fails after six attempts, and later successes allow as many retries again', async () => {
    const SLOW = { status: 503, code: 'SlowDown' };
    const store = await openStore(clientWith({ maxAttempts: 2 }), [SLOW, SLOW]);
    const strategy = (await client.config.retryStrategy()) as unknown as { getCapacity(): number };
    const full = strategy.getCapacity();
    expect(await reasonOf(store.read('a', 0, 4))).toMatchObject({ cause: { name: 'SlowDown' } });
    expect(gets).toHaveLength(2);
    expect(strategy.getCapacity()).toBeLessThan(full);
    for (let i = strategy.getCapacity(); i < full; i++) await store.read('a', 0, 1);
    expect(strategy.getCapacity()).toBe(full);
  });
});

describe('the signature of a GET', () => {
  it('has the time of the server if the clock is wrong', async () => {
    const store = await openStore(undefined, [{ status: 403, code: 'RequestTimeTooSkewed' }]);
    s3.ahead = 3 * 3_600_000;
    await store.read('a', 0, 4);
    await store.read('a', 4, 4);
    const ahead = gets.map(({ headers }) => timeOf(String(headers['x-amz-date'])) - Date.now());
    expect(ahead.map((time) => time > 2 * 3_600_000)).toEqual([false, true, true]);
  });

  it('has credentials that have not expired', async () => {
    let issued = 0;
    const credentials = async () => ({
      ...{ accessKeyId: `KEY${++issued}`, secretAccessKey: 'x', sessionToken: `token${issued}` },
      expiration: new Date(Date.now() + (issued === 1 ? 1 : 3_600_000)),
    });
    const store = await openStore(clientWith({ credentials }));
    await store.read('a', 0, 4);
    await store.read('a', 4, 4);
    for (const { headers } of gets) {
      expect(headers.authorization).toContain(`Credential=KEY${issued}/`);
      expect(headers['x-amz-security-token']).toBe(`token${issued}`);
    }
    expect(issued).toBeGreaterThan(1);
  });

  it('is the SDK’s if it signs in a way that is not known', async () => {
    const signer = {
      sign: async (request: { headers: object }) => ({
        ...request,
        headers: { ...request.headers, authorization: 'OTHER signature' },
      }),
    };
    const store = await openStore(
      clientWith({ signer, credentials: { accessKeyId: 'K', secretAccessKey: 'x' } }),
    );
    for (const offset of [0, 4]) await store.read('a', offset, 4);
    for (const { headers } of gets) {
      expect(headers.authorization).toBe('OTHER signature');
      expect(headers['amz-sdk-request']).toBeDefined();
    }
    expect(gets).toHaveLength(2);
  });

  it('is left out for public buckets', async () => {
    const store = await openStore(s3Client({ anonymous: true }));
    expect(text((await store.read('a', 3, 4)).bytes)).toBe('3456');
    expect(gets[0]?.headers.authorization).toBeUndefined();
  });
});

describe('a HEAD after the first one', () => {
  it('returns what the SDK returns', async () => {
    const headers = {
      ...{ etag: '"e"', 'content-length': '9', 'x-amz-version-id': 'v1', 'x-amz-meta-generation': '7' },
      ...{ 'last-modified': 'Fri, 27 Nov 2026 01:02:03 GMT', 'x-amz-storage-class': 'INTELLIGENT_TIERING' },
      'x-amz-archive-status': 'ARCHIVE_ACCESS',
    };
    const answer = { status: 200, headers };
    const store = await openStore(undefined, [answer, answer]);
    const first = await store.head('a');
    expect(await store.head('a')).toEqual(first);
    expect(first).toMatchObject({ size: 9, archived: 'ARCHIVE_ACCESS', metadata: { generation: '7' } });
    expect(gets.map(({ headers }) => 'amz-sdk-request' in headers)).toEqual([true, false]);
  });

  it('finds that there is no object, in one request', async () => {
    const store = await openStore();
    // the bucket exists
    s3.instead = (request) => (gets.push(request) > 0 && request.key === '' ? { status: 200 } : undefined);
    for (let i = 0; i < 3; i++) expect(await store.head('none')).toBeUndefined();
    expect(gets.map(({ key }) => key)).toEqual(['none', '', 'none', 'none']);
    expect(gets.map(({ headers }) => 'amz-sdk-request' in headers)).toEqual([true, true, false, false]);
  });

  it.each<[string, Answer]>([
    ['S3 asks to slow down', { status: 503 }],
    ['the connection breaks', 'reset'],
  ])('is repeated if %s', async (_, answer) => {
    const store = await openStore();
    const first = await store.head('a');
    gets = [];
    s3.instead = (request) => (gets.push(request) === 1 ? answer : undefined);
    expect(await store.head('a')).toEqual(first);
    expect(gets).toHaveLength(2);
  });

  it('leaves its connection to the next ones', async () => {
    const store = await openStore();
    for (let i = 0; i < 20; i++) await store.head('a');
    // the next one may be sent before the empty body of the one before was read
    expect(new Set(gets.map(({ port }) => port)).size).toBeLessThanOrEqual(2);
    expect(gets).toHaveLength(20);
  });
});

it('all use one connection if they are sent one after another, whatever the answers', async () => {
  const answers = [{ status: 404, code: 'NoSuchKey' }, undefined, { status: 304 }, undefined];
  const store = await openStore(undefined, answers);
  for (let i = 0; i < 20; i++) await reasonOf(store.read('a', 0, 4));
  expect(gets).toHaveLength(20);
  expect(new Set(gets.map(({ port }) => port)).size).toBe(1);
});
