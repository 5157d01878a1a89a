import { Readable } from 'node:stream';
import { gunzipSync, gzipSync } from 'node:zlib';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadBucketCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import { readStamp } from '../../lib/stores/gzip-metadata.ts';
import { s3Store } from '../../lib/stores/s3.ts';
import {
  Archived,
  Changed,
  Conflict,
  Missing,
  type Store,
  StoreFailure,
  Unchanged,
} from '../../lib/stores/store.ts';
import { listed } from '../helpers/store.ts';

// What S3's emulator cannot show; the contract of stores is held against it in test/aws.

const mock = mockClient(S3Client);
const store: Store = s3Store({
  client: new S3Client({ region: 'us-east-1' }),
  bucket: 'archive',
  owner: '123',
});

/** An answer of S3 that the SDK throws. */
const refusal = (status: number, code: string, more: object = {}): S3ServiceException =>
  Object.assign(
    new S3ServiceException({
      name: code,
      message: code,
      $fault: 'client',
      $metadata: { httpStatusCode: status },
    }),
    more,
  );

const part = (content: string, more: object = {}): Partial<GetObjectCommandOutput> => ({
  Body: Readable.from([Buffer.from(content)]) as unknown as NonNullable<GetObjectCommandOutput['Body']>,
  ContentLength: content.length,
  ContentRange: `bytes 0-${content.length - 1}/1000`,
  ETag: '"abc-2"',
  LastModified: new Date('2026-11-24T01:02:03Z'),
  ...more,
});

const reason = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error) => error,
  );

beforeEach(() => mock.reset());

describe('read', () => {
  it('asks for a range of one state, and unquotes what comes', async () => {
    mock.on(GetObjectCommand).resolves(part('0123', { VersionId: 'v1', StorageClass: 'GLACIER_IR' }));
    const { bytes, head } = await store.read('a b.fits', 10, 4, { ifMatch: 'abc-2' });
    expect(Buffer.from(bytes).toString()).toBe('0123');
    expect(head).toEqual({
      key: 'a b.fits',
      size: 1000,
      etag: 'abc-2',
      lastModified: new Date('2026-11-24T01:02:03Z'),
      metadata: {},
      versionId: 'v1',
    });
    expect(mock.commandCalls(GetObjectCommand)[0]?.args[0].input).toEqual({
      Bucket: 'archive',
      Key: 'a b.fits',
      ExpectedBucketOwner: '123',
      Range: 'bytes=10-13',
      IfMatch: '"abc-2"',
    });
  });

  it('asks again when a body breaks off, and gives up after some tries', async () => {
    const cut = () => part('01', { ContentLength: 4 });
    mock.on(GetObjectCommand).resolvesOnce(cut()).resolvesOnce(cut()).resolvesOnce(part('0123'));
    expect((await store.read('a', 0, 4)).bytes).toHaveLength(4);
    expect(mock.commandCalls(GetObjectCommand)).toHaveLength(3);
    mock.reset();
    mock.on(GetObjectCommand).callsFake(() => Promise.resolve(cut()));
    const error = await reason(store.read('a', 0, 4));
    expect(error).toBeInstanceOf(StoreFailure);
    expect(String(error)).toContain('s3://archive/a: the body ended after 2 of 4 bytes');
    expect(mock.commandCalls(GetObjectCommand)).toHaveLength(4);
  });

  it('takes no more than it asked for from a server that sends the whole object', async () => {
    mock.on(GetObjectCommand).resolves(part('0123456789', { ContentRange: undefined }));
    const { bytes, head } = await store.read('a', 0, 4);
    expect(Buffer.from(bytes).toString()).toBe('0123');
    expect(head.size).toBe(10);
    expect(String(await reason(store.read('a', 4, 4)))).toContain('does not answer ranged reads');
  });

  it.each([
    [412, 'PreconditionFailed', Changed],
    [304, '304', Unchanged],
    [404, 'NoSuchKey', Missing],
    [403, 'InvalidObjectState', Archived],
    [404, 'NoSuchBucket', StoreFailure],
    [403, 'AccessDenied', StoreFailure],
    [503, 'SlowDown', StoreFailure],
    [500, 'InternalError', StoreFailure],
  ])('%d %s', async (status, code, kind) => {
    mock.on(GetObjectCommand).rejects(refusal(status, code, { StorageClass: 'DEEP_ARCHIVE' }));
    const error = await reason(store.read('a', 0, 4, { ifMatch: 'x' }));
    expect(error).toBeInstanceOf(kind);
    if (error instanceof Archived) expect(error.storageClass).toBe('DEEP_ARCHIVE');
  });

  it('refuses what is no object, such as a page to sign in, rather than to take it for a bad file', async () => {
    const { ETag, ...page } = part('<html>');
    mock.on(GetObjectCommand).resolves(page);
    expect(await reason(store.read('a', 0, 100))).toMatchObject({
      name: 'StoreFailure',
      cause: { name: 'NotS3' },
    });
  });

  it('of bytes beyond the end costs a HEAD, on the same conditions', async () => {
    mock.on(GetObjectCommand).rejects(refusal(416, 'InvalidRange'));
    mock.on(HeadObjectCommand).resolves({ ContentLength: 0, ETag: '"e"' });
    expect(await store.read('a', 0, 4, { ifMatch: 'e' })).toMatchObject({
      bytes: new Uint8Array(0),
      head: { size: 0 },
    });
    expect(await reason(store.read('a', 0, 4, { ifMatch: 'other' }))).toBeInstanceOf(Changed);
    expect(await reason(store.read('a', 0, 4, { ifNoneMatch: 'e' }))).toBeInstanceOf(Unchanged);
  });
});

