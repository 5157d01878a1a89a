import { readFileSync } from 'node:fs';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filesOf, MessageRefused, type SourceFilter } from '../../lambda/messages.ts';
import { suffixTest } from '../../lib/lake/suffixes.ts';
import { effort } from '../helpers/effort.ts';
import { eventBridge, notification, plain } from '../helpers/messages.ts';

const BUCKET = 'example-archive';
const hasSuffix = suffixTest(['.fits', '.fits.gz']);
const PREFIX = 'm31/';
const filter: SourceFilter = {
  sources: [{ bucket: BUCKET, prefix: PREFIX }],
  wants: ({ key }) => key.startsWith(PREFIX) && hasSuffix(key),
};
const everything: SourceFilter = { sources: [{ bucket: BUCKET, prefix: '' }], wants: () => true };

/** The keys that a message names. All are in the same bucket. */
function keysOf(body: string, of: SourceFilter): string[] {
  const files = filesOf(body, of);
  for (const { bucket } of files) expect(bucket).toBe(BUCKET);
  return files.map(({ key }) => key);
}

/** The reason why a message is refused. */
const refusal = (body: string): string => {
  try {
    keysOf(body, everything);
  } catch (error) {
    if (error instanceof MessageRefused) return error.message;
    throw error;
  }
  return 'not refused';
};

describe('an event of test/events', () => {
  const KEY = 'm31/2026-11-25/m31 r+ü 100%.fits';
  it.each([
    ['created-by-put', [KEY]],
    ['created-by-multipart', [KEY]],
    ['created-by-copy', [KEY]],
    ['deleted', [KEY]],
    ['delete-marker', [KEY]],
    ['lifecycle-expired', [KEY]],
    ['restored', [KEY]],
    ['notification-created', [KEY]],
    ['notifications-of-two', [KEY, 'm31/2026-11-25/flat+1.fits.gz']],
    ['notification-test', []],
    ['plain', [KEY]],
  ])('%s names its keys', (name, keys) => {
    const event: SQSEvent = JSON.parse(readFileSync(`test/events/${name}.json`, 'utf8'));
    expect(event.Records.map(({ body }) => keysOf(body, filter))).toEqual([keys]);
  });
});

describe('a key', () => {
  const unit = fc.oneof(
    fc.constantFrom(
      '/',
      ' ',
      '+',
      '%',
      '%2B',
      '"',
      '\\',
      '&',
      '=',
      '?',
      '#',
      '\n',
      '\u0001',
      'ü',
      '🔭',
      '.fits',
    ),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 1 }),
  );
  const keys = fc.string({ unit, minLength: 1 });

  it('of any characters is read from every kind of message', () => {
    fc.assert(
      fc.property(keys, (key) => {
        for (const body of [eventBridge(BUCKET, key), notification(BUCKET, key), plain(BUCKET, key)])
          expect(keysOf(body, everything)).toEqual([key]);
      }),
      { numRuns: effort(300) },
    );
  });

  it.each([
    'a+b.fits',
    'a b.fits',
    '100%.fits',
    '%2B.fits',
    '//a.fits',
    '/a.fits',
    'a//b.fits',
    'é'.repeat(512),
  ])('such as %j is read from every kind of message', (key) => {
    for (const body of [eventBridge(BUCKET, key), notification(BUCKET, key), plain(BUCKET, key)])
      expect(keysOf(body, everything)).toEqual([key]);
  });

  it('is ignored outside the prefix or without a FITS suffix', () => {
    const others = [
      'm31/a.txt',
      'm31/',
      'm31/a.fits/',
      'm33/a.fits',
      '/m31/a.fits',
      'M31/a.fits',
      'm31.fits',
    ];
    for (const key of others) expect(keysOf(eventBridge(BUCKET, key), filter), key).toEqual([]);
    expect(keysOf(notification(BUCKET, 'm31/a.FITS', 'm33/a.fits', 'm31/b.fits.GZ'), filter)).toEqual([
      'm31/a.FITS',
      'm31/b.fits.GZ',
    ]);
  });
});

describe('a message is refused', () => {
  it.each([
    ['', / is not JSON: /],
    ['{"bucket": "example-arch', / is not JSON: /],
    ['null', / is not a JSON object$/],
    ['"a.fits"', / is not a JSON object$/],
    ['[{"bucket": "example-archive", "key": "a.fits"}]', / is not a JSON object$/],
    ['{}', /neither an S3 event nor .*; its fields are: none$/],
    ['{"Bucket": "example-archive", "ke\\ny": "a.fits"}', /its fields are: "Bucket", "ke\\ny"$/],
    ['{"bucket": "example-archive", "key": ""}', /its fields are: "bucket", "key"$/],
    ['{"bucket": "example-archive", "key": 7}', /neither/],
    ['{"source": "aws.s3"}', /without detail.bucket.name$/],
    ['{"source": "aws.s3", "detail": {"bucket": {"name": "b"}}}', /without detail.object.key$/],
    ['{"source": "aws.ec2", "detail": {"state": "running"}}', /its fields are: "source", "detail"$/],
    ['{"Records": [{"ses": {}}]}', /without Records\[0\].s3.bucket.name$/],
    ['{"Records": [null]}', /without Records\[0\].s3.bucket.name$/],
    [
      '{"Records": [{"s3": {"bucket": {"name": "example-archive"}, "object": {"key": "%zz"}}}]}',
      /URL-encoded: "%zz"$/,
    ],
    [
      '{"Records": [{"s3": {"bucket": {"name": "example-archive"}, "object": {"key": "%ff"}}}]}',
      /URL-encoded/,
    ],
  ])('if it is %s', (body, why) => {
    expect(refusal(body)).toMatch(why);
  });

  it('if it is about another bucket, and both buckets are named', () => {
    const messages = [
      eventBridge('other', 'a.fits'),
      notification('other', 'a.fits'),
      plain('other', 'a.txt'),
    ];
    for (const body of messages) expect(refusal(body)).toMatch(/"other".*"example-archive"/);
  });

  it('with a reason of limited length, unless it can be read', () => {
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.jsonValue().map((detail) => JSON.stringify({ source: 'aws.s3', detail })),
    );
    fc.assert(
      fc.property(texts, (body) => {
        expect(refusal(body).length).toBeLessThan(30_000);
      }),
    );
  });
});
