import { declaredTable, declaredViews, partitionOf } from './catalog.ts';
import { execution, ID, rowOf } from './fake-athena.ts';
import { type FakeAws, fakeAws } from './fake-aws.ts';
import { runMain } from './run-main.ts';

// Responses of AWS to the requests of `status --stack`.

type Answers = FakeAws['answers'];

/** Queues with these numbers of messages waiting and in progress, by the last part of their URL. */
export const queuesWith = (
  waiting: Readonly<Record<string, number>> = {},
  inProgress: Readonly<Record<string, number>> = {},
): Answers => ({
  GetQueueAttributes: ({ QueueUrl }) => {
    const name = String(QueueUrl).split('/').at(-1) ?? '';
    return {
      Attributes: {
        QueueArn: `arn:aws:sqs:eu-central-1:111122223333:${name}`,
        ApproximateNumberOfMessages: String(waiting[name] ?? 0),
        ApproximateNumberOfMessagesNotVisible: String(inProgress[name] ?? 0),
        ApproximateNumberOfMessagesDelayed: '0',
      },
    };
  },
});

/** A query for a metric, as it is sent. */
interface SentQuery {
  readonly Id: string;
  readonly MetricStat: {
    readonly Metric: { readonly Namespace: string; readonly MetricName: string };
    readonly Stat: string;
  };
}

/** Values of metrics, by name, or by namespace and name; each is returned as two values with this sum, or twice as an average. */
export const metricsWith = (values: Readonly<Record<string, number>>): Answers => ({
  GetMetricData: ({ MetricDataQueries }) => ({
    MetricDataResults: (MetricDataQueries as SentQuery[]).map(({ Id, MetricStat: { Metric, Stat } }) => {
      const value = values[Metric.MetricName] ?? values[`${Metric.Namespace}/${Metric.MetricName}`];
      if (value === undefined) return { Id, Values: [] };
      if (Stat === 'SampleCount') return { Id, Values: [1, 1] };
      return { Id, Values: Stat === 'Average' ? [value, value / 2] : [value / 4, (3 * value) / 4] };
    }),
  }),
});

/** A page of the listing of the lake's folders. */
export const foldersPage = (...collections: readonly string[]): string =>
  `<EncodingType>url</EncodingType>${collections
    .map((name) => `<CommonPrefixes><Prefix>headers/collection%3D${name}/</Prefix></CommonPrefixes>`)
    .join('')}`;

/** The row that counts all files, as Athena returns it. */
export const ALL_FILES = ['file', null, '12', '12'] as const;

/** The answer to the query that counts files: card_type, code, lines, files, bucket. */
export const fileCounts = (...rows: readonly (readonly (string | null)[])[]): Answers => ({
  StartQueryExecution: () => ({ QueryExecutionId: ID }),
  GetQueryExecution: () => execution('SUCCEEDED'),
  GetQueryResults: () => ({
    ResultSet: {
      Rows: rows.map((row) => rowOf(...row, ...(row.length < 5 ? [null] : []))),
      ResultSetMetadata: {
        ColumnInfo: ['card_type', 'code', 'lines', 'files', 'bucket'].map((Name) => ({
          Name,
          Type: Name === 'lines' || Name === 'files' ? 'bigint' : 'varchar',
        })),
      },
    },
  }),
});

/** What AWS answers about a stack without problems. */
const HEALTHY: Answers = {
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
  ListObjectsV2: () => foldersPage('m31', 'm87'),
  ...metricsWith({ Requests: 3000, FilesRead: 1000, 'AWS/Lambda/Duration': 60_000 }),
  ListCrawls: () => ({ Crawls: [] }),
  ...queuesWith(),
  ...fileCounts(ALL_FILES),
};

/** Runs `status --stack` on a healthy stack, except for these answers of AWS. */
export async function statusOfStack(answers: Answers = {}, ...args: readonly string[]) {
  const { env, requests } = await fakeAws({ ...HEALTHY, ...answers });
  const run = await runMain(['status', '--stack', 'my-fits-datalake', ...args], { env });
  return { ...run, requests };
}

/** The parsed JSON of `status --stack --json`, and the exit code. */
export async function statusFacts(answers: Answers) {
  const { status, stdout } = await statusOfStack(answers, '--json');
  return { status, facts: JSON.parse(stdout) as Readonly<Record<string, unknown> & { wrong: string[] }> };
}

/** The line of a check in the output of `status --stack`. */
export const lineOf = (check: string, stdout: string): string | undefined =>
  stdout.split('\n').find((line) => line.startsWith(`${check}: `));
