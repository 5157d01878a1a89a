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
  isEmptyMapRun,
  lastRun,
  type Run,
  type RunProgress,
  runEnd,
  runningRun,
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
  it('starts with its scope as the input', async () => {
    stub.on(StartExecutionCommand).resolves({ executionArn: 'arn:run', startDate: STARTED });
    expect(await startRun(client, MACHINE, SCOPE)).toEqual(RUN);
    expect(stub.commandCalls(StartExecutionCommand)[0]?.args[0].input).toEqual({
      stateMachineArn: MACHINE,
      input: '{"sourcePrefix":"raw/","lakePrefix":"headers/","force":false}',
    });
  });

  it('is found while it is in progress, and afterwards as the last run', async () => {
    stub
      .on(ListExecutionsCommand)
      .resolves({ executions: [{ executionArn: 'arn:run' } as never] })
      .on(ListExecutionsCommand, { statusFilter: 'RUNNING' })
      .resolves({ executions: [] });
    expect(await runningRun(client, MACHINE)).toBeUndefined();
    expect(await lastRun(client, MACHINE)).toEqual(RUN);
  });

  it.each([
    [0, true],
    [7, false],
  ])('had no objects to go through if its listing had %d: %s', async (total, isEmpty) => {
    stub.on(DescribeMapRunCommand).resolves({ itemCounts: { total } as never });
    expect(await isEmptyMapRun(client, 'arn:map')).toBe(isEmpty);
  });
});

describe('waiting for a run', () => {
  const running = { status: 'RUNNING' } as const;
  const noPause = async (): Promise<void> => {};

  it('returns how the run ended', async () => {
    const stopped = new Date('2026-11-25T10:05:00Z');
    stub.on(DescribeExecutionCommand).resolvesOnce(running).resolvesOnce({
      status: 'FAILED',
      stopDate: stopped,
      error: 'States.ItemReaderFailed',
      cause: 'denied',
    });
    expect(await runEnd(client, RUN, { wait: noPause })).toEqual({
      ...RUN,
      ...{ status: 'FAILED', stopped, reason: 'States.ItemReaderFailed: denied', output: undefined },
    });
  });

  it('reports the progress over the source and then over the lake', async () => {
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
      // if the source is empty, this is the only Map Run
      .resolvesOnce({ mapRuns: [map('lake', 2) as never] });
    stub
      .on(DescribeMapRunCommand, { mapRunArn: arnOf('bucket') })
      .resolves({ itemCounts: counts as never, startDate: new Date(1000) })
      .on(DescribeMapRunCommand, { mapRunArn: arnOf('lake') })
      .resolves({ itemCounts: { ...counts, succeeded: 45 } as never, startDate: new Date(2000) });
    const steps: RunProgress[] = [];
    const { status, reason } = await runEnd(client, RUN, {
      wait: noPause,
      onProgress: (progress) => steps.push(progress),
    });
    expect({ status, reason }).toEqual({ status: 'SUCCEEDED', reason: undefined });
    expect(steps).toEqual([
      { step: 'source', done: 20, total: 50, seconds: expect.any(Number) },
      { step: 'lake', done: 50, total: 50, seconds: expect.any(Number) },
    ]);
  });

  it('does not request the progress if nobody sees it', async () => {
    stub.on(DescribeExecutionCommand).resolvesOnce(running).resolvesOnce({ status: 'SUCCEEDED' });
    await runEnd(client, RUN, { wait: noPause });
    expect(stub.commandCalls(ListMapRunsCommand)).toEqual([]);
  });

  it('ends when the signal is aborted', async () => {
    stub.on(DescribeExecutionCommand).resolves(running);
    const reason = new Error('Ctrl-C');
    await expect(runEnd(client, RUN, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it('asks less often as time goes by', async () => {
    stub.on(DescribeExecutionCommand).resolves(running);
    const pauses: number[] = [];
    const wait = async (milliseconds: number): Promise<void> => {
      pauses.push(milliseconds);
      if (pauses.length === 9) stub.on(DescribeExecutionCommand).resolves({ status: 'SUCCEEDED' });
    };
    await runEnd(client, RUN, { wait });
    expect([pauses[0], pauses[1], pauses.at(-1)]).toEqual([500, 750, 5000]);
  });
});
