import { describe, expect, it } from 'vitest';
import { batchReport, type CountedObject, type Task } from '../../../lib/lake/batch-report.ts';
import { type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';

const BACKFILL = ['backfill', '--stack', 'my-fits-datalake'];
const STARTED = 1_795_000_000;
const ARN = 'arn:aws:states:eu-central-1:111122223333:execution:my-fits-datalake-backfill:1';
const WHOLE = '{"sourcePrefix":"raw/","lakePrefix":"headers/","force":false}';

const one = (key: string, kind: CountedObject['kind'], more: Partial<CountedObject> = {}): CountedObject => ({
  ...{ key, kind, requests: 1, bytesRead: 0 },
  ...more,
});

const mapRun = (label: string): string =>
  `arn:aws:states:eu-central-1:111122223333:mapRun:my-fits-datalake-backfill/${label}:1`;

/** Step Functions, with a run whose batches came to this. */
function machine(source: CountedObject[], lake: CountedObject[] = []): FakeAws['answers'] {
  const writer = (part: string) => ({
    MapRunArn: mapRun(part),
    ResultWriterDetails: { Key: `runs/${part}/1/manifest.json` },
  });
  const files: Record<string, string> = {};
  const write = (name: string, task: Task, all: CountedObject[]): void => {
    const Key = `runs/${name}/1/SUCCEEDED_0.jsonl`;
    files[Key] = all.length === 0 ? '' : `${JSON.stringify(batchReport(task, all))}\n`;
    const ResultFiles = { FAILED: [], PENDING: [], SUCCEEDED: [{ Key }] };
    files[`runs/${name}/1/manifest.json`] = JSON.stringify({ ResultFiles });
  };
  write('source', 'backfill', source);
  write('lake', 'reconcile', lake);
  return {
    ListExecutions: () => ({ executions: [] }),
    StartExecution: () => ({ executionArn: ARN, startDate: STARTED }),
    DescribeExecution: () => ({
      ...{ status: 'SUCCEEDED', input: WHOLE, startDate: STARTED, stopDate: STARTED + 10 },
      output: JSON.stringify({ source: writer('source'), lake: writer('lake') }),
    }),
    GetObject: ({ Bucket, Key }) => {
      const body = Bucket === 'lake' ? files[String(Key)] : undefined;
      if (body === undefined) throw new Refused('NoSuchKey', 'no such key');
      return body;
    },
  };
}

const running = (input = WHOLE) => ({
  ListExecutions: () => ({ executions: [{ executionArn: ARN }] }),
  DescribeExecution: () => ({ status: 'RUNNING', input, startDate: STARTED }),
  ListMapRuns: () => ({ mapRuns: [] }),
});

describe('backfill', () => {
  it('starts a run over all that the stack is about, waits, and tells what it did', async () => {
    const fake = await fakeAws(machine([one('raw/a.fits', 'new'), one('raw/b.fits', 'unchanged')]));
    expect(await runCliBeside(BACKFILL, { env: fake.env })).toEqual({
      status: 0,
      stdout: `s3://archive/raw/: 2 files: 1 new, 0 changed, 1 unchanged, 0 removed; 0 faulty
2 requests, 0 bytes of the files read, 10 s
there is nothing below s3://lake/headers/
  new: s3://archive/raw/a.fits
`,
      stderr: '',
    });
    const { input } = fake.asked.find(({ action }) => action === 'StartExecution') ?? {};
    expect(input).toEqual({ stateMachineArn: OUTPUTS.Backfill, input: WHOLE });
  });

  it.each([
    ['failed', 1, one('raw/a.fits', 'failed', { reason: 'access denied' })],
    ['faulty', 3, one('raw/a.fits', 'new', { faulty: true, codes: ['no-end'] })],
  ])('ends with a code of its own where objects are %s', async (_, status, told) => {
    const { env } = await fakeAws(machine([told]));
    const run = await runCliBeside([...BACKFILL, '--json'], { env });
    expect(run.status).toBe(status);
    expect(JSON.parse(run.stdout)).toMatchObject({ stack: 'my-fits-datalake', files: 1, untold: 0 });
  });

  it('may be about a part, and by force', async () => {
    const fake = await fakeAws(machine([one('raw/2025/a.fits', 'unchanged')]));
    const { status } = await runCliBeside([...BACKFILL, '--prefix', 'raw/2025/', '--force'], {
      env: fake.env,
    });
    expect(status).toBe(0);
    const { input } = fake.asked.find(({ action }) => action === 'StartExecution') ?? {};
    expect(JSON.parse(String(input?.['input']))).toEqual({
      ...{ sourcePrefix: 'raw/2025/', lakePrefix: 'headers/collection=raw/', force: true },
    });
  });

  describe('of an empty bucket or prefix', () => {
    const input = '{"sourcePrefix":"raw/205/","lakePrefix":"headers/collection=raw/","force":false}';
    const ended = (output: object): FakeAws['answers'] => ({
      ...machine([], [one('raw/2.fits', 'unchanged')]),
      DescribeExecution: () => ({
        ...{ status: 'SUCCEEDED', input, startDate: STARTED, stopDate: STARTED + 10 },
        output: JSON.stringify(output),
      }),
    });
    const lake = { MapRunArn: mapRun('lake'), ResultWriterDetails: { Key: 'runs/lake/1/manifest.json' } };
    const NOTHING = `s3://archive/raw/205/: 0 files: 0 new, 0 changed, 0 unchanged, 0 removed; 0 faulty
1 requests, 0 bytes of the files read, 10 s
there is nothing below s3://archive/raw/205/
`;

    it.each([
      ['the state machine found the listing empty', { source: { empty: true }, lake }],
      [
        'Step Functions listed nothing, and wrote a manifest of no files',
        {
          source: {
            MapRunArn: mapRun('source'),
            ResultWriterDetails: { Key: 'runs/source/1/manifest.json' },
          },
          lake,
        },
      ],
    ])('says so, and has done its work: %s', async (_, output) => {
      const { env } = await fakeAws(ended(output));
      const run = await runCliBeside([...BACKFILL, '--prefix', 'raw/205/'], { env });
      expect(run).toEqual({ status: 0, stdout: NOTHING, stderr: '' });
      const json = await runCliBeside([...BACKFILL, '--prefix', 'raw/205/', '--json'], { env });
      expect(JSON.parse(json.stdout)).toMatchObject({
        nothingBelow: ['s3://archive/raw/205/'],
        results: ['s3://lake/runs/lake/1/manifest.json'],
      });
    });

    it.each([
      ['runs/source/2/manifest.json', 0, 0],
      [undefined, 0, 0],
      // these were written, but no longer exist
      ['runs/source/2/manifest.json', 7, 1],
    ])('does not miss a manifest, %s, of a listing of %d objects', async (Key, total, status) => {
      const asked: unknown[] = [];
      const source = { MapRunArn: mapRun('source'), ...(Key && { ResultWriterDetails: { Key } }) };
      const { env } = await fakeAws({
        ...ended({ source, lake }),
        DescribeMapRun: (given) => {
          asked.push(given);
          return { itemCounts: { total }, startDate: STARTED };
        },
      });
      const run = await runCliBeside([...BACKFILL, '--prefix', 'raw/205/'], { env });
      expect(run.status).toBe(status);
      expect(run.stdout).toBe(status === 0 ? NOTHING : '');
      if (status > 0) expect(run.stderr).toMatch(/: the results of the run no longer exist/);
      expect(asked).toEqual([{ mapRunArn: mapRun('source') }]);
    });
  });

  it('says that the crawler was not started, and what does it', async () => {
    const fake = await fakeAws(machine([one('raw/a.fits', 'new')]));
    const { DescribeExecution } = fake.answers;
    fake.answers['DescribeExecution'] = (asked) => {
      const seen = DescribeExecution?.(asked) as { output: string };
      const crawl = { Error: 'Glue.AccessDeniedException', Cause: 'no rights' };
      return { ...seen, output: JSON.stringify({ ...JSON.parse(seen.output), crawl }) };
    };
    const { status, stderr } = await runCliBeside(BACKFILL, { env: fake.env });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        'fits-datalake: the crawler could not be started: Glue.AccessDeniedException: no rights; ' +
        'fits-datalake crawl --stack my-fits-datalake does it\n',
    });
  });

  it('says of a run that went well that its results may not be read', async () => {
    const fake = await fakeAws(machine([one('raw/a.fits', 'new')]));
    fake.answers['GetObject'] = () => {
      throw new Refused('AccessDenied', 'no');
    };
    const { status, stderr } = await runCliBeside(BACKFILL, { env: fake.env });
    expect(status).toBe(1);
    expect(stderr).toMatch(
      /^fits-datalake: the run succeeded, but its results cannot be read: s3:\/\/lake\/runs/,
    );
  });

  it('takes up a run that is under way, if it is just that', async () => {
    const fake = await fakeAws(machine([one('raw/a.fits', 'new')]));
    let looks = 0;
    const { DescribeExecution } = fake.answers;
    Object.assign(fake.answers, running(), {
      DescribeExecution: (input: never) =>
        looks++ < 2 ? running().DescribeExecution() : DescribeExecution?.(input),
    });
    const run = await runCliBeside(BACKFILL, { env: fake.env });
    expect(run).toMatchObject({
      status: 0,
      stderr: 'fits-datalake: taken up: the run that began at 2026-11-18 11:06:40 UTC\n',
    });
    expect(run.stdout).toContain('1 new');
    expect(fake.asked.map(({ action }) => action)).not.toContain('StartExecution');
  });

  it('starts none beside another one', async () => {
    const other = '{"sourcePrefix":"raw/2025/","lakePrefix":"headers/","force":true}';
    const { env, asked } = await fakeAws(running(other));
    expect(await runCliBeside(BACKFILL, { env })).toEqual({
      status: 1,
      stdout: '',
      stderr:
        'fits-datalake: another backfill is under way, since 2026-11-18 11:06:40 UTC: of ' +
        's3://archive/raw/2025/ with --force. Wait for it (--last), or stop it: ' +
        `aws stepfunctions stop-execution --execution-arn ${ARN} --region eu-central-1\n`,
    });
    expect(asked.map(({ action }) => action)).not.toContain('StartExecution');
  });

  it('lets the run go on at Ctrl-C, and says how to take it up or stop it', async () => {
    const fake = await fakeAws(running());
    let kill: (signal: NodeJS.Signals) => void = () => {};
    let looks = 0;
    fake.answers['ListMapRuns'] = () => {
      if (++looks > 1) kill('SIGINT');
      return { mapRuns: [] };
    };
    const run = await runCliBeside(BACKFILL, { env: fake.env }, (given) => {
      kill = given;
    });
    expect(run).toMatchObject({ status: 130, stdout: '' });
    expect(run.stderr).toContain(
      'the run goes on; the same command takes it up again. To stop it: aws stepfunctions stop-execution',
    );
    expect(fake.asked.map(({ action }) => action)).not.toContain('StopExecution');
  });

  it('need not be waited for', async () => {
    const { env } = await fakeAws(machine([]));
    expect(await runCliBeside([...BACKFILL, '--no-wait'], { env })).toEqual({
      status: 0,
      stdout:
        'the run has begun; fits-datalake backfill --stack my-fits-datalake --last waits for it and tells what it did\n',
      stderr: '',
    });
    const json = await runCliBeside([...BACKFILL, '--no-wait', '--json'], { env });
    expect(JSON.parse(json.stdout)).toMatchObject({ status: 'RUNNING', run: ARN, joined: false });
    const under = await fakeAws(running());
    const second = await runCliBeside([...BACKFILL, '--no-wait'], { env: under.env });
    expect(second.stdout).toMatch(
      /^it is under way already, since 2026-11-18 11:06:40 UTC; fits-datalake backfill/,
    );
    expect(under.asked.map(({ action }) => action)).not.toContain('StartExecution');
  });

  it('tells what the last run did, and starts none', async () => {
    const fake = await fakeAws(machine([one('raw/a.fits', 'new')]));
    const none = await runCliBeside([...BACKFILL, '--last'], { env: fake.env });
    expect(none).toMatchObject({
      status: 1,
      stderr: 'fits-datalake: no backfill of the stack my-fits-datalake has run in the last 90 days\n',
    });
    fake.answers['ListExecutions'] = () => ({ executions: [{ executionArn: ARN }] });
    expect((await runCliBeside([...BACKFILL, '--last'], { env: fake.env })).stdout).toContain('1 new');
    expect(fake.asked.map(({ action }) => action)).not.toContain('StartExecution');
  });

  it.each([
    [
      'FAILED',
      /^fits-datalake: the run failed at 2026-11-18 .*: States.ItemReaderFailed: denied; what it did/,
    ],
    [
      'ABORTED',
      /^fits-datalake: the run was stopped at .*; what it did is in the lake. To go on: fits-datalake backfill --stack my-fits-datalake \(what is done is not read again\)/,
    ],
  ])('fails where the run is %s', async (status, why) => {
    const fake = await fakeAws(machine([]));
    fake.answers['DescribeExecution'] = () => ({
      ...{ status, input: WHOLE, startDate: STARTED, stopDate: STARTED + 10 },
      ...(status === 'FAILED' && { error: 'States.ItemReaderFailed', cause: 'denied' }),
    });
    const run = await runCliBeside(BACKFILL, { env: fake.env });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(why);
  });

  it('tells the command that goes on, with all its options', async () => {
    const fake = await fakeAws(machine([]));
    const input = JSON.stringify({ sourcePrefix: "raw/a b's/", lakePrefix: 'headers/', force: true });
    fake.answers['ListExecutions'] = () => ({ executions: [{ executionArn: ARN }] });
    fake.answers['DescribeExecution'] = () => ({
      ...{ status: 'ABORTED', input, startDate: STARTED, stopDate: STARTED + 10 },
    });
    const { stderr } = await runCliBeside([...BACKFILL, '--last'], { env: fake.env });
    expect(stderr).toContain(
      `To go on: fits-datalake backfill --stack my-fits-datalake --prefix 'raw/a b'\\''s/' --force, which reads everything again\n`,
    );
  });

  it('says that the run goes on where it cannot be asked any more', async () => {
    const fake = await fakeAws(machine([]));
    fake.answers['DescribeExecution'] = () => {
      throw new Refused('ExpiredTokenException', 'expired');
    };
    const { status, stderr } = await runCliBeside(BACKFILL, { env: fake.env });
    expect(status).toBe(1);
    expect(stderr).toMatch(/the run goes on; .*\n.*the AWS credentials have expired/);
  });
});

