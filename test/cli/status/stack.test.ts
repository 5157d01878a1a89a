import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { Refused } from '../../helpers/fake-aws.ts';
import { lineOf, queuesWith, statusFacts, statusOfStack } from '../../helpers/fake-stack-status.ts';
import { OUTPUTS } from '../../helpers/our-stack.ts';

describe('status --stack', () => {
  it('prints one line for each check of a healthy stack', async () => {
    const run = await statusOfStack();
    expect(run).toMatchObject({ status: EXIT.done, stderr: '' });
    expect(run.stdout).toBe(`stack my-fits-datalake in eu-central-1: CREATE_COMPLETE
from s3://archive/raw/ to s3://lake
source: sends its events to EventBridge
backfill: the last run, of s3://archive/raw/, succeeded, started 2026-11-18 11:06:40 UTC; its report: fits-datalake backfill --stack my-fits-datalake --last
crawler: my-fits-datalake: ready; last crawl succeeded, started 2026-11-25 03:30:01 UTC; cron(30 3 * * ? *)
catalog: fits_datalake: table and views are as declared
partitions: 2
queue: 0 waiting, 0 in progress
dead letters: 0
undelivered events: 0
views: obscore, obscore_hdus, files, hdus, headers, derived, faults, removed can be queried
files: 12, 0 of them faulty; 0 removed; 0 observations
cost: about $5.81 in the last 30 days at the list prices of us-east-1: $5.80 metrics and alarms, $0.01 requests to S3; 1,000 files read, 3,000 requests to S3, 0 bytes scanned by Athena
`);
  });

  it('prints a field for each check as JSON', async () => {
    const { status, facts } = await statusFacts(queuesWith({ dead: 1 }));
    expect(status).toBe(EXIT.faulty);
    expect(facts).toMatchObject({
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

  it('makes the other checks if some are denied, and says which permissions are missing', async () => {
    const denied = (action: string) => () => {
      throw new Refused('AccessDeniedException', `User: a is not authorized to perform: ${action}`);
    };
    const answers = {
      GetQueueAttributes: denied('sqs:GetQueueAttributes'),
      StartQueryExecution: denied('athena:StartQueryExecution'),
      GetBucketNotificationConfiguration: () => {
        throw new Refused('AccessDenied', 'no rights');
      },
    };
    const { status, stdout } = await statusOfStack(answers);
    expect(status).toBe(EXIT.failed);
    for (const name of ['queue', 'dead letters', 'undelivered events'])
      expect(lineOf(name, stdout)).toMatch(/unknown: access denied: .* sqs:GetQueueAttributes$/);
    expect(lineOf('files', stdout)).toContain('athena:StartQueryExecution');
    expect(lineOf('source', stdout)).toMatch(/access denied: no rights$/);
    expect(lineOf('partitions', stdout)).toBe('partitions: 2');
    const { facts } = await statusFacts(answers);
    expect(facts).toMatchObject({ queue: { failed: expect.stringContaining('access denied') } });
  });

  it('fails if there is no such stack', async () => {
    const none = () => {
      throw new Refused('ValidationError', 'Stack with id my-fits-datalake does not exist');
    };
    const run = await statusOfStack({ DescribeStacks: none });
    expect(run).toMatchObject({ status: EXIT.failed, stdout: '' });
    expect(run.stderr).toMatch(/no stack my-fits-datalake in eu-central-1/);
  });
});
