// loads the AWS SDK: only where a stack is asked

import { setTimeout as sleep } from 'node:timers/promises';
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
import { inputOf, type Scope, scopeOfInput } from './scope.ts';

/** A run of the state machine. */
export interface Run {
  /** The ARN of the execution. */
  readonly arn: string;
  readonly scope: Scope;
  readonly started: Date;
}

/** How a run has ended. */
export interface Ended extends Run {
  /** Step Functions' word: SUCCEEDED, FAILED, TIMED_OUT, ABORTED. */
  readonly status: string;
  readonly stopped: Date;
  /** Why it failed. */
  readonly why: string | undefined;
  /** JSON. */
  readonly output: string | undefined;
}

/** How far a run is. */
export interface Stage {
  readonly what: 'source' | 'lake';
  /** Objects, of those that are listed so far. */
  readonly done: number;
  readonly total: number;
  readonly seconds: number;
}

/** The run that is under way, if there is one. */
export const runningRun = (client: SFNClient, machine: string): Promise<Run | undefined> =>
  newestRun(client, { stateMachineArn: machine, statusFilter: 'RUNNING' });

/** The run that began last, whatever became of it. */
export const lastRun = (client: SFNClient, machine: string): Promise<Run | undefined> =>
  newestRun(client, { stateMachineArn: machine });

async function newestRun(client: SFNClient, of: ListExecutionsCommandInput): Promise<Run | undefined> {
  const { executions = [] } = await client.send(new ListExecutionsCommand({ ...of, maxResults: 1 }));
  const arn = executions[0]?.executionArn;
  return arn === undefined ? undefined : described(client, arn);
}

export async function startRun(client: SFNClient, machine: string, scope: Scope): Promise<Run> {
  const { executionArn = '', startDate = new Date() } = await client.send(
    new StartExecutionCommand({ stateMachineArn: machine, input: inputOf(scope) }),
  );
  return { arn: executionArn, scope, started: startDate };
}

const described = async (client: SFNClient, arn: string): Promise<Run> => {
  const { input, startDate = new Date(0) } = await client.send(
    new DescribeExecutionCommand({ executionArn: arn }),
  );
  return { arn, scope: scopeOfInput(input), started: startDate };
};

export interface WaitOptions {
  /** Ends the waiting, not the run. */
  readonly signal?: AbortSignal;
  readonly onStage?: (stage: Stage) => void;
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** Milliseconds between looks: a small run is over soon. */
const FIRST_PAUSE = 500;
const PAUSE = 5000;

/** The end of a run. Throws what the signal gives as its reason. */
export async function runEnd(
  client: SFNClient,
  run: Run,
  { signal, onStage, wait = pause }: WaitOptions = {},
): Promise<Ended> {
  for (let milliseconds = FIRST_PAUSE; ; milliseconds = Math.min(PAUSE, milliseconds * 1.5)) {
    signal?.throwIfAborted();
    const seen = await client.send(new DescribeExecutionCommand({ executionArn: run.arn }));
    if (seen.status !== 'RUNNING' && seen.status !== 'PENDING_REDRIVE') return endOf(run, seen);
    if (onStage !== undefined) {
      const stage = await stageOf(client, run);
      if (stage !== undefined) onStage(stage);
    }
    await wait(milliseconds, signal);
  }
}

function endOf(
  run: Run,
  { status = 'FAILED', error, cause, output, stopDate = new Date() }: DescribeExecutionCommandOutput,
): Ended {
  const why = [error, cause].filter((part) => part !== undefined && part !== '').join(': ');
  return { ...run, status, stopped: stopDate, why: why === '' ? undefined : why, output };
}

/** The map that is in work: the source's objects come first, then the lake's. */
async function stageOf(client: SFNClient, { arn }: Run): Promise<Stage | undefined> {
  const { mapRuns = [] } = await client.send(new ListMapRunsCommand({ executionArn: arn }));
  const newest = mapRuns.toSorted((a, b) => Number(b.startDate) - Number(a.startDate))[0];
  if (newest?.mapRunArn === undefined) return undefined;
  const { itemCounts, startDate = new Date() } = await client.send(
    new DescribeMapRunCommand({ mapRunArn: newest.mapRunArn }),
  );
  if (itemCounts === undefined) return undefined;
  const { total = 0, succeeded = 0, failed = 0, timedOut = 0, aborted = 0 } = itemCounts;
  return {
    what: labelOf(newest.mapRunArn) === 'lake' ? 'lake' : 'source',
    done: succeeded + failed + timedOut + aborted,
    total,
    seconds: (Date.now() - startDate.getTime()) / 1000,
  };
}

/** The label of a Map Run: `arn:aws:states:REGION:ACCOUNT:mapRun:MACHINE/LABEL:ID`. */
const labelOf = (mapRunArn: string): string | undefined => mapRunArn.split(':').at(-2)?.split('/').at(-1);

/** Whether a Map Run had nothing to do because its listing was empty. */
export async function foundNothing(client: SFNClient, mapRunArn: string): Promise<boolean> {
  const { itemCounts } = await client.send(new DescribeMapRunCommand({ mapRunArn }));
  return itemCounts?.total === 0;
}

const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  sleep(milliseconds, undefined, signal && { signal });
