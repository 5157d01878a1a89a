import { readFileSync } from 'node:fs';
import type { SQSEvent } from 'aws-lambda';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keysOf, MessageRefused } from '../../lambda/messages.ts';
import { suffixTest } from '../../lib/lake/suffixes.ts';
import { eventBridge, notification, plain } from '../helpers/messages.ts';

const BUCKET = 'example-archive';
const hasSuffix = suffixTest(['.fits', '.fits.gz']);
const PREFIX = 'm31/';
const ours = { bucket: BUCKET, wants: (key: string) => key.startsWith(PREFIX) && hasSuffix(key) };
const all = { bucket: BUCKET, wants: () => true };

const refusal = (body: string): string => {
  try {
    keysOf(body, all);
  } catch (error) {
    if (error instanceof MessageRefused) return error.message;
    throw error;
  }
  return 'not refused';
};

describe('the events of test/events', () => {
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
  ])('%s', (name, keys) => {
    const event: SQSEvent = JSON.parse(readFileSync(`test/events/${name}.json`, 'utf8'));
    expect(event.Records.map(({ body }) => keysOf(body, ours))).toEqual([keys]);
  });
});

describe('keys', () => {
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

  it('of any characters come through, however they are written', () => {
    fc.assert(
      fc.property(keys, (key) => {
        for (const body of [eventBridge(BUCKET, key), notification(BUCKET, key), plain(BUCKET, key)])
          expect(keysOf(body, all)).toEqual([key]);
      }),
      { numRuns: 1000 },
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
  ])('%j', (key) => {
    for (const body of [eventBridge(BUCKET, key), notification(BUCKET, key), plain(BUCKET, key)])
      expect(keysOf(body, all)).toEqual([key]);
  });

  it('are nothing to do outside the prefix, or without a suffix of FITS files', () => {
    const others = [
      'm31/a.txt',
      'm31/',
      'm31/a.fits/',
      'm33/a.fits',
      '/m31/a.fits',
      'M31/a.fits',
      'm31.fits',
    ];
    for (const key of others) expect(keysOf(eventBridge(BUCKET, key), ours), key).toEqual([]);
    expect(keysOf(notification(BUCKET, 'm31/a.FITS', 'm33/a.fits', 'm31/b.fits.GZ'), ours)).toEqual([
      'm31/a.FITS',
      'm31/b.fits.GZ',
    ]);
  });
});

describe('refused are', () => {
  it.each([
    ['', /^it is no JSON: /],
    ['{"bucket": "example-arch', /^it is no JSON: /],
    ['null', 'it is no JSON object'],
    ['"a.fits"', 'it is no JSON object'],
    ['[{"bucket": "example-archive", "key": "a.fits"}]', 'it is no JSON object'],
    ['{}', /neither an event of S3 nor .*; its fields are: none$/],
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
  ])('%s', (body, why) => {
    expect(refusal(body)).toMatch(why);
  });

  it('messages about another bucket, which is named', () => {
    const why =
      'it is about the bucket "other", but sourceBucket is "example-archive"; ' +
      'if sourceBucket was changed, the message was sent before that and can be deleted';
    expect(refusal(eventBridge('other', 'a.fits'))).toBe(why);
    expect(refusal(notification('other', 'a.fits'))).toBe(why);
    expect(refusal(plain('other', 'a.txt'))).toBe(why);
  });

  it('any text at all, or they are understood', () => {
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
