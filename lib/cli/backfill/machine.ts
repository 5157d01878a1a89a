// The state machine that runs backfills: finds and starts runs, and waits for them.
// It loads the AWS SDK, which takes time: import it only when it is needed.

import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  type ListExecutionsCommandInput,
  ListMapRunsCommand,
  type SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { poll, type Wait } from '../../polling/poll.ts';
import { inputOf, type Scope, scopeFromInput } from './scope.ts';

/** A run of the state machine. */
export interface Run {
  /** The ARN of the execution. */
  readonly arn: string;
  readonly scope: Scope;
  readonly started: Date;
}

/** A run that is over. */
export interface FinishedRun extends Run {
  /** The status in Step Functions: SUCCEEDED, FAILED, TIMED_OUT or ABORTED. */
  readonly status: string;
  readonly stopped: Date;
  /** Why it failed. */
  readonly reason: string | undefined;
  /** The output of the state machine, as JSON. */
  readonly output: string | undefined;
}

/** How far a run has got. */
export interface RunProgress {
  /**
   * Whether it is going through the objects of a source, which come first, those of the lake, or the changes; or through the
   * lake to forget a bucket.
   */
  readonly step: 'source' | 'lake' | 'changes' | 'forgotten';
  /** Objects done, and objects listed so far. */
  readonly done: number;
  readonly total: number;
  /** Since the step started. */
  readonly seconds: number;
}

/** The run in progress, if there is one. */
export const runningRun = (client: SFNClient, machine: string): Promise<Run | undefined> =>
  newestRun(client, { stateMachineArn: machine, statusFilter: 'RUNNING' });

/** The run that started last, finished or not. */
export const lastRun = (client: SFNClient, machine: string): Promise<Run | undefined> =>
  newestRun(client, { stateMachineArn: machine });

async function newestRun(client: SFNClient, filter: ListExecutionsCommandInput): Promise<Run | undefined> {
  const { executions = [] } = await client.send(new ListExecutionsCommand({ ...filter, maxResults: 1 }));
  const arn = executions[0]?.executionArn;
  return arn === undefined ? undefined : describeRun(client, arn);
}

async function describeRun(client: SFNClient, arn: string): Promise<Run> {
  const { input, startDate = new Date(0) } = await client.send(
    new DescribeExecutionCommand({ executionArn: arn }),
  );
  return { arn, scope: scopeFromInput(input), started: startDate };
}

/** Starts a run. */
export async function startRun(client: SFNClient, machine: string, scope: Scope): Promise<Run> {
  const { executionArn = '', startDate = new Date() } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: inputOf(scope) }),
  );
  return { arn: executionArn, scope, started: startDate };
}

/** How to wait for a run. */
export interface RunWaitOptions {
  /** Ends the wait, not the run. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: RunProgress) => void;
  /** How to pause; tests pass their own. */
  readonly wait?: Wait | undefined;
}

/** Milliseconds. The first pauses are short because a small run is soon over. */
const PAUSES = { first: 500, growth: 1.5, longest: 5000 };

/** Waits until a run is over. Throws the signal's reason if the signal is aborted. */
export async function runEnd(
  client: SFNClient,
  run: Run,
  { signal, onProgress, wait }: RunWaitOptions = {},
): Promise<FinishedRun> {
  const last = await poll(() => client.send(new DescribeExecutionCommand({ executionArn: run.arn })), {
    pauses: PAUSES,
    isOver: ({ status }) => status !== 'RUNNING' && status !== 'PENDING_REDRIVE',
    onPending: async () => {
      const progress = onProgress && (await progressOf(client, run));
      if (progress !== undefined) onProgress?.(progress);
    },
    signal,
    wait,
  });
  return finishedRun(run, last);
}

function finishedRun(
  run: Run,
  { status = 'FAILED', error, cause, output, stopDate = new Date() }: DescribeExecutionCommandOutput,
): FinishedRun {
  const reason = [error, cause].filter(Boolean).join(': ');
  return { ...run, status, stopped: stopDate, reason: reason === '' ? undefined : reason, output };
}

/** The progress of the newest Map Run: the one over the source comes first, then the one over the lake. */
async function progressOf(client: SFNClient, { arn }: Run): Promise<RunProgress | undefined> {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn: arn }));
  const newest = mapRuns.toSorted((a, b) => Number(b.startDate) - Number(a.startDate))[0];
  if (newest?.mapRunArn === undefined) return undefined;
  const { itemCounts, startDate = new Date() } = await client.send(
    new DescribeMapRunCommand({ mapRunArn: newest.mapRunArn }),
  );
  if (itemCounts === undefined) return undefined;
  const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = itemCounts;
  return {
    step: stepOf(newest.mapRunArn),
    done: succeeded + failed + timedOut + aborted,
    total,
    seconds: (Date.now() - startDate.getTime()) / 1000,
  };
}

/** A source that is listed as a whole has another label. */
function stepOf(mapRunArn: string): RunProgress['step'] {
  const label = labelOf(mapRunArn);
  return label === 'lake' || label === 'changes' || label === 'forgotten' ? label : 'source';
}

/** The label in the ARN of a Map Run: `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`. */
const labelOf = (mapRunArn: string): string | undefined => mapRunArn.split(':').at(-2)?.split('/').at(-1);

/** Whether a Map Run had no objects, because its listing was empty. */
export async function isEmptyMapRun(client: SFNClient, mapRunArn: string): Promise<boolean> {
  const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
  return itemCounts?.total === 0;
}