describe('head', () => {
  it.each([
    [{ StorageClass: 'GLACIER' }, 'GLACIER'],
    [{ StorageClass: 'DEEP_ARCHIVE', Restore: 'ongoing-request="true"' }, 'DEEP_ARCHIVE'],
    [
      { StorageClass: 'GLACIER', Restore: 'ongoing-request="false", expiry-date="Fri, 21 Dec 2027"' },
      undefined,
    ],
    [{ StorageClass: 'GLACIER_IR' }, undefined],
    [{ StorageClass: 'INTELLIGENT_TIERING' }, undefined],
    [{ StorageClass: 'INTELLIGENT_TIERING', ArchiveStatus: 'DEEP_ARCHIVE_ACCESS' }, 'DEEP_ARCHIVE_ACCESS'],
    [{}, undefined],
  ] as const)('of %j is archived as %s', async (fields, archived) => {
    mock.on(HeadObjectCommand).resolves({ ContentLength: 5, ETag: '"e"', ...fields });
    expect((await store.head('a'))?.archived).toBe(archived);
  });

  it('tells a missing bucket, which is never "absent", from a missing key; asking once', async () => {
    mock.on(HeadObjectCommand).rejects(refusal(404, 'NotFound'));
    mock.on(HeadBucketCommand).rejects(refusal(404, 'NotFound'));
    const fresh = s3Store({ client: new S3Client({ region: 'us-east-1' }), bucket: 'archive' });
    expect(await reason(fresh.head('a'))).toBeInstanceOf(StoreFailure);
    mock.on(HeadBucketCommand).resolves({});
    expect(await fresh.head('a')).toBeUndefined();
    expect(await fresh.head('b')).toBeUndefined();
    expect(mock.commandCalls(HeadBucketCommand)).toHaveLength(2);
  });

  it('puts a refusal that has no body into words', async () => {
    const error = refusal(403, '403');
    error.message = 'UnknownError';
    mock.on(HeadObjectCommand).rejects(error);
    expect(String(await reason(store.head('a')))).toBe('StoreFailure: s3://archive/a: Forbidden (HTTP 403)');
  });
});

