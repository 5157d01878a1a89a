import { describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { Refused } from '../../helpers/fake-aws.ts';
import {
  ALL_FILES,
  fileCounts,
  lineOf,
  queuesWith,
  statusFacts,
  statusOfStack,
} from '../../helpers/fake-stack-status.ts';
import { listOutputs, stackWith } from '../../helpers/our-stack.ts';

const REPORT = 'fits-datalake backfill --stack my-fits-datalake --last';

describe('the check of the source bucket', () => {
  it('finds a bucket that no longer sends events, and says what to do', async () => {
    const inputs: unknown[] = [];
    const answers = {
      GetBucketNotificationConfiguration: (input: unknown) => {
        inputs.push(input);
        return {};
      },
    };
    const { status, facts } = await statusFacts(answers);
    expect(status).toBe(EXIT.faulty);
    expect(facts).toMatchObject({ source: { bucket: 'archive', eventBridge: false } });
    expect(facts.wrong).toEqual([
      expect.stringMatching(
        /^s3:\/\/archive .*EventBridge.*fits-datalake backfill --stack my-fits-datalake$/,
      ),
    ]);
    expect(inputs).toEqual([{ Bucket: 'archive' }]);
  });
  it('checks every bucket of a list, even if one cannot be asked', async () => {
    const sources = ['archive', 'gone', 'survey'].map((bucket) => ({ bucket, prefix: '' }));
    const answers = {
      DescribeStacks: () => ({
        Stacks: [stackWith(listOutputs([...sources, { bucket: 'survey', prefix: 'x/' }]))],
      }),
      GetBucketNotificationConfiguration: ({ Bucket }: Readonly<Record<string, unknown>>) => {
        if (Bucket === 'gone') throw new Refused('NoSuchBucket', 'no such bucket');
        return Bucket === 'archive' ? { EventBridgeConfiguration: '' } : {};
      },
    };
    const { status, facts } = await statusFacts(answers);
    expect(status).toBe(EXIT.faulty);
    expect(facts).toMatchObject({
      from: ['s3://archive/', 's3://gone/', 's3://survey/', 's3://survey/x/'],
      source: {
        buckets: [
          { bucket: 'archive', eventBridge: true },
          { bucket: 'gone', failed: expect.any(String) },
          { bucket: 'survey', eventBridge: false },
        ],
      },
    });
    expect(facts.wrong).toEqual([
      expect.stringMatching(/^s3:\/\/survey .* --bucket survey$/),
      expect.stringMatching(/^s3:\/\/gone cannot be checked: /),
    ]);
  });
});

describe('the check of the last backfill', () => {
  it('finds no problem if there was none, and says how to start one', async () => {
    const { status, stdout } = await statusOfStack({ ListExecutions: () => ({ executions: [] }) });
    expect(status).toBe(EXIT.done);
    expect(lineOf('backfill', stdout)).toMatch(/90 days.*fits-datalake backfill --stack my-fits-datalake /);
  });
  it.each([
    ['FAILED', 'failed'],
    ['TIMED_OUT', 'timed out'],
  ])('finds a run that has the status %s', async (status, text) => {
    const { status: code, facts } = await statusFacts({
      ListExecutions: () => ({ executions: [{ status, executionArn: 'arn:run' }] }),
    });
    expect(code).toBe(EXIT.faulty);
    expect(facts).toMatchObject({
      backfill: { last: { status, prefix: 'raw/', force: false, run: 'arn:run' } },
      wrong: [expect.stringMatching(`^the last backfill ${text}; .*${REPORT}$`)],
    });
  });
  it.each([
    ['ABORTED', /was stopped; .*--last$/],
    ['RUNNING', /is running; .*--last$/],
    ['SUCCEEDED', /succeeded; .*--last$/],
  ])('finds no problem with a run that has the status %s', async (status, text) => {
    const run = await statusOfStack({ ListExecutions: () => ({ executions: [{ status }] }) });
    expect(run.status).toBe(EXIT.done);
    expect(lineOf('backfill', run.stdout)).toMatch(text);
  });
});

describe('the check of the queues', () => {
  it('counts messages', async () => {
    const { status, stdout } = await statusOfStack(queuesWith({ queue: 1200, retries: 3 }));
    expect(status).toBe(EXIT.done);
    expect(lineOf('queue', stdout)).toMatch(/: 1,200 waiting, 0 in progress; retry queue: 3 waiting, 0 /);
  });
  it('explains why messages may stay in progress', async () => {
    const { status, stdout } = await statusOfStack(queuesWith({}, { queue: 3 }));
    expect(status).toBe(EXIT.done);
    expect(lineOf('queue', stdout)).toMatch(/3 in progress .*12 minutes/);
  });
  it('finds dead letters, and says how to read the log and how to try them again', async () => {
    const { status, facts } = await statusFacts(queuesWith({ dead: 2 }));
    expect(status).toBe(EXIT.faulty);
    const [problem, ...others] = facts.wrong;
    expect(others).toEqual([]);
    expect(problem).toContain('2 dead letters');
    expect(problem).toContain('aws logs tail my-fits-datalake-logs --since 1d --region eu-central-1');
    expect(problem).toMatch(
      /aws sqs start-message-move-task --source-arn arn:aws:sqs:\S+:dead --region eu-central-1$/,
    );
  });
  it('finds events that were not delivered, and names both queues', async () => {
    const { status, facts } = await statusFacts(queuesWith({ undelivered: 1 }));
    expect(status).toBe(EXIT.faulty);
    expect(facts.wrong).toEqual([
      expect.stringMatching(/^1 event .*--revert-drift my-fits-datalake.*\/undelivered .*\/queue$/),
    ]);
  });
});

describe('the check of the crawler', () => {
  it('finds that the last crawl failed, and says why', async () => {
    const LastCrawl = {
      ...{ Status: 'FAILED', ErrorMessage: 'no rights' },
      ...{ LogGroup: '/aws-glue/crawlers', LogStream: 'a' },
    };
    const answers = { GetCrawler: () => ({ Crawler: { State: 'READY', LastCrawl } }) };
    const { status, stdout } = await statusOfStack(answers);
    expect(status).toBe(EXIT.faulty);
    expect(stdout).toMatch(/problem: the last crawl failed: no rights; .*\/aws-glue\/crawlers a\n/);
    expect(lineOf('crawler', stdout)).toBe(
      'crawler: my-fits-datalake: ready; last crawl failed; no schedule',
    );
  });
  it('finds no problem with a crawler that has not run yet', async () => {
    const { status, stdout } = await statusOfStack({ GetCrawler: () => ({ Crawler: { State: 'READY' } }) });
    expect(status).toBe(EXIT.done);
    expect(lineOf('crawler', stdout)).toContain('not run yet');
  });
});

describe('the check of the files', () => {
  it('counts faults by code, but does not report them as problems', async () => {
    const counts = fileCounts(
      ALL_FILES,
      ['fault', null, '4', '3'],
      ['fault', 'not-fits', '3', '3'],
      ['fault', 'truncated-data', '1', '1'],
      ['tombstone', null, '2', '2'],
    );
    const { status, facts } = await statusFacts(counts);
    expect(status).toBe(EXIT.done);
    expect(facts).toMatchObject({
      files: { files: 12, faulty: 3, removed: 2, faults: { 'not-fits': 3, 'truncated-data': 1 } },
      wrong: [],
    });
    const { stdout } = await statusOfStack(counts);
    expect(lineOf('files', stdout)).toMatch(
      /: 12, 3 of them faulty; 2 removed \(.*3 not-fits, 1 truncated-data;/,
    );
  });
});