describe('backfill --dry-run', () => {
  const contents = (...keys: string[]): string =>
    keys
      .map((key) => `<Contents><Key>${key}</Key><Size>2880</Size><ETag>"e"</ETag></Contents>`)
      .concat('<IsTruncated>false</IsTruncated>')
      .join('');

  it('counts, says what a run would take, and starts none', async () => {
    const fake = await fakeAws({ ListObjectsV2: () => contents('raw/a.fits', 'raw/b.fits.gz', 'raw/c.txt') });
    const { status, stdout } = await runCliBeside([...BACKFILL, '--dry-run'], { env: fake.env });
    expect(status).toBe(0);
    expect(stdout).toMatch(
      /^s3:\/\/archive\/raw\/: 2 FITS files, 5.8 kB\n1 object skipped because of its suffix: 1 .txt\n.*the setting suffixes/,
    );
    expect(stdout).toContain('nothing was read or changed\n');
    expect(fake.asked.map(({ action }) => action)).toEqual(['DescribeStacks', 'ListObjectsV2']);
    expect(fake.asked[1]?.input).toMatchObject({ prefix: 'raw/' });
    const json = await runCliBeside([...BACKFILL, '--dry-run', '--json'], { env: fake.env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      ...{ source: 's3://archive/raw/', files: 2, packed: 1, others: 1 },
      skipped: { files: 1, suffixes: { '.txt': 1 } },
      allNew: { requests: 8 },
    });
  });

  it('names the bucket that it may not list', async () => {
    const denied = () => {
      throw new Refused('AccessDenied', 'no');
    };
    const { env } = await fakeAws({ ListObjectsV2: denied });
    expect(await runCliBeside([...BACKFILL, '--dry-run'], { env })).toEqual({
      ...{ status: 1, stdout: '', stderr: 'fits-datalake: s3://archive/raw/: access denied\n' },
    });
  });
});

describe('the command line', () => {
  it.each([
    [['backfill'], /required option '--stack <name>' not specified/],
    [[...BACKFILL, '--prefix', 's3://archive/raw'], /without the bucket/],
    [[...BACKFILL, '--last', '--force'], /--last goes with --json alone/],
    [[...BACKFILL, '--last', '--no-wait'], /--last goes with --json alone/],
    [[...BACKFILL, '--dry-run', '--no-wait'], /--no-wait does not go with it/],
  ])('%j is a mistake', (args, why) => {
    const { status, stderr } = runCli(args);
    expect(status).toBe(2);
    expect(stderr).toMatch(why);
  });
});
