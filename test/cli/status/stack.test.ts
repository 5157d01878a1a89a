import { describe, expect, it } from 'vitest';
import { declaredTable, declaredViews, partitionOf } from '../../helpers/catalog.ts';
import { execution, ID, rowOf } from '../../helpers/fake-athena.ts';
import { type FakeAws, fakeAws, Refused } from '../../helpers/fake-aws.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';

const STATUS = ['status', '--stack', 'my-fits-datalake'];

const queues = (
  messages: Readonly<Record<string, number>> = {},
  inWork: Readonly<Record<string, number>> = {},
): FakeAws['answers'] => ({
  GetQueueAttributes: ({ QueueUrl }) => {
    const name = String(QueueUrl).split('/').at(-1) ?? '';
    return {
      Attributes: {
        QueueArn: `arn:aws:sqs:eu-central-1:111122223333:${name}`,
        ApproximateNumberOfMessages: String(messages[name] ?? 0),
        ApproximateNumberOfMessagesNotVisible: String(inWork[name] ?? 0),
        ApproximateNumberOfMessagesDelayed: '0',
      },
    };
  },
});

/** A page of a listing of the lake's folders. */
const folders = (...collections: readonly string[]): string =>
  `<EncodingType>url</EncodingType>${collections
    .map((one) => `<CommonPrefixes><Prefix>headers/collection%3D${one}/</Prefix></CommonPrefixes>`)
    .join('')}`;

const totals = [['file', null, '12', '12']];
const counted = (rows: readonly (readonly (string | null)[])[]): FakeAws['answers'] => ({
  StartQueryExecution: () => ({ QueryExecutionId: ID }),
  GetQueryExecution: () => execution('SUCCEEDED'),
  GetQueryResults: () => ({
    ResultSet: {
      Rows: rows.map((row) => rowOf(...row)),
      ResultSetMetadata: {
        ColumnInfo: ['card_type', 'code', 'lines', 'files'].map((Name, index) => ({
          Name,
          Type: index < 2 ? 'varchar' : 'bigint',
        })),
      },
    },
  }),
});

const WELL: FakeAws['answers'] = {
  GetCrawler: () => ({
    Crawler: {
      State: 'READY',
      Schedule: { ScheduleExpression: 'cron(30 3 * * ? *)', State: 'SCHEDULED' },
      LastCrawl: { Status: 'SUCCEEDED', StartTime: Date.parse('2026-11-25T03:30:01Z') / 1000 },
    },
  }),
  ListExecutions: () => ({
    executions: [{ executionArn: 'arn:run', status: 'SUCCEEDED', startDate: 1_795_000_000 }],
  }),
  DescribeExecution: () => ({ input: '{"sourcePrefix":"raw/","lakePrefix":"headers/","force":false}' }),
  GetTables: () => ({ TableList: [declaredTable(), ...declaredViews()] }),
  GetPartitions: () => ({ Partitions: [partitionOf('m31'), partitionOf('m87')] }),
  ListObjectsV2: () => folders('m31', 'm87'),
  ...queues(),
  ...counted(totals),
};

async function status(answers: FakeAws['answers'] = {}, ...more: readonly string[]) {
  const { env, asked } = await fakeAws({ ...WELL, ...answers });
  return { ...(await runCliBeside([...STATUS, ...more], { env })), asked };
}

