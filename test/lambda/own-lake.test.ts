import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, expect, it, vi } from 'vitest';
import { environment } from '../helpers/lambda-environment.ts';
import { mockClass } from '../helpers/mock-client.ts';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

const s3 = mockClass(S3Client);

// If a module throws while it is loaded, Lambda reports the error and does not call the handler. Messages are retried and
// end in the dead-letter queue.
it.each(['header-extractor', 'backfill'])(
  'the %s function does not start if its source is its own lake, and sends S3 no request',
  async (name) => {
    vi.resetModules();
    const variables = { ...environment(), SOURCE_BUCKET: 'example-lake', SOURCE_PREFIX: '', SUFFIXES: '.gz' };
    for (const [variable, value] of Object.entries(variables)) vi.stubEnv(variable, value);
    await expect(import(`../../lambda/${name}.ts`)).rejects.toMatchObject({
      name: 'EnvironmentRefused',
      variable: 'SOURCE_BUCKET',
    });
    expect(s3.calls()).toEqual([]);
  },
);
