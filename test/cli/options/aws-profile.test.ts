import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { RunFailed } from '../../../lib/cli/errors.ts';
import { refuseUnknownProfile } from '../../../lib/cli/options/aws-profile.ts';
import { fakeAws } from '../../helpers/fake-aws.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

/** An environment with these contents of the two files. */
function environment(profile: string, config = '', credentials = ''): NodeJS.ProcessEnv {
  const folder = tempFolder();
  const files = { AWS_CONFIG_FILE: 'config', AWS_SHARED_CREDENTIALS_FILE: 'credentials' };
  const env: NodeJS.ProcessEnv = { AWS_PROFILE: profile };
  for (const [name, file] of Object.entries(files)) env[name] = join(folder, file);
  writeFileSync(env['AWS_CONFIG_FILE'] ?? '', config);
  writeFileSync(env['AWS_SHARED_CREDENTIALS_FILE'] ?? '', credentials);
  return env;
}

describe('refuseUnknownProfile', () => {
  it.each([
    ['night', '[default]\nregion = eu-west-1\n[profile night]\nregion = eu-west-1\n', ''],
    ['night', '', '[night]\naws_access_key_id = a\n'],
    ['night', '[profile "night"]\r\nregion = x\r\n', ''],
    ['night', '  [profile night] # of the telescope\n', ''],
    ['my.org/night@1', '[profile my.org/night@1]', ''],
    // credentials may come from an instance, or not be needed
    ['default', '', ''],
    ['', '', ''],
  ])('accepts %j if a file has it: %j, %j', (profile, config, credentials) => {
    expect(() => refuseUnknownProfile(environment(profile, config, credentials))).not.toThrow();
  });

  it.each([
    ['night', '[default]\n[profile nights]\n', '[nigh]\n'],
    // the sections of the two files are named differently
    ['night', '[night]\n', '[profile night]\n'],
    ['night', '[sso-session night]\n', ''],
    ['night', '# [profile night]\n', '; [night]\n'],
  ])('refuses %j and names both files: %j, %j', (profile, config, credentials) => {
    const env = environment(profile, config, credentials);
    const check = () => refuseUnknownProfile(env);
    expect(check).toThrow(RunFailed);
    expect(check).toThrow(
      `AWS_PROFILE=night: there is no such profile in ${env['AWS_CONFIG_FILE']} or ` +
        `${env['AWS_SHARED_CREDENTIALS_FILE']}; `,
    );
  });

  it('reads the files in the home folder by default', () => {
    expect(() => refuseUnknownProfile({ AWS_PROFILE: 'no such night' })).toThrow(
      `no such profile in ${join(homedir(), '.aws', 'config')} or ${join(homedir(), '.aws', 'credentials')};`,
    );
    expect(() =>
      refuseUnknownProfile({ AWS_PROFILE: 'no such night', AWS_CONFIG_FILE: '~/aws.ini' }),
    ).toThrow(`no such profile in ${join(homedir(), 'aws.ini')} or `);
  });
});

describe('an unknown profile', () => {
  it.each([
    [['status', '--stack', 'my-fits-datalake']],
    [['query', '--stack', 'my-fits-datalake', 'SELECT 1']],
    [['backfill', '--stack', 'my-fits-datalake']],
    [['crawl', '--stack', 'my-fits-datalake']],
    [['ingest', '--lake', 'never-made', 's3://archive/']],
    [['header', 's3://archive/a.fits']],
  ])('stops %j before any request, with one line', async (args) => {
    const { env, requests } = await fakeAws();
    const { status, stdout, stderr } = await runMain(args, { env: { ...env, AWS_PROFILE: 'nosuch' } });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^fits-datalake: (?:s3:\S+ )?AWS_PROFILE=nosuch: .*\/dev\/null.*unset AWS_PROFILE\n$/,
    );
    expect(requests).toEqual([]);
  });

  it('does not matter if requests are not signed', async () => {
    const fake = await fakeAws();
    const env = { ...fake.env, AWS_PROFILE: 'nosuch' };
    await runMain(['header', '--no-sign-request', 's3://archive/a.fits'], { env });
    expect(fake.requests.map(({ action }) => action)).toContain('GetObject');
  });
});
