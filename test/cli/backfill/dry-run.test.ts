import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { runMain, sendSignal } from '../../helpers/run-main.ts';

const DRY_RUN = ['backfill', '--stack', 'my-fits-datalake', '--dry-run'];

/** A listing of these objects, of 2,880 bytes each. */
const listing = (...keys: string[]): string =>
  keys
    .map((key) => `<Contents><Key>${key}</Key><Size>2880</Size><ETag>"e"</ETag></Contents>`)
    .concat('<IsTruncated>false</IsTruncated>')
    .join('');

describe('backfill --dry-run', () => {
  it('counts the objects, estimates the cost, and starts nothing', async () => {
    const fake = await fakeAws({ ListObjectsV2: () => listing('raw/a.fits', 'raw/b.fits.gz', 'raw/c.txt') });
    const { status, stdout } = await runMain(DRY_RUN, { env: fake.env });
    expect(status).toBe(EXIT.done);
    expect(stdout).toMatch(
      /^s3:\/\/archive\/raw\/: 2 FITS files, 5\.8 kB\n1 object .*1 \.txt\n.*the setting suffixes/,
    );
    expect(stdout).toContain('no file was opened, and nothing was changed\n');
    expect(stdout).toContain('of these files: 2 new to the lake\n');
    const actions = ['DescribeStacks', 'ListObjectsV2', 'HeadObject', 'HeadObject', 'HeadBucket'];
    expect(fake.requests.map(({ action }) => action)).toEqual(actions);
    expect(fake.requests[1]?.input).toMatchObject({ prefix: 'raw/' });
    const json = await runMain([...DRY_RUN, '--json'], { env: fake.env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ source: 's3://archive/raw/', files: 2, packed: 1, others: 1 },
      skipped: { files: 1, suffixes: { '.txt': 1 } },
      ...{ allNew: { requests: 8 }, likeSample: { requests: 8 } },
      sample: { files: 2, new: 2, readAgain: 0, derived: 0, unchanged: 0 },
    });
  });

  it('shows on a terminal how many objects it has counted', async () => {
    const keys = Array.from({ length: 1001 }, (_, i) => `raw/${i}.fits`);
    const { env } = await fakeAws({ ListObjectsV2: () => listing(...keys) });
    expect((await runMain(DRY_RUN, { env, terminal: 80 })).stderr).toContain('1,000 objects');
  });

  it('ends at Ctrl-C', async () => {
    const { env } = await fakeAws({
      ListObjectsV2: () => {
        sendSignal('SIGINT');
        return listing('raw/a.fits');
      },
    });
    const run = await runMain(DRY_RUN, { env });
    expect(run).toMatchObject({ status: EXIT.interrupted, stdout: '' });
  });

  it('names the bucket that it may not list', async () => {
    const denied = () => {
      throw new Refused('AccessDenied', 'no');
    };
    const { env } = await fakeAws({ ListObjectsV2: denied });
    const run = await runMain(DRY_RUN, { env });
    expect(run).toMatchObject({ status: EXIT.failed, stdout: '' });
    expect(run.stderr).toMatch(/^fits-datalake: s3:\/\/archive\/raw\/: access denied/);
  });

  it('says what is unknown if it may not read the lake', async () => {
    const { env } = await fakeAws({
      ListObjectsV2: () => listing('raw/a.fits'),
      HeadObject: () => {
        throw new Refused('AccessDenied', 'denied');
      },
    });
    const { status, stdout } = await runMain(DRY_RUN, { env });
    expect(status).toBe(EXIT.done);
    expect(stdout).toContain('is unknown');
  });
});
