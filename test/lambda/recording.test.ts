import { Readable } from 'node:stream';
import { BatchCreatePartitionCommand, BatchGetPartitionCommand, GlueClient } from '@aws-sdk/client-glue';
import {
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Context, SQSEvent } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { CHANGES, RECEIPTS } from '../../lib/lake/changes/delta.ts';
import { HEADERS } from '../../lib/lake/naming.ts';
import { primary } from '../helpers/fits.ts';
import { environment } from '../helpers/lambda-environment.ts';
import { plain } from '../helpers/messages.ts';
import { mockClass } from '../helpers/mock-client.ts';

// The header extractor of a stack with compaction, with the clients of AWS mocked.

const s3 = mockClass(S3Client);
const glue = mockClass(GlueClient);
const printed: string[] = [];

beforeEach(() => {
  vi.resetModules();
  for (const [name, value] of Object.entries({ ...environment(), COMPACTION: 'on' })) vi.stubEnv(name, value);
  for (const mock of [s3, glue]) mock.reset();
  printed.length = 0;
  const file = primary();
  s3.on(GetObjectCommand).callsFake(() => ({
    ...{ Body: Readable.from([file]), ContentLength: file.length, ETag: '"abc"', LastModified: new Date() },
    ContentRange: `bytes 0-${file.length - 1}/${file.length}`,
  }));
  s3.on(HeadObjectCommand).rejects(
    Object.assign(new Error('NotFound'), { name: 'NotFound', $metadata: { httpStatusCode: 404 } }),
  );
  s3.on(HeadBucketCommand).resolves({});
  s3.on(PutObjectCommand).resolves({ ETag: '"def"' });
  glue.on(BatchGetPartitionCommand).resolves({});
  glue.on(BatchCreatePartitionCommand).resolves({});
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((text) => printed.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  vi.resetModules();
});

async function invoke(): Promise<readonly string[]> {
  const { handler } = await import('../../lambda/header-extractor.ts');
  const Records = [{ messageId: 'id', body: plain('example-archive', 'm31/a.fits'), attributes: {} }];
  const context = { functionName: 'extractor', getRemainingTimeInMillis: () => 120_000 };
  const { batchItemFailures } = await handler({ Records } as unknown as SQSEvent, context as Context);
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}
const folders = (): string[] =>
  s3.commandCalls(PutObjectCommand).map(({ args }) => `${args[0].input.Key?.split('/')[0]}/`);
const lines = (): Record<string, unknown>[] => printed.map((text) => JSON.parse(text));
const metrics = () => lines().find((line) => '_aws' in line && 'DeltasWritten' in line);

it('writes the lake object, then the delta, then its receipt, and counts them', async () => {
  expect(await invoke()).toEqual([]);
  expect(folders()).toEqual([HEADERS, CHANGES, RECEIPTS]);
  // one GET, one HEAD and three PUTs
  expect(metrics()).toMatchObject({ DeltasWritten: 1, DeltasFailed: 0, FilesRead: 1, Requests: 5 });
});

it('returns the message if the delta cannot be written, and counts the file as failed', async () => {
  s3.on(PutObjectCommand).callsFake(({ Key = '' }: PutObjectCommandInput) => {
    if (Key.startsWith(CHANGES))
      throw Object.assign(new Error('denied'), { name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
    return { ETag: '"def"' };
  });
  expect(await invoke()).toEqual(['id']);
  expect(folders()).toEqual([HEADERS, CHANGES]);
  expect(metrics()).toMatchObject({ DeltasWritten: 0, DeltasFailed: 1, FilesFailed: 1 });
  const messages = lines().map(({ message }) => message);
  expect(messages).toContain('changes not recorded');
  expect(messages).toContain('file failed');
  expect(printed.join('')).toContain('denied');
});
