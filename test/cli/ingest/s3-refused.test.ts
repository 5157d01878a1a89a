import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { runMain } from '../../helpers/run-main.ts';

let s3: FakeS3;
let runs: ReturnType<typeof ingestRuns>;
beforeEach(async () => {
  s3 = await fakeS3();
  runs = ingestRuns(s3.env);
  s3.put('archive', 'a.fits', primary());
});

/** A run that fails with one line on standard error, and no output. */
async function failure(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = await runMain(['ingest', ...args], {
    cwd: runs.folder,
    env: { ...s3.env, ...env },
  });
  expect(stdout).toBe('');
  expect(stderr.trim().split('\n')).toHaveLength(1);
  return { status, line: stderr.trim() };
}

describe('an ingest of a bucket fails', () => {
  it('if there is no such bucket or prefix, and names it', async () => {
    for (const uri of ['s3://typo/', 's3://archive/typo/'])
      expect(await failure([uri])).toMatchObject({
        status: 1,
        line: expect.stringMatching(`^fits-datalake: ${uri}: there is no such `),
      });
  });

  it('if access is denied, and names the permission or the option that is missing', async () => {
    s3.instead = () => ({ status: 403, code: 'AccessDenied' });
    expect(await failure(['s3://archive'])).toMatchObject({
      status: 1,
      line: expect.stringMatching(/ s3:\/\/archive\/: .*s3:ListBucket/),
    });
    const unsigned = await failure(['--no-sign-request', 's3://archive']);
    expect(unsigned.line).toContain('--no-sign-request');
  });

  it('if there are no credentials, without a request; public buckets need none', async () => {
    const without = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { status, line } = await failure(['s3://archive'], without);
    expect({ status, line }).toMatchObject({ status: 1, line: expect.stringContaining('aws configure') });
    expect(line).toContain('--no-sign-request');
    expect(s3.requests).toEqual([]);
    let signed = false;
    s3.instead = ({ headers }) => {
      signed ||= headers.authorization !== undefined;
      return undefined;
    };
    const open = await runMain(['ingest', '--no-sign-request', 's3://archive'], {
      cwd: runs.folder,
      env: { ...s3.env, ...without },
    });
    expect(open).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('1 new') });
    expect(signed).toBe(false);
  });

  it('if no server answers, and names it', async () => {
    const endpoint = 'http://127.0.0.1:1';
    expect(await failure(['--endpoint-url', endpoint, 's3://archive'])).toMatchObject({
      status: 1,
      line: expect.stringContaining(endpoint),
    });
  });

  it('with the message of the server, without control characters', async () => {
    s3.instead = () => ({ status: 400, code: 'Odd&#27;[31m&#155;2J' });
    const { line } = await failure(['s3://archive']);
    expect(line).toContain('s3://archive/: Odd\ufffd[31m\ufffd2J: as the test wants it');
    expect(line).toContain(s3.url);
  });
});

describe('the region of a bucket', () => {
  /** Answers as S3 does to a request that is signed for another region. */
  const putBucketIn = (region: string): void => {
    s3.instead = ({ headers }) =>
      headers.authorization?.includes(`/${region}/s3/`)
        ? undefined
        : { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': region } };
  };
  const ingest = (...args: readonly string[]) => {
    s3.requests.length = 0;
    return runs.ingest(...args);
  };

  it('is learned from the first answer', async () => {
    for (const key of ['b', 'c']) s3.put('archive', `${key}.fits`, primary());
    putBucketIn('ap-southeast-2');
    expect(await ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 3 } });
    expect(s3.requests.sort()).toEqual(['get a.fits', 'get b.fits', 'get c.fits', 'list ', 'list ']);
    const unchanged = { report: { unchanged: 3 } };
    expect(await ingest('--region', 'us-west-2', 's3://archive')).toMatchObject(unchanged);
    expect(await ingest('--region', 'ap-southeast-2', 's3://archive')).toMatchObject(unchanged);
    expect(s3.requests).toEqual(['list ']);
  });

  it('does not have to be set', async () => {
    putBucketIn('eu-west-3');
    const env = { ...s3.env, AWS_REGION: '', AWS_DEFAULT_REGION: '' };
    const { status, stderr } = await runMain(['ingest', 's3://archive'], { cwd: runs.folder, env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is learned from the body of the error if no header has it', async () => {
    s3.instead = ({ headers }) =>
      headers.authorization?.includes('/eu-west-3/s3/')
        ? undefined
        : { status: 400, code: 'AuthorizationHeaderMalformed', more: '<Region>eu-west-3</Region>' };
    expect(await ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 1 } });
  });

  it('has to be given if S3 does not return it', async () => {
    s3.instead = () => ({ status: 301, code: 'PermanentRedirect' });
    expect(await ingest('s3://archive')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--region'),
    });
  });
});
