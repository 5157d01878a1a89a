import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { awsSettings } from '../../../lib/cli/options/aws.ts';

afterEach(() => vi.unstubAllEnvs());

describe('where AWS is asked', () => {
  it('is what the options say', () => {
    expect(awsSettings({ region: 'eu-central-1', endpointUrl: 'http://127.0.0.1:9000' })).toEqual({
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:9000',
    });
  });
  it('else left to the SDK, which does not know AWS_DEFAULT_REGION', () => {
    vi.stubEnv('AWS_REGION', '');
    vi.stubEnv('AWS_DEFAULT_REGION', '');
    expect(awsSettings({})).toEqual({});
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-1');
    expect(awsSettings({})).toEqual({ region: 'eu-west-1' });
    vi.stubEnv('AWS_REGION', 'us-east-1');
    expect(awsSettings({})).toEqual({});
  });
  it.each([{ endpointUrl: 'localhost:9000' }, { endpointUrl: '' }, { region: '' }, { region: 'EU west' }])(
    '%j is refused by name',
    (options) => {
      expect(() => awsSettings(options)).toThrow(UsageError);
      expect(() => awsSettings(options)).toThrow(/^--(region|endpoint-url) /);
    },
  );
});
