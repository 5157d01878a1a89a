import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  ListExecutionsCommand,
  ListMapRunsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  lastRun,
  type Run,
  runEnd,
  runningRun,
  type Stage,
  startRun,
} from '../../../lib/cli/backfill/machine.ts';
import { inputOf } from '../../../lib/cli/backfill/scope.ts';

const client = new SFNClient({
  region: 'eu-central-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
});
const stub = mockClient(client);
const SCOPE = { sourcePrefix: 'raw/', lakePrefix: 'headers/', force: false };
const STARTED = new Date('2026-11-25T10:00:00Z');
const RUN: Run = { arn: 'arn:run', scope: SCOPE, started: STARTED };
const MACHINE = 'arn:machine';

beforeEach(() => {
  stub.reset();
  stub.on(DescribeExecutionCommand).resolves({ input: inputOf(SCOPE), startDate: STARTED });
});

describe('a run', () => {
  it('is started with what it is about', async () => {
    stub.on(StartExecutionCommand).resolves({ executionArn: 'arn:run', startDate: STARTED });
    expect(await startRun(client, MACHINE, SCOPE)).toEqual(RUN);
    expect(stub.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: MACHINE,
      input: '{"sourcePrefix":"raw/","lakePrefix":"headers/","force":false}',
    });
  });

  it('that is under way is found, or the last one', async () => {
    stub
      .on(ListExecutionsCommand)
      .resolves({ executions: [{ executionArn: 'arn:run' } as never] })
      .on(ListExecutionsCommand, { statusFilter: 'RUNNING' })
      .resolves({ executions: [] });
    expect(await runningRun(client, MACHINE)).toBeUndefined();
    expect(await lastRun(client, MACHINE)).toEqual(RUN);
  });
});

describe('the end of a run', () => {
  const running = { status: 'RUNNING' } as const;
  const soon = async (): Promise<void> => {};

  it('is waited for, and shows how it ended', async () => {
    const stopped = new Date('2026-11-25T10:05:00Z');
    stub.on(DescribeExecutionCommand).resolvesOnce(running).resolvesOnce({
      status: 'FAILED',
      stopDate: stopped,
      error: 'States.ItemReaderFailed',
      cause: 'denied',
    });
    expect(await runEnd(client, RUN, { wait: soon })).toEqual({
      ...RUN,
      ...{ status: 'FAILED', stopped, why: 'States.ItemReaderFailed: denied', output: undefined },
    });
  });

  it('meanwhile the objects that are done are told, of the source and then of the lake', async () => {
    const arnOf = (label: string) =>
      `arn:aws:states:eu-central-1:111122223333:mapRun:backfill/${label}:1a-2b`;
    const map = (label: string, second: number) => ({
      mapRunArn: arnOf(label),
      startDate: new Date(second * 1000),
    });
    const counts = { total: 50, pending: 10, running: 20, succeeded: 15, failed: 3, timedOut: 1, aborted: 1 };
    stub
      .on(DescribeExecutionCommand)
      .resolvesOnce(running)
      .resolvesOnce(running)
      .resolvesOnce(running)
      .resolvesOnce({ status: 'SUCCEEDED', output: '{}' });
    stub
      .on(ListMapRunsCommand)
      .resolvesOnce({ mapRuns: [] })
      .resolvesOnce({ mapRuns: [map('bucket', 1) as never] })
      // if the source is empty there is no other
      .resolvesOnce({ mapRuns: [map('lake', 2) as never] });
    stub
      .on(DescribeMapRunCommand, { mapRunArn: arnOf('bucket') })
      .resolves({ itemCounts: counts as never, startDate: new Date(1000) })
      .on(DescribeMapRunCommand, { mapRunArn: arnOf('lake') })
      .resolves({ itemCounts: { ...counts, succeeded: 45 } as never, startDate: new Date(2000) });
    const stages: Stage[] = [];
    const { status, why } = await runEnd(client, RUN, { wait: soon, onStage: (stage) => stages.push(stage) });
    expect({ status, why }).toEqual({ status: 'SUCCEEDED', why: undefined });
    expect(stages).toEqual([
      { what: 'source', done: 20, total: 50, seconds: expect.any(Number) },
      { what: 'lake', done: 50, total: 50, seconds: expect.any(Number) },
    ]);
  });

  it('need not be waited for', async () => {
    stub.on(DescribeExecutionCommand).resolves(running);
    const over = new Error('Ctrl-C');
    await expect(runEnd(client, RUN, { signal: AbortSignal.abort(over) })).rejects.toBe(over);
  });

  it('is looked at more and more rarely', async () => {
    stub.on(DescribeExecutionCommand).resolves(running);
    const waits: number[] = [];
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds);
      if (waits.length === 9) stub.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
    };
    await runEnd(client, RUN, { wait });
    expect([waits[0], waits[1], waits.at(-1)]).toEqual([500, 750, 5000]);
  });
});
