import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { objectWith } from '../../helpers/backfill-report.ts';
import { type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { finishedRun, mapRunArn, mapRunOutput, STARTED } from '../../helpers/fake-backfill.ts';
import { runMain } from '../../helpers/run-main.ts';

const PREFIX = ['--prefix', 'raw/205/'];

async function backfill(answers: FakeAws['answers'], ...args: string[]) {
  const { env } = await fakeAws(answers);
  return runMain(['backfill', '--stack', 'my-fits-datalake', ...args], { env });
}

/** A run over a prefix without objects, with this output. */
const emptyRun = (output: object): FakeAws['answers'] => ({
  ...finishedRun([], [objectWith('raw/2.fits', 'unchanged')]),
  DescribeExecution: () => ({
    ...{ status: 'SUCCEEDED', startDate: STARTED, stopDate: STARTED + 10 },
    input: '{"sourcePrefix":"raw/205/","lakePrefix":"headers/collection=raw/","force":false}',
    output: JSON.stringify(output),
  }),
});

describe('the report of a run over a prefix without objects', () => {
  it.each([
    ['the state machine found the listing empty', { source: { empty: true }, lake: mapRunOutput('lake') }],
    [
      'Step Functions found it empty, and its manifest names no files',
      { source: mapRunOutput('source'), lake: mapRunOutput('lake') },
    ],
  ])('says that there are none: %s', async (_, output) => {
    const run = await backfill(emptyRun(output), ...PREFIX);
    expect(run).toMatchObject({ status: EXIT.done, stderr: '' });
    expect(run.stdout).toMatch(
      /^s3:\/\/archive\/raw\/205\/: 0 files: .*\n.*\nno objects .*s3:\/\/archive\/raw\/205\/\n$/,
    );
    const json = await backfill(emptyRun(output), ...PREFIX, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      nothingBelow: ['s3://archive/raw/205/'],
      results: ['s3://lake/runs/lake/1/manifest.json'],
    });
  });

  it.each([
    ['runs/source/2/manifest.json', 0, EXIT.done],
    [undefined, 0, EXIT.done],
    // these results were written, but no longer exist
    ['runs/source/2/manifest.json', 7, EXIT.failed],
  ])('does not need the manifest %s of a listing of %d objects', async (Key, total, status) => {
    const inputs: unknown[] = [];
    const source = { MapRunArn: mapRunArn('source'), ...(Key && { ResultWriterDetails: { Key } }) };
    const run = await backfill(
      {
        ...emptyRun({ source, lake: mapRunOutput('lake') }),
        DescribeMapRun: (input) => {
          inputs.push(input);
          return { itemCounts: { total }, startDate: STARTED };
        },
      },
      ...PREFIX,
    );
    expect(run.status).toBe(status);
    expect(run.stdout === '').toBe(status === EXIT.failed);
    expect(run.stderr).toMatch(status === EXIT.failed ? /no longer exist/ : /^$/);
    expect(inputs).toEqual([{ mapRunArn: mapRunArn('source') }]);
  });
});

describe('the report of a run', () => {
  const answers = finishedRun([objectWith('raw/a.fits', 'new')]);

  it('comes with a note if the crawler could not be started, which says how to start it', async () => {
    const crawl = { Error: 'Glue.AccessDeniedException', Cause: 'no rights' };
    const DescribeExecution: FakeAws['answers'][string] = (input) => {
      const description = answers['DescribeExecution']?.(input) as { output: string };
      return { ...description, output: JSON.stringify({ ...JSON.parse(description.output), crawl }) };
    };
    const { status, stderr } = await backfill({ ...answers, DescribeExecution });
    expect(status).toBe(EXIT.done);
    expect(stderr).toMatch(
      /^fits-datalake: .*Glue\.AccessDeniedException: no rights; .*fits-datalake crawl --stack/,
    );
  });

  it('is missing if the user may not read the results', async () => {
    const denied = () => {
      throw new Refused('AccessDenied', 'no');
    };
    const { status, stderr } = await backfill({ ...answers, GetObject: denied });
    expect(status).toBe(EXIT.failed);
    expect(stderr).toMatch(/^fits-datalake: the run succeeded, .*s3:\/\/lake\/runs.*: access denied/);
  });

  it.each(['FAILED', 'ABORTED'])('is not printed if the status of the run is %s', async (state) => {
    const DescribeExecution = () => ({ status: state, startDate: STARTED, stopDate: STARTED + 10 });
    const run = await backfill({ ...answers, DescribeExecution });
    expect(run).toMatchObject({ status: EXIT.failed, stdout: '' });
    expect(run.stderr).toContain('2026-11-18 11:06:50 UTC');
  });
});
