import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { objectWith } from '../../helpers/backfill-report.ts';
import { type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import {
  activeRun,
  finishedRun,
  mapRunArn,
  RUN_ARN,
  STARTED,
  WHOLE_STACK,
} from '../../helpers/fake-backfill.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';
import { runMain, sendSignal } from '../../helpers/run-main.ts';

const STACK = 'my-fits-datalake';
const BACKFILL = ['backfill', '--stack', STACK];
const NEW_FILE = objectWith('raw/a.fits', 'new');

/** Runs `backfill` with these answers of AWS. */
async function backfill(answers: FakeAws['answers'], ...args: string[]) {
  const fake = await fakeAws(answers);
  const run = await runMain([...BACKFILL, ...args], { env: fake.env });
  const started = fake.requests.filter(({ action }) => action === 'StartExecution');
  return { ...run, started: started.map(({ input }) => input) };
}

describe('backfill', () => {
  it('starts a run over the whole stack, waits for it, and prints its report', async () => {
    const run = await backfill(finishedRun([NEW_FILE, objectWith('raw/b.fits', 'unchanged')]));
    expect(run).toMatchObject({ status: EXIT.done, stderr: '' });
    expect(run.stdout).toMatch(/^s3:\/\/archive\/raw\/: 2 files: 1 new, 0 changed, 1 unchanged, /);
    expect(run.stdout).toContain('s3://lake/headers/');
    expect(run.stdout).toContain('new: s3://archive/raw/a.fits\n');
    expect(run.started).toEqual([{ stateMachineArn: OUTPUTS.Backfill, input: WHOLE_STACK }]);
  });

  it.each([
    ['failed', EXIT.failed, objectWith('raw/a.fits', 'failed', { reason: 'access denied' })],
    ['faulty', EXIT.faulty, objectWith('raw/a.fits', 'new', { faulty: true, codes: ['no-end'] })],
  ])('has its own exit code if objects are %s', async (_, status, object) => {
    const run = await backfill(finishedRun([object]), '--json');
    expect(run.status).toBe(status);
    expect(JSON.parse(run.stdout)).toMatchObject({ stack: STACK, files: 1, untold: 0 });
  });

  it('takes a prefix and --force as the scope of the run', async () => {
    const answers = finishedRun([objectWith('raw/2025/a.fits', 'unchanged')]);
    const run = await backfill(answers, '--prefix', 'raw/2025/', '--force');
    expect(run.status).toBe(EXIT.done);
    expect(JSON.parse(String(run.started[0]?.['input']))).toEqual({
      ...{ sourcePrefix: 'raw/2025/', lakePrefix: 'headers/collection=raw/', force: true },
    });
  });

  it('shows its progress on a terminal while it waits', async () => {
    const ended = finishedRun([NEW_FILE]);
    const fake = await fakeAws({
      ...ended,
      ListMapRuns: () => ({ mapRuns: [{ mapRunArn: mapRunArn('source'), startDate: STARTED }] }),
      DescribeMapRun: () => ({ itemCounts: { total: 50, succeeded: 20 }, startDate: STARTED }),
    });
    let polls = 0;
    fake.answers['DescribeExecution'] = (input) =>
      ++polls > 1 ? ended['DescribeExecution']?.(input) : { status: 'RUNNING' };
    const { stderr } = await runMain(BACKFILL, { env: fake.env, terminal: 200 });
    expect(stderr).toMatch(/the run has started.*20 of 50 objects in the source bucket \(step 1 of 2\)/s);
  });
});

describe('a backfill while a run is in progress', () => {
  it('joins the run if it has the same scope', async () => {
    const ended = finishedRun([NEW_FILE]);
    let polls = 0;
    const run = await backfill({
      ...ended,
      ...activeRun(),
      DescribeExecution: (input) => (polls++ < 1 ? activeRun() : ended)['DescribeExecution']?.(input),
    });
    expect(run).toMatchObject({ status: EXIT.done, started: [] });
    expect(run.stderr).toMatch(/^fits-datalake: joined .* 2026-11-18 11:06:40 UTC\n$/);
    expect(run.stdout).toContain('1 new');
  });

  it('is refused if the run has another scope', async () => {
    const other = '{"sourcePrefix":"raw/2025/","lakePrefix":"headers/","force":true}';
    const run = await backfill(activeRun(other));
    expect(run).toMatchObject({ status: EXIT.failed, stdout: '', started: [] });
    expect(run.stderr).toMatch(/s3:\/\/archive\/raw\/2025\/ with --force/);
    expect(run.stderr).toContain(`stop-execution --execution-arn ${RUN_ARN} --region eu-central-1\n`);
  });
});

describe('backfill --no-wait', () => {
  it('only starts the run, and says how to wait for it', async () => {
    const run = await backfill(finishedRun([]), '--no-wait');
    expect(run).toMatchObject({ status: EXIT.done, stderr: '', started: [expect.anything()] });
    expect(run.stdout).toContain(`fits-datalake backfill --stack ${STACK} --last`);
    const json = await backfill(finishedRun([]), '--no-wait', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'RUNNING', run: RUN_ARN, joined: false });
  });
  it('says so if the run is already in progress', async () => {
    const run = await backfill(activeRun(), '--no-wait');
    expect(run.stdout).toContain('2026-11-18 11:06:40 UTC');
    expect(run.started).toEqual([]);
    const json = await backfill(activeRun(), '--no-wait', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ run: RUN_ARN, joined: true });
  });
});

describe('backfill --last', () => {
  it('prints the report of the last run and starts none', async () => {
    const last = { ...finishedRun([NEW_FILE]), ListExecutions: activeRun()['ListExecutions']! };
    expect(await backfill(last, '--last')).toMatchObject({
      ...{ status: EXIT.done, stdout: expect.stringContaining('1 new'), started: [] },
    });
  });
  it('fails if there was no run', async () => {
    const run = await backfill(finishedRun([]), '--last');
    expect(run).toMatchObject({ status: EXIT.failed, stdout: '', started: [] });
    expect(run.stderr).toMatch(/no backfill of the stack my-fits-datalake .*90 days/);
  });
});

describe('a run that is not waited for to the end', () => {
  it('continues after Ctrl-C, and the message says how to stop it', async () => {
    const fake = await fakeAws(activeRun());
    let polls = 0;
    fake.answers['DescribeExecution'] = () => {
      if (++polls > 1) sendSignal('SIGINT');
      return { status: 'RUNNING', input: WHOLE_STACK, startDate: STARTED };
    };
    const run = await runMain(BACKFILL, { env: fake.env });
    expect(run).toMatchObject({ status: EXIT.interrupted, stdout: '' });
    expect(run.stderr).toMatch(/the run continues.*aws stepfunctions stop-execution/);
    expect(fake.requests.map(({ action }) => action)).not.toContain('StopExecution');
  });
  it('continues if its state can no longer be read', async () => {
    const expired = () => {
      throw new Refused('ExpiredTokenException', 'expired');
    };
    const run = await backfill({ ...finishedRun([]), DescribeExecution: expired });
    expect(run.status).toBe(EXIT.failed);
    expect(run.stderr).toMatch(/the run continues.*\n.*credentials have expired/);
  });
});
