import { gunzipSync, gzipSync } from 'node:zlib';
import { DeleteObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from 'vitest';
import { readStamp } from '../../lib/stores/gzip-metadata.ts';
import { Conflict, StoreFailure } from '../../lib/stores/store.ts';
import { mockedStore, mockS3, reasonOf, refusal } from '../helpers/mock-s3.ts';
import { listed } from '../helpers/store.ts';

const store = mockedStore('123');
const mock = mockS3();

beforeEach(() => mock.reset());

describe('a write to S3', () => {
  it('puts a new mark and the metadata into a gzip body', async () => {
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
  ])('or removal is refused with %d %s', async (status, code, kind) => {
    mock.on(PutObjectCommand).rejects(refusal(status, code));
    mock.on(DeleteObjectCommand).rejects(refusal(status, code));
    expect(await reasonOf(store.write('a', gzipSync(''), { ifMatch: 'x' }))).toBeInstanceOf(kind);
    expect(await reasonOf(store.remove('a', { ifMatch: 'x' }))).toBeInstanceOf(kind);
  });
});

describe('a listing of S3', () => {
  it('decodes keys, and requests the next page while this one is being used', async () => {
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

  it('fails if a later page fails', async () => {
    mock
      .on(ListObjectsV2Command)
      .resolvesOnce({ Contents: [{ Key: 'a' }], NextContinuationToken: 'more', IsTruncated: true })
      .rejectsOnce(refusal(403, 'AccessDenied'));
    expect(await reasonOf(listed(store))).toBeInstanceOf(StoreFailure);
  });

  it('does not decode keys if the response does not declare an encoding', async () => {
    const keys = ['a+b.fits', 'p%41.fits', 'q%.fits'];
    mock
      .on(ListObjectsV2Command)
      .resolvesOnce({ Contents: keys.map((Key) => ({ Key })), IsTruncated: false });
    expect((await listed(store)).map(({ key }) => key)).toEqual(keys);
  });

  it.each([
    ['a response that is not a listing, and would look like an empty bucket', {}],
    ['an incomplete page without a token for the next', { Contents: [{ Key: 'a' }], IsTruncated: true }],
  ])('refuses %s', async (_, response) => {
    mock.on(ListObjectsV2Command).resolvesOnce(response);
    expect(await reasonOf(listed(store))).toMatchObject({ name: 'StoreFailure', cause: { name: 'NotS3' } });
  });
});
