import { Readable } from 'node:stream';
import { BatchCreatePartitionCommand, BatchGetPartitionCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  GetObjectCommand,
  type GetObjectCommandInput,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { SQSClient } from '@aws-sdk/client-sqs';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lakeKey } from '../../lib/lake/naming.ts';
import { primary } from '../helpers/fits.ts';
import { environment } from '../helpers/lambda-environment.ts';
import { plain } from '../helpers/messages.ts';
import { mockClass } from '../helpers/mock-client.ts';

const ENVIRONMENT = environment();
const s3 = mockClass(S3Client);
const glue = mockClass(GlueClient);
const sqs = mockClass(SQSClient);
const files = new Map<string, Buffer>();
const written: string[] = [];

const failure = (name: string, httpStatusCode: number): Error =>
  Object.assign(new Error(name), { name, $metadata: { httpStatusCode } });

beforeEach(() => {
  for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
  for (const mock of [s3, glue, sqs]) mock.reset();
  files.clear();
  written.length = 0;
  s3.on(GetObjectCommand).callsFake(({ Key = '', Range = '' }: GetObjectCommandInput) => {
    const bytes = files.get(Key);
    if (Key.includes('denied')) throw failure('AccessDenied', 403);
    if (bytes === undefined) throw failure('NoSuchKey', 404);
    const [from = 0, until = 0] = Range.replace('bytes=', '').split('-').map(Number);
    const part = bytes.subarray(from, until + 1);
    return {
      Body: Readable.from([part]),
      ContentLength: part.length,
      ContentRange: `bytes ${from}-${from + part.length - 1}/${bytes.length}`,
      ETag: '"abc"',
      LastModified: new Date(),
    };
  });
  s3.on(HeadObjectCommand).rejects(failure('NotFound', 404));
  s3.on(HeadBucketCommand).resolves({});
  s3.on(PutObjectCommand).resolves({ ETag: '"def"' });
  glue.on(BatchGetPartitionCommand).resolves({});
  glue.on(BatchCreatePartitionCommand).resolves({});
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

async function invoke(bodies: readonly string[], remaining = 120_000, receives = 1): Promise<string[]> {
  const { handler } = await import('../../lambda/header-extractor.ts');
  const Records = bodies.map((body, i) => ({
    messageId: `id-${i}`,
    body,
    attributes: { ApproximateReceiveCount: String(receives) },
  }));
  const context = { functionName: 'extractor', getRemainingTimeInMillis: () => remaining };
  const { batchItemFailures } = await handler({ Records } as SQSEvent, context as Context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
const message = (key: string): string => plain('example-archive', key);
/** Everything that was written: one JSON object per line. */
const lines = (): Record<string, unknown>[] =>
  written
    .join('')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
const metrics = () => lines().filter((line) => '_aws' in line);

describe('the header extractor', () => {
  it('reads files into the lake, adds the partition, and returns the messages that failed', async () => {
    files.set('m31/a.fits', primary());
    const bodies = [message('m31/a.fits'), message('m31/denied.fits'), message('m33/other.fits'), '{'];
    expect(await invoke(bodies)).toEqual(['id-3', 'id-1']);
    expect(s3.commandCalls(PutObjectCommand).map((call) => call.args[0].input.Key)).toEqual([
      lakeKey({ bucket: 'example-archive', key: 'm31/a.fits' }),
    ]);
    expect(glue.commandCalls(BatchCreatePartitionCommand)).toHaveLength(1);
    for (const { args } of s3.calls()) {
      const { Bucket, ExpectedBucketOwner } = args[0].input as unknown as Record<string, string>;
      expect(['example-archive', 'example-lake']).toContain(Bucket);
      expect(ExpectedBucketOwner).toBe('111122223333');
    }
  });

  it('writes one log line per file, with keys and errors escaped', async () => {
    const key = 'm31/a\n{"level":"none"}\u2028 "b".fits';
    files.set(key, Buffer.from('no FITS'));
    await invoke([message(key), message('m31/denied\r\n.fits'), message('m31/gone.fits'), '{"a\\nb": 1}']);
    const [refused, file, failed, gone, ...rest] = lines();
    expect(refused).toMatchObject({
      level: 'ERROR',
      message: 'message refused',
      message_id: 'id-3',
      error: { name: 'MessageRefused', message: expect.stringContaining('its fields are: "a\\nb"') },
    });
    expect(file).toMatchObject({
      level: 'INFO',
      message: 'file',
      service: 'my-fits-datalake',
      key,
      kind: 'new',
      hdus: 0,
      cards: 0,
      bytes_read: 7,
      requests: 3,
      milliseconds: expect.any(Number),
      faults: ['not-fits'],
    });
    expect(failed).toMatchObject({
      level: 'ERROR',
      message: 'file failed',
      key: 'm31/denied\r\n.fits',
      requests: 2,
      error: { name: 'StoreFailure', message: expect.stringContaining('AccessDenied') },
    });
    expect(gone).toMatchObject({ key: 'm31/gone.fits', kind: 'absent', faults: [] });
    expect(rest.every((line) => '_aws' in line)).toBe(true);
  });

  it('publishes its metrics once, and faults by code', async () => {
    files.set('m31/a.fits', primary());
    files.set('m31/b.fits', Buffer.from('no FITS'));
    files.set('m31/c.fits', Buffer.from('none either'));
    files.set('m31/d.fits', Buffer.alloc(0));
    await invoke(['a', 'b', 'c', 'd', 'denied'].map((name) => message(`m31/${name}.fits`)));
    const [sums, ...faults] = metrics();
    expect(sums).toMatchObject({
      service: 'my-fits-datalake',
      FilesRead: 4,
      FilesFailed: 1,
      FilesPutBack: 0,
      BytesRead: 2880 + 7 + 11,
      Requests: 4 * 3 + 2,
    });
    expect(sums?.['_aws']).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'fits-datalake', Dimensions: [['service']] }],
    });
    expect(faults).toMatchObject([
      { service: 'my-fits-datalake', code: 'not-fits', Faults: 2 },
      { service: 'my-fits-datalake', code: 'empty', Faults: 1 },
    ]);
    expect(faults[0]?.['_aws']).toMatchObject({
      CloudWatchMetrics: [{ Namespace: 'fits-datalake', Dimensions: [['service', 'code']] }],
    });
  });

  it('returns messages for which it has no time, and sends none itself', async () => {
    files.set('m31/a.fits', primary());
    for (const receives of [1, 2, 7])
      expect(await invoke([message('m31/a.fits')], 5000, receives)).toEqual(['id-0']);
    expect(sqs.calls()).toEqual([]);
    expect(s3.commandCalls(PutObjectCommand)).toEqual([]);
    expect(lines()[0]).toMatchObject({ level: 'WARN', message: 'file put back', key: 'm31/a.fits' });
    expect(metrics()[0]).toMatchObject({ FilesPutBack: 1, FilesFailed: 0, FilesRead: 0 });
  });
});
