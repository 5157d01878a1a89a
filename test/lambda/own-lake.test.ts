import { S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { afterEach, expect, it, vi } from 'vitest';
import { environment } from '../helpers/lambda-environment.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

// Lambda reports what a module throws, and calls no handler of it: messages come again, and are dead letters in the end
it.each(['header-extractor', 'backfill'])(
  'the %s does not begin where its source is its own lake, and asks S3 nothing',
  async (name) => {
    const s3 = mockClient(S3Client);
    const variables = { ...environment(), SOURCE_BUCKET: 'example-lake', SOURCE_PREFIX: '', SUFFIXES: '.gz' };
    for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
    await expect(import(`../../lambda/${name}.ts`)).rejects.toThrow(
      "SOURCE_BUCKET is the bucket of this stack's own lake, example-lake",
    );
    expect(s3.calls()).toEqual([]);
  },
);