describe('status --stack', () => {
  it('tells how a stack is that is well', async () => {
    const run = await status();
    expect(run).toMatchObject({ status: 0, stderr: '' });
    expect(run.stdout).toBe(`stack my-fits-datalake in eu-central-1: CREATE_COMPLETE
from s3://archive/raw/ to s3://lake
source: its events go to EventBridge
backfill: the last one, of s3://archive/raw/, came to its end, started 2026-11-18 11:06:40 UTC; what it did: fits-datalake backfill --stack my-fits-datalake --last
crawler: my-fits-datalake: ready; last crawl succeeded, started 2026-11-25 03:30:01 UTC; cron(30 3 * * ? *)
catalog: fits_datalake: table and views are as declared
partitions: 2
queue: 0 waiting, 0 in progress
dead letters: 0
undelivered events: 0
views: headers, files, hdus, faults, removed answer
files: 12, 0 of them faulty; 0 removed
`);
  });
  it('says that the source tells of nothing any more, and what to do', async () => {
    const asked: unknown[] = [];
    const { status: code, stdout } = await status({
      GetBucketNotificationConfiguration: (input) => {
        asked.push(input);
        return {};
      },
    });
    expect(asked).toEqual([{ Bucket: 'archive' }]);
    expect(code).toBe(3);
    expect(stdout).toContain('\nsource: its events go nowhere\n');
    expect(stdout).toMatch(
      / {2}wrong: s3:\/\/archive sends no events to EventBridge any more, .*: on; then fits-datalake backfill --stack my-fits-datalake reads what was missed\n/,
    );
  });
  it('says that no backfill has run yet, and how to start one', async () => {
    const { status: code, stdout } = await status({ ListExecutions: () => ({ executions: [] }) });
    expect(code).toBe(0);
    expect(stdout).toContain(
      '\nbackfill: none in the last 90 days; what was there before the stack is read by fits-datalake backfill --stack my-fits-datalake\n',
    );
  });
  it.each([
    [
      'FAILED',
      3,
      /wrong: the last backfill failed; why: fits-datalake backfill --stack my-fits-datalake --last/,
    ],
    ['TIMED_OUT', 3, /wrong: the last backfill timed out; why: /],
    ['ABORTED', 0, /\nbackfill: the last one, of s3:\/\/archive\/raw\/, was stopped; what it did/],
    ['RUNNING', 0, /\nbackfill: one of s3:\/\/archive\/raw\/ is under way; to follow it: /],
  ])('tells of a backfill that is %s', async (state, code, said) => {
    const run = await status({ ListExecutions: () => ({ executions: [{ status: state }] }) });
    expect(run.status).toBe(code);
    expect(run.stdout).toMatch(said);
  });
  it('names dead letters, and how to send them again', async () => {
    const { status: code, stdout } = await status(
      queues({ dead: 2, undelivered: 1, queue: 1200, retries: 3 }),
    );
    expect(code).toBe(3);
    expect(stdout).toContain(
      '\nqueue: 1,200 waiting, 0 in progress; retry queue: 3 waiting, 0 in progress or to be tried again\n',
    );
    expect(stdout).toContain(
      '  wrong: 2 dead letters: files that were opened and failed at least five times, or messages that are not understood; to see why: aws logs tail my-fits-datalake-logs --since 1d',
    );
    expect(stdout).toContain(
      'aws sqs start-message-move-task --source-arn arn:aws:sqs:eu-central-1:111122223333:dead --region eu-central-1\n',
    );
    expect(stdout).toMatch(
      / {2}wrong: 1 event never came into the queue .*cdk deploy --revert-drift my-fits-datalake/,
    );
  });
  it('explains a queue whose messages stay in progress', async () => {
    const { status: code, stdout } = await status(queues({}, { queue: 3 }));
    expect(code).toBe(0);
    expect(stdout).toContain(
      '\nqueue: 0 waiting, 3 in progress (for up to 12 minutes after a crash, then they are tried again)\n',
    );
  });
  it('names a definition that is not as declared, and the cure', async () => {
    const table = declaredTable();
    Object.assign(table.StorageDescriptor.SerdeInfo.Parameters, { escapeChar: '\\' });
    const partition = partitionOf('m31');
    Object.assign(partition.StorageDescriptor.SerdeInfo.Parameters, { escapeChar: '\\' });
    const run = await status({
      GetTables: () => ({ TableList: [table, ...declaredViews()] }),
      GetPartitions: () => ({ Partitions: Array.from({ length: 5 }, () => partition) }),
    });
    expect(run.status).toBe(3);
    expect(run.stdout).toContain(
      '  wrong: lake_rows: escapeChar is "\\\\" and should be "U+0001"; npx cdk deploy --revert-drift my-fits-datalake, with the settings that it was deployed with, puts it right\n',
    );
    expect(run.stdout).toMatch(
      / {2}wrong: lake_rows, partition collection=m31: escapeChar is .*; ALTER TABLE lake_rows DROP/,
    );
    expect(run.stdout).toContain('  wrong: and 2 more deviations of partitions\n');
  });
  it('names folders of the lake that have no partition, on all pages, and what restores them', async () => {
    const run = await status({
      ListObjectsV2: (input) =>
        'continuation-token' in input
          ? `<IsTruncated>false</IsTruncated>${folders('e', 'f', 'm31')}`
          : `<IsTruncated>true</IsTruncated><NextContinuationToken>2</NextContinuationToken>${folders('a%20b', 'c', 'd')}`,
    });
    expect(run.status).toBe(3);
    expect(run.stdout).toContain('\npartitions: 2, 1 of them without files\n');
    expect(run.stdout).toContain(
      '  wrong: 5 folders have no partition, so queries do not see the files in them: headers/collection=a b/, ' +
        'headers/collection=c/, headers/collection=d/ and 2 more; ' +
        'fits-datalake backfill --stack my-fits-datalake adds them to the catalog\n',
    );
    const listings = run.asked.filter(({ action }) => action === 'ListObjectsV2');
    expect(listings.map(({ input }) => [input['prefix'], input['delimiter']])).toEqual([
      ['headers/', '/'],
      ['headers/', '/'],
    ]);
  });
  it('names a folder whose partition was deleted by hand', async () => {
    const run = await status({ GetPartitions: () => ({ Partitions: [partitionOf('m87')] }) }, '--json');
    expect(run.status).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      partitions: { count: 1, missing: 1, empty: 0 },
      wrong: [
        '1 folder has no partition, so queries do not see the files in it: headers/collection=m31/; ' +
          'fits-datalake backfill --stack my-fits-datalake adds it to the catalog',
      ],
    });
  });
  it('says that the last crawl failed, and why', async () => {
    const LastCrawl = {
      Status: 'FAILED',
      ErrorMessage: 'no rights',
      LogGroup: '/aws-glue/crawlers',
      LogStream: 'a',
    };
    const { status: code, stdout } = await status({
      GetCrawler: () => ({ Crawler: { State: 'READY', LastCrawl } }),
    });
    expect(code).toBe(3);
    expect(stdout).toContain('  wrong: the last crawl failed: no rights; its log: /aws-glue/crawlers a\n');
    expect(stdout).toContain('crawler: my-fits-datalake: ready; last crawl failed; no schedule\n');
  });
  it('counts what is faulty, by code', async () => {
    const { status: code, stdout } = await status(
      counted([
        ...totals,
        ['fault', null, '4', '3'],
        ['fault', 'not-fits', '3', '3'],
        ['fault', 'truncated-data', '1', '1'],
        ['tombstone', null, '2', '2'],
      ]),
    );
    expect(code).toBe(0);
    expect(stdout).toContain(
      'files: 12, 3 of them faulty; 2 removed (not-fits 3, truncated-data 1; which: fits-datalake query',
    );
    expect(stdout).not.toContain('wrong');
  });
  it('tells all that it may, and what it may not', async () => {
    const denied = (action: string) => () => {
      throw new Refused('AccessDeniedException', `User: a is not authorized to perform: ${action}`);
    };
    const run = await status({
      GetQueueAttributes: denied('sqs:GetQueueAttributes'),
      StartQueryExecution: denied('athena:StartQueryExecution'),
      GetBucketNotificationConfiguration: () => {
        throw new Refused('AccessDenied', 'no rights');
      },
    });
    expect(run.status).toBe(1);
    for (const name of ['queue', 'dead letters', 'undelivered events'])
      expect(run.stdout).toContain(
        `\n${name}: not known: access denied: User: a is not authorized to perform: sqs:GetQueueAttributes\n`,
      );
    expect(run.stdout).toContain('\nfiles: not known: access denied: ');
    expect(run.stdout).toContain('\nsource: not known: access denied: no rights\n');
    expect(run.stdout).toContain('\npartitions: 2\n');
  });
  it('is JSON for programs', async () => {
    const run = await status(queues({ dead: 1 }), '--json');
    expect(run.status).toBe(3);
    expect(JSON.parse(run.stdout)).toMatchObject({
      stack: 'my-fits-datalake',
      region: 'eu-central-1',
      status: 'CREATE_COMPLETE',
      from: 's3://archive/raw/',
      to: `s3://${OUTPUTS.TargetBucket}`,
      source: { bucket: 'archive', eventBridge: true },
      backfill: { last: { status: 'SUCCEEDED' } },
      crawler: { state: 'ready', paused: false, last: { result: 'SUCCEEDED' } },
      catalog: { asDeclared: true },
      partitions: { count: 2, deviating: 0, missing: 0, empty: 0 },
      queue: { waiting: 0, inWork: 0, retries: { waiting: 0, inWork: 0 } },
      deadLetters: { messages: 1 },
      undeliveredEvents: { messages: 0 },
      files: { files: 12, faulty: 0, removed: 0, faults: {} },
      wrong: [expect.stringContaining('1 dead letter:')],
    });
  });
  it('fails where there is no stack', async () => {
    const none = () => {
      throw new Refused('ValidationError', 'Stack with id my-fits-datalake does not exist');
    };
    const run = await status({ DescribeStacks: none });
    expect(run).toMatchObject({ status: 1, stdout: '' });
    expect(run.stderr).toMatch(/^fits-datalake: there is no stack my-fits-datalake in eu-central-1/);
  });
  it.each([
    [[...STATUS, '--lake', 'a'], /^fits-datalake: --lake does not go with --stack: /],
    [['status', '--region', 'eu-central-1'], /^fits-datalake: --region goes with --stack NAME\n$/],
  ])('%j is a mistake', (args, said) => {
    const { status: code, stderr } = runCli(args);
    expect(code).toBe(2);
    expect(stderr).toMatch(said);
  });
});