describe('write', () => {
  it('stamps a gzip body anew each time, with its metadata', async () => {
    mock.on(PutObjectCommand).resolves({ ETag: '"new"' });
    const body = gzipSync('rows');
    for (const ifMatch of [null, 'old']) {
      expect(await store.write('a', body, { ifMatch, metadata: { generation: '7' } })).toBe('new');
    }
    const [first, second] = mock.commandCalls(PutObjectCommand).map(({ args }) => args[0].input);
    expect(first).toMatchObject({
      IfNoneMatch: '*',
      ExpectedBucketOwner: '123',
      Metadata: { generation: '7' },
    });
    expect(first).not.toHaveProperty('IfMatch');
    expect(second).toMatchObject({ IfMatch: '"old"' });
    const bodies = [first, second].map((input) => Buffer.from(input?.Body as Uint8Array));
    expect(bodies[0]?.equals(bodies[1] ?? Buffer.alloc(0))).toBe(false);
    for (const sent of bodies) {
      expect(gunzipSync(sent).toString()).toBe('rows');
      expect(readStamp(sent, sent.length)?.metadata).toEqual({ generation: '7' });
    }
  });

  it.each([
    [412, 'PreconditionFailed', Conflict],
    [409, 'ConditionalRequestConflict', Conflict],
    [404, 'NoSuchKey', Conflict],
    [404, 'NoSuchBucket', StoreFailure],
    [403, 'AccessDenied', StoreFailure],
    [503, 'SlowDown', StoreFailure],
  ])('%d %s', async (status, code, kind) => {
    mock.on(PutObjectCommand).rejects(refusal(status, code));
    mock.on(DeleteObjectCommand).rejects(refusal(status, code));
    expect(await reason(store.write('a', gzipSync(''), { ifMatch: 'x' }))).toBeInstanceOf(kind);
    expect(await reason(store.remove('a', { ifMatch: 'x' }))).toBeInstanceOf(kind);
  });
});

describe('list', () => {
  it('decodes keys, and asks for the next page before this one is used up', async () => {
    mock
      .on(ListObjectsV2Command)
      .resolvesOnce({
        Contents: [{ Key: 'a+b/%C3%BC%2B%25%01.fits', Size: 3, ETag: '"e"', LastModified: new Date(1500) }],
        NextContinuationToken: 'more',
        IsTruncated: true,
        EncodingType: 'url',
      })
      .resolvesOnce({
        Contents: [{ Key: 'z', Size: 1, ETag: '"f"', LastModified: new Date(0) }],
        IsTruncated: false,
        EncodingType: 'url',
      });
    const pages = store.list('a')[Symbol.asyncIterator]();
    expect((await pages.next()).value).toEqual({
      key: 'a b/ü+%\u0001.fits',
      size: 3,
      etag: 'e',
      lastModified: new Date(1000),
    });
    const inputs = mock.commandCalls(ListObjectsV2Command).map(({ args }) => args[0].input);
    expect(inputs).toMatchObject([
      { Bucket: 'archive', Prefix: 'a', ExpectedBucketOwner: '123', EncodingType: 'url' },
      { ContinuationToken: 'more' },
    ]);
    expect((await pages.next()).value).toMatchObject({ key: 'z' });
    expect((await pages.next()).done).toBe(true);
  });

  it('fails where a later page fails: a listing is never cut short in silence', async () => {
    mock
      .on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'a' }], NextContinuationToken: 'more', IsTruncated: true })
      .rejectsOnce(refusal(403, 'AccessDenied'));
    expect(await reason(listed(store))).toBeInstanceOf(StoreFailure);
  });

  it('takes keys as they are from a server that does not say that it encoded them', async () => {
    const keys = ['a+b.fits', 'p%41.fits', 'q%.fits'];
    mock
      .on(ListObjectsV2Command)
      .resolvesOnce({ Contents: keys.map((Key) => ({ Key })), IsTruncated: false });
    expect((await listed(store)).map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    ['what is no listing, which would pass for an empty bucket', {}],
    ['a page that does not say how to go on', { Contents: [{ Key: 'a' }], IsTruncated: true }],
  ])('refuses %s', async (_, answer) => {
    mock.on(ListObjectsV2Command).resolvesOnce(answer);
    expect(await reason(listed(store))).toMatchObject({ name: 'StoreFailure', cause: { name: 'NotS3' } });
  });
});
