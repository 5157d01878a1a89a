import {
  BatchCreatePartitionCommand,
  type BatchCreatePartitionCommandInput,
  BatchGetPartitionCommand,
  type BatchGetPartitionCommandInput,
  GlueClient,
} from '@aws-sdk/client-glue';
import { HeadObjectCommand, type HeadObjectCommandInput, S3Client } from '@aws-sdk/client-s3';
import type { Context } from 'aws-lambda';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { BatchReport } from '../../lib/lake/batch-report.ts';
import { EXTRACTOR_REVISION } from '../../lib/lake/extraction.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { toMetadata } from '../../lib/lake/object.ts';
import { environment } from '../helpers/lambda-environment.ts';
import { mockClass } from '../helpers/mock-client.ts';

const BUCKET = 'example-archive';
const MODIFIED = new Date('2026-01-01T00:00:00Z');
const s3 = mockClass(S3Client);
const glue = mockClass(GlueClient);
const existing = new Set<string>();
const written: string[] = [];

beforeEach(() => {
  for (const [name, value] of Object.entries({ ...environment(), SOURCE_PREFIX: '' }))
    vi.stubEnv(name, value);
  for (const mock of [s3, glue]) mock.reset();
  existing.clear();
  written.length = 0;
  glue.on(BatchGetPartitionCommand).callsFake(({ PartitionsToGet = [] }: BatchGetPartitionCommandInput) => ({
    Partitions: PartitionsToGet.filter(({ Values }) => existing.has(Values?.[0] ?? '')),
  }));
  glue
    .on(BatchCreatePartitionCommand)
    .callsFake(({ PartitionInputList = [] }: BatchCreatePartitionCommandInput) => {
      for (const { Values } of PartitionInputList) existing.add(Values?.[0] ?? '');
      return {};
    });
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Files of two collections. The lake is up to date with them. */
const KEYS = ['m31/a.fits', 'm31/b.fits', 'm31/c.fits', 'm33/a.fits'];

async function run(began: Date): Promise<BatchReport> {
  const { handler } = await import('../../lambda/backfill.ts');
  const Items = KEYS.map((Key) => ({
    ...{ Key, Etag: '"abc"', Size: 2880, LastModified: MODIFIED.getTime() / 1000 },
  }));
  const BatchInput = { task: 'backfill', prefix: '', force: false, began: began.toISOString() };
  const context = { functionName: 'backfill', getRemainingTimeInMillis: () => 120_000 };
  return handler({ BatchInput, Items }, context as Context);
}

it('adds deleted partitions of unchanged files again, whatever its container remembers', async () => {
  s3.on(HeadObjectCommand).callsFake(({ Key }: HeadObjectCommandInput) => {
    const key = KEYS.find((candidate) => lakeKey({ bucket: BUCKET, key: candidate }) === Key) ?? '';
    const state = {
      ...({ kind: 'rows', bucket: BUCKET, key, generation: 1, revision: EXTRACTOR_REVISION } as const),
      ...{ sourceEtag: 'abc', lastModified: MODIFIED, size: 2880, readable: true, faults: 0 },
    };
    return { ETag: '"def"', ContentLength: 99, LastModified: MODIFIED, Metadata: toMetadata(state) };
  });
  const lookedUp = (): (string | undefined)[] =>
    glue
      .commandCalls(BatchGetPartitionCommand)
      .flatMap((call) => call.args[0].input.PartitionsToGet?.map(({ Values }) => Values?.[0]))
      .sort();
  for (const [deleted, added] of [
    [[], 2],
    [['m31'], 1],
    [['m31', 'm33'], 2],
  ] as const) {
    for (const collection of deleted) existing.delete(collection);
    glue.resetHistory();
    written.length = 0;
    const { counts } = await run(new Date());
    expect(counts).toMatchObject({ unchanged: 4, failed: 0 });
    expect([...existing].sort()).toEqual(['m31', 'm33']);
    // once per collection, not per file
    expect(lookedUp()).toEqual(['m31', 'm33']);
    const metrics = written.map((line) => JSON.parse(line)).find((line) => 'PartitionsAdded' in line);
    expect(metrics).toMatchObject({ service: 'my-fits-datalake', PartitionsAdded: added });
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
});
