import { Readable } from 'node:stream';
import { S3Client } from '@aws-sdk/client-s3';
import { expect, it } from 'vitest';
import { s3Store } from '../../lib/stores/s3.ts';

// Servers other than S3 may write the headers of a response in other ways. The SDK reads those of the first GET of a bucket.

const USUAL = {
  ...{ etag: '"e"', 'content-length': '1', 'content-range': 'bytes 0-0/9' },
  'last-modified': 'Fri, 27 Nov 2026 01:02:03 GMT',
};

/** What two GETs return, or the message of their error, if all responses have these headers. */
async function outcomes(headers: Readonly<Record<string, string | undefined>>) {
  const present = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  const response = () => ({ statusCode: 206, headers: present, body: Readable.from([Buffer.from('x')]) });
  const client = new S3Client({
    ...{ region: 'eu-west-1', credentials: { accessKeyId: 'A', secretAccessKey: 'S' } },
    requestHandler: { handle: async () => ({ response: response() }) },
  });
  const store = s3Store({ client, bucket: 'archive' });
  const outcome = () =>
    store.read('a', 0, 1).then(
      ({ bytes, head }) => ({ ...head, bytes: Buffer.from(bytes).toString() }),
      (error: Error) => error.message,
    );
  return [await outcome(), await outcome()];
}

it.each([
  USUAL,
  ...[
    'Friday, 27-Nov-26 01:02:03 GMT',
    'Fri Nov 27 01:02:03 2026',
    'Fri, 27 Nov 2026 01:02:03 +0100',
    'Fri, 27 Nov 2026 01:02:03',
    'yesterday',
    '',
    undefined,
  ].map((time) => ({ ...USUAL, 'last-modified': time })),
  { ...USUAL, 'content-length': 'x' },
])('the second GET reads the headers of a response as the first one does: %j', async (headers) => {
  const [first, second] = await outcomes(headers);
  expect(second).toEqual(first);
});

it.each([
  { ...USUAL, etag: undefined },
  { ...USUAL, 'content-length': undefined },
  { ...USUAL, 'content-range': 'bytes 0-0/*' },
])('a GET fails if a response does not say what was read: %j', async (headers) => {
  const failure = 's3://archive/a: the server does not respond like S3';
  expect(await outcomes(headers)).toEqual([failure, failure]);
});
