import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { batchReport, type CountedObject, type Task } from '../../../lib/lake/batch-report.ts';
import { objectWith } from '../../helpers/backfill-report.ts';
import { type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { activeRun, RUN_ARN, STARTED } from '../../helpers/fake-backfill.ts';
import { listOutputs, stackWith } from '../../helpers/our-stack.ts';
import { runMain } from '../../helpers/run-main.ts';

const STACK = 'my-fits-datalake';
const SOURCES = [
  { bucket: 'archive', prefix: '' },
  { bucket: 'survey', prefix: 'raw/' },
  { bucket: 'survey', prefix: 'cal/' },
];
const LIST = { DescribeStacks: () => ({ Stacks: [stackWith(listOutputs(SOURCES))] }) };

interface PartOfRun {
  readonly name: string;
  readonly task: Task;
  readonly objects: readonly CountedObject[];
}

/** A run that has ended with these parts: the results of each, and the output of the state machine. */
function finished(input: object, output: object, ...parts: PartOfRun[]): FakeAws['answers'] {
  const files: Record<string, string> = {};
  for (const { name, task, objects } of parts) {
    const Key = `runs/${name}/SUCCEEDED_0.jsonl`;
    files[Key] = `${JSON.stringify(batchReport(task, objects))}\n`;
    const ResultFiles = { FAILED: [], PENDING: [], SUCCEEDED: [{ Key }] };
    files[`runs/${name}/manifest.json`] = JSON.stringify({ ResultFiles });
  }
  return {
    ...LIST,
    ListExecutions: () => ({ executions: [] }),
    StartExecution: () => ({ executionArn: RUN_ARN, startDate: STARTED }),
    DescribeExecution: () => ({
      ...{ status: 'SUCCEEDED', input: JSON.stringify(input), startDate: STARTED, stopDate: STARTED + 10 },
      output: JSON.stringify(output),
    }),
    GetObject: ({ Key }) => {
      const body = files[String(Key)];
      if (body === undefined) throw new Refused('NoSuchKey', 'no such key');
      return body;
    },
  };
}

const resultsOf = (name: string) => ({
  MapRunArn: `arn:aws:states:eu-central-1:111122223333:mapRun:my-fits-datalake-backfill/source:${name}`,
  ResultWriterDetails: { Key: `runs/${name}/manifest.json` },
});

/** Runs `backfill` with these answers of AWS. */
async function backfill(answers: FakeAws['answers'], ...args: string[]) {
  const fake = await fakeAws(answers);
  const run = await runMain(['backfill', '--stack', STACK, ...args], { env: fake.env });
  const [started] = fake.requests.filter(({ action }) => action === 'StartExecution');
  return { ...run, input: started && (JSON.parse(String(started.input['input'])) as unknown) };
}

const WHOLE = finished(
  { sources: SOURCES, lakePrefix: 'headers/', force: false },
  { source: [resultsOf('a'), resultsOf('b'), { empty: true }], lake: resultsOf('lake') },
  {
    ...{ name: 'a', task: 'backfill' },
    objects: [objectWith('raw/1.fits', 'new', { bucket: 'archive' }), objectWith('2.fits', 'unchanged')],
  },
  { name: 'b', task: 'backfill', objects: [objectWith('raw/1.fits', 'new', { bucket: 'survey' })] },
  {
    ...{ name: 'lake', task: 'reconcile' },
    objects: [
      objectWith('raw/3.fits', 'failed', { bucket: 'archive', reason: 'access denied' }),
      objectWith('raw/3.fits', 'removed', { bucket: 'survey' }),
    ],
  },
);

describe('a backfill of a stack with several buckets', () => {
  it('covers all of them, and names files by their addresses', async () => {
    const { status, stdout, input } = await backfill(WHOLE);
    expect(status).toBe(EXIT.failed);
    expect(input).toEqual({ sources: SOURCES, lakePrefix: 'headers/', force: false });
    expect(stdout).toMatch(/^s3:\/\/archive\/, s3:\/\/survey\/raw\/, s3:\/\/survey\/cal\/: 3 files: 2 new, /);
    for (const line of [
      'no objects found in s3://survey/cal/',
      '  new: s3://archive/raw/1.fits',
      '  new: s3://survey/raw/1.fits',
      '  failed: s3://archive/raw/3.fits: access denied',
      '  removed: s3://survey/raw/3.fits',
    ])
      expect(stdout.split('\n')).toContain(line);
    const json = await backfill(WHOLE, '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({
      sources: ['s3://archive/', 's3://survey/raw/', 's3://survey/cal/'],
      keys: { new: ['s3://archive/raw/1.fits', 's3://survey/raw/1.fits'] },
      nothingBelow: ['s3://survey/cal/'],
    });
  });

  it.each<[string[], object]>([
    [['--bucket', 'archive'], { sources: [SOURCES[0]], lakePrefix: 'headers/' }],
    [['--bucket', 'survey'], { sources: SOURCES.slice(1), lakePrefix: 'headers/' }],
    [
      ['--prefix', 'raw/2025/'],
      {
        sources: ['archive', 'survey'].map((bucket) => ({ bucket, prefix: 'raw/2025/' })),
        lakePrefix: 'headers/collection=raw/',
      },
    ],
    [
      ['--bucket', 'survey', '--prefix', 'cal/'],
      { sources: [SOURCES[2]], lakePrefix: 'headers/collection=cal/' },
    ],
    [['--force'], { sources: SOURCES, lakePrefix: 'headers/', force: true }],
  ])('covers a part with %j', async (args, expected) => {
    const { input } = await backfill(WHOLE, '--no-wait', ...args);
    expect(input).toEqual({ force: false, ...expected });
  });

  it.each([
    [['--bucket', 'plates'], /--bucket plates: .* archive, survey \(/],
    [
      ['--bucket', 'survey', '--prefix', 'tmp/'],
      /--prefix tmp\/: .* s3:\/\/survey\/raw\/, s3:\/\/survey\/cal\/ \(/,
    ],
    [['--bucket', 's3://survey/'], /only the name of the bucket/],
    [['--forget', 'survey'], /--forget survey: .*sourceBucket/],
    [['--forget', 'old', '--force'], /--forget .*--no-wait and --json/],
    [['--forget', 'old', '--dry-run'], /--forget/],
    [['--last', '--forget', 'old'], /--last/],
    [['--last', '--bucket', 'archive'], /--last/],
  ])('refuses %j', async (args, reason) => {
    const { status, stderr, input } = await backfill(WHOLE, ...args);
    expect({ status, input }).toEqual({ status: EXIT.usage, input: undefined });
    expect(stderr).toMatch(reason);
  });

  it('is refused while a run covers others, and says which', async () => {
    const running = {
      sources: [{ bucket: 'survey', prefix: 'raw/2025/' }],
      lakePrefix: 'headers/',
      force: true,
    };
    const answers = { ...LIST, ...activeRun(JSON.stringify(running)) };
    const { status, stderr } = await backfill(answers);
    expect(status).toBe(EXIT.failed);
    expect(stderr).toContain('of s3://survey/raw/2025/ with --force, has been running');
  });

  it('says how to continue a run that failed', async () => {
    const failed = (input: object) => ({
      ...LIST,
      ...activeRun(),
      DescribeExecution: () => ({
        ...{ status: 'FAILED', error: 'States.ItemReaderFailed', startDate: STARTED, stopDate: STARTED + 10 },
        input: JSON.stringify({ lakePrefix: 'headers/', force: false, ...input }),
      }),
    });
    const commandFor = async (input: object) =>
      /to continue: (.*) \(/.exec((await backfill(failed(input), '--last')).stderr)?.[1];
    const command = `fits-datalake backfill --stack ${STACK}`;
    expect(await commandFor({ sources: SOURCES })).toBe(command);
    expect(await commandFor({ sources: SOURCES.slice(1) })).toBe(`${command} --bucket survey`);
    expect(await commandFor({ sources: [{ bucket: 'survey', prefix: 'raw/2025/' }] })).toBe(
      `${command} --bucket survey --prefix raw/2025/`,
    );
    expect(await commandFor({ forget: 'old' })).toBe(`${command} --forget old`);
  });

  it('counts all of them with --dry-run, and then estimates the whole run', async () => {
    const listing = ({ prefix }: Readonly<Record<string, unknown>>) =>
      ['1.fits', '2.fits', '3.dat']
        .map(
          (name) =>
            `<Contents><Key>${String(prefix)}${name}</Key><Size>2880</Size><ETag>"e"</ETag></Contents>`,
        )
        .concat('<IsTruncated>false</IsTruncated>')
        .join('');
    const fake = await fakeAws({ ...LIST, ListObjectsV2: listing });
    const args = ['backfill', '--stack', STACK, '--dry-run'];
    const { stdout } = await runMain(args, { env: fake.env });
    for (const line of [
      's3://survey/raw/: 2 FITS files, 5.8 kB',
      'in all: 6 FITS files, 17 kB',
      'of these files: 6 new to the lake',
    ])
      expect(stdout.split('\n')).toContain(line);
    const json = await runMain([...args, '--bucket', 'survey', '--json'], { env: fake.env });
    expect(JSON.parse(json.stdout)).toMatchObject({
      sources: ['raw', 'cal'].map((name) => ({ source: `s3://survey/${name}/`, files: 2, bytes: 5760 })),
      ...{
        files: 4,
        others: 2,
        skipped: { files: 2, suffixes: { '.dat': 2 } },
        sample: { files: 4, new: 4 },
      },
    });
  });
});

describe('backfill --forget', () => {
  const forgotten = (...objects: CountedObject[]) =>
    finished(
      { lakePrefix: 'headers/', force: false, forget: 'old' },
      { forgotten: resultsOf('f') },
      { name: 'f', task: 'forget', objects },
    );

  it('deletes the rows of a bucket that the stack no longer covers, and says of how many files', async () => {
    const done = forgotten(objectWith('a.fits', 'forgotten'), objectWith('headers/x', 'skipped'));
    const { status, stdout, input } = await backfill(done, '--forget', 'old');
    expect({ status, input }).toEqual({
      status: EXIT.done,
      input: { lakePrefix: 'headers/', force: false, forget: 'old' },
    });
    expect(stdout).toContain('s3://old: the rows of 1 file were deleted from the lake\n');
    expect(stdout).toContain('no file was opened');
    const json = await backfill(done, '--forget', 'old', '--json');
    expect(JSON.parse(json.stdout)).toMatchObject({ forget: 'old', forgotten: 1, files: 0 });
  });

  it('says so if there are none', async () => {
    const { stdout } = await backfill(forgotten(objectWith('headers/x', 'skipped')), '--forget', 'old');
    expect(stdout).toContain('the lake has no rows of s3://old\n');
  });
});
