import { GetObjectCommand, HeadBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { Archived, Changed, Missing, StoreFailure, Unchanged } from '../../lib/stores/store.ts';
import { mockedStore, mockS3, part, reasonOf, refusal } from '../helpers/mock-s3.ts';

const store = mockedStore('123');
const mock = mockS3();

beforeEach(() => mock.reset());

describe('a read from S3', () => {
  it('requests a range of one state, and returns the ETag without quotes', async () => {
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

  it('is repeated if the connection breaks, and fails after four attempts', async () => {
    const cut = () => part('01', { ContentLength: 4 });
    mock.on(GetObjectCommand).resolvesOnce(cut()).resolvesOnce(cut()).resolvesOnce(part('0123'));
    expect((await store.read('a', 0, 4)).bytes).toHaveLength(4);
    expect(mock.commandCalls(GetObjectCommand)).toHaveLength(3);
    mock.reset();
    mock.on(GetObjectCommand).callsFake(() => Promise.resolve(cut()));
    const error = await reasonOf(store.read('a', 0, 4));
    expect(error).toBeInstanceOf(StoreFailure);
    expect(error).toMatchObject({
      where: 's3://archive/a',
      cause: { name: 'CutBody', received: 2, expected: 4 },
    });
    expect(mock.commandCalls(GetObjectCommand)).toHaveLength(4);
  });

  it('stops after the requested bytes if a server sends the whole object', async () => {
    mock.on(GetObjectCommand).callsFake(() => part('0123456789', { ContentRange: undefined }));
    const { bytes, head } = await store.read('a', 0, 4);
    expect(Buffer.from(bytes).toString()).toBe('0123');
    expect(head.size).toBe(10);
    expect(await reasonOf(store.read('a', 4, 4))).toMatchObject({ cause: { name: 'NoRanges' } });
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
  ])('is refused with %d %s', async (status, code, kind) => {
    mock.on(GetObjectCommand).rejects(refusal(status, code, { StorageClass: 'DEEP_ARCHIVE' }));
    const error = await reasonOf(store.read('a', 0, 4, { ifMatch: 'x' }));
    expect(error).toBeInstanceOf(kind);
    if (error instanceof Archived) expect(error.storageClass).toBe('DEEP_ARCHIVE');
  });

  it('fails if the response is not from S3, for example a sign-in page', async () => {
    const { ETag, ...page } = part('<html>');
    mock.on(GetObjectCommand).resolves(page);
    expect(await reasonOf(store.read('a', 0, 100))).toMatchObject({
      name: 'StoreFailure',
      cause: { name: 'NotS3' },
    });
  });

  it('takes a HEAD with the same conditions for bytes beyond the end', async () => {
    mock.on(GetObjectCommand).rejects(refusal(416, 'InvalidRange'));
    mock.on(HeadObjectCommand).resolves({ ContentLength: 0, ETag: '"e"' });
    expect(await store.read('a', 0, 4, { ifMatch: 'e' })).toMatchObject({
      bytes: new Uint8Array(0),
      head: { size: 0 },
    });
    expect(await reasonOf(store.read('a', 0, 4, { ifMatch: 'other' }))).toBeInstanceOf(Changed);
    expect(await reasonOf(store.read('a', 0, 4, { ifNoneMatch: 'e' }))).toBeInstanceOf(Unchanged);
  });
});

describe('a head from S3', () => {
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

  it('is undefined for a missing key, but fails for a missing bucket, which is checked once', async () => {
    mock.on(HeadObjectCommand).rejects(refusal(404, 'NotFound'));
    mock.on(HeadBucketCommand).rejects(refusal(404, 'NotFound'));
    const fresh = mockedStore();
    expect(await reasonOf(fresh.head('a'))).toBeInstanceOf(StoreFailure);
    mock.on(HeadBucketCommand).resolves({});
    expect(await fresh.head('a')).toBeUndefined();
    expect(await fresh.head('b')).toBeUndefined();
    expect(mock.commandCalls(HeadBucketCommand)).toHaveLength(2);
  });

  it('fails with the status in words if it is refused without a body', async () => {
    const error = refusal(403, '403');
    error.message = 'UnknownError';
    mock.on(HeadObjectCommand).rejects(error);
    expect(String(await reasonOf(store.head('a')))).toBe(
      'StoreFailure: s3://archive/a: Forbidden (HTTP 403)',
    );
  });
});
