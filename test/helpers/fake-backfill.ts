import { batchReport, type CountedObject, type Task } from '../../lib/lake/batch-report.ts';
import { type FakeAws, Refused } from './fake-aws.ts';

// Responses of Step Functions and S3 about one run of a backfill.

/** When the run started, in seconds: 2026-11-18 11:06:40 UTC. It takes ten seconds. */
export const STARTED = 1_795_000_000;

/** The ARN of the run. */
export const RUN_ARN = 'arn:aws:states:eu-central-1:111122223333:execution:my-fits-datalake-backfill:1';

/** The input of a run over everything that belongs to the stack. */
export const WHOLE_STACK = '{"sourcePrefix":"raw/","lakePrefix":"headers/","force":false}';

/** The ARN of one of the two Map Runs of the run. */
export const mapRunArn = (label: 'source' | 'lake'): string =>
  `arn:aws:states:eu-central-1:111122223333:mapRun:my-fits-datalake-backfill/${label}:1`;

/** The output of the state machine about the results of a Map Run. */
export const mapRunOutput = (label: 'source' | 'lake') => ({
  MapRunArn: mapRunArn(label),
  ResultWriterDetails: { Key: `runs/${label}/1/manifest.json` },
});

/** No run is in progress; a run that starts has succeeded with these outcomes when it is first polled. */
export function finishedRun(source: CountedObject[], lake: CountedObject[] = []): FakeAws['answers'] {
  const files = { ...resultFiles('source', 'backfill', source), ...resultFiles('lake', 'reconcile', lake) };
  return {
    ListExecutions: () => ({ executions: [] }),
    StartExecution: () => ({ executionArn: RUN_ARN, startDate: STARTED }),
    DescribeExecution: () => ({
      ...{ status: 'SUCCEEDED', input: WHOLE_STACK, startDate: STARTED, stopDate: STARTED + 10 },
      output: JSON.stringify({ source: mapRunOutput('source'), lake: mapRunOutput('lake') }),
    }),
    GetObject: ({ Bucket, Key }) => {
      const body = Bucket === 'lake' ? files[String(Key)] : undefined;
      if (body === undefined) throw new Refused('NoSuchKey', 'no such key');
      return body;
    },
  };
}

/** A manifest and its only result file, as Step Functions writes them. */
function resultFiles(label: string, task: Task, objects: CountedObject[]): Record<string, string> {
  const Key = `runs/${label}/1/SUCCEEDED_0.jsonl`;
  const ResultFiles = { FAILED: [], PENDING: [], SUCCEEDED: [{ Key }] };
  return {
    [Key]: objects.length === 0 ? '' : `${JSON.stringify(batchReport(task, objects))}\n`,
    [`runs/${label}/1/manifest.json`]: JSON.stringify({ ResultFiles }),
  };
}

/** A run is in progress. */
export const activeRun = (input = WHOLE_STACK): FakeAws['answers'] => ({
  ListExecutions: () => ({ executions: [{ executionArn: RUN_ARN }] }),
  DescribeExecution: () => ({ status: 'RUNNING', input, startDate: STARTED }),
  ListMapRuns: () => ({ mapRuns: [] }),
});
