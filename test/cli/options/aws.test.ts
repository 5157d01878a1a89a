import { afterEach, describe, expect, it, vi } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { awsSettings } from '../../../lib/cli/options/aws.ts';

afterEach(() => vi.unstubAllEnvs());

describe('awsSettings', () => {
  it('returns the region and the endpoint of the options', () => {
    expect(awsSettings({ region: 'eu-central-1', endpointUrl: 'http://127.0.0.1:9000' })).toEqual({
      region: 'eu-central-1',
      endpoint: 'http://127.0.0.1:9000',
    });
  });
  it('reads AWS_DEFAULT_REGION, and leaves the rest to the SDK', () => {
    vi.stubEnv('AWS_REGION', '');
    vi.stubEnv('AWS_DEFAULT_REGION', '');
    expect(awsSettings({})).toEqual({});
    vi.stubEnv('AWS_DEFAULT_REGION', 'eu-west-1');
    expect(awsSettings({})).toEqual({ region: 'eu-west-1' });
    vi.stubEnv('AWS_REGION', 'us-east-1');
    expect(awsSettings({})).toEqual({});
  });
  it.each([{ endpointUrl: 'localhost:9000' }, { endpointUrl: '' }, { region: '' }, { region: 'EU west' }])(
    'refuses %j and names the option',
    (options) => {
      expect(() => awsSettings(options)).toThrow(UsageError);
      expect(() => awsSettings(options)).toThrow(/^--(region|endpoint-url) /);
    },
  );
});
