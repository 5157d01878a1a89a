import {
  GetQueryExecutionCommand,
  InvalidRequestException,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import { type AthenaPlace, openAthena } from '../../../lib/engines/athena/open-athena.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { answering, ask, execution, ID, placeOf, rowOf, WORKGROUP } from '../../helpers/fake-athena.ts';

async function refusalOf(fake: Pick<AthenaPlace, 'client'>, sql?: string): Promise<QueryRefused> {
  const error: unknown = await ask(fake, sql).catch((reason: unknown) => reason);
  if (!(error instanceof QueryRefused)) throw error;
  return error;
}

describe('waiting for Athena', () => {
  it('requests the state less and less often, but at least every two seconds', async () => {
    const fake = answering({ n: 'integer' }, { rows: [rowOf('n'), rowOf('1')] });
    fake.stub.on(GetQueryExecutionCommand).resolvesOnce(execution('QUEUED'));
    let requests = 0;
    fake.stub
      .on(GetQueryExecutionCommand)
      .callsFake(() => execution(++requests > 12 ? 'SUCCEEDED' : 'RUNNING'));
    const pauses: number[] = [];
    const states: string[] = [];
    await ask(fake, 'SELECT 1', {
      wait: async (pause) => pauses.push(pause),
      onProgress: (state) => states.push(state),
    });
    expect(pauses.length).toBeGreaterThan(8);
    expect(pauses[0]).toBeLessThan(300);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBe(2000);
    expect(new Set(states)).toEqual(new Set(['running']));
  });
  it('stops the query when the caller cancels', async () => {
    const fake = answering({ n: 'integer' });
    fake.stub.on(GetQueryExecutionCommand).resolves(execution('RUNNING'));
    const stop = new AbortController();
    const waiting = openAthena(placeOf(fake)).ask('SELECT 1', {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('stopped')),
    });
    await expect(waiting).rejects.toThrow('stopped');
    expect(fake.stub.commandCalls(StopQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryExecutionId: ID,
    });
  });
  it('makes no request if the caller has already cancelled', async () => {
    const fake = answering({ n: 'integer' });
    await expect(ask(fake, 'SELECT 1', { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow(
      'stopped',
    );
    expect(fake.stub.calls()).toHaveLength(0);
  });
  it('stops the query if its state cannot be requested', async () => {
    const fake = answering({ n: 'integer' });
    fake.stub.on(GetQueryExecutionCommand).rejects(new Error('connect ECONNREFUSED'));
    await expect(ask(fake)).rejects.toThrow('connect ECONNREFUSED');
    expect(fake.stub.commandCalls(StopQueryExecutionCommand)).toHaveLength(1);
  });
});

describe('a query that Athena refuses', () => {
  const failing = (state: 'FAILED' | 'CANCELLED', reason?: string) => {
    const fake = answering({});
    fake.stub.on(GetQueryExecutionCommand).resolves(execution(state, reason));
    return fake;
  };
  const rejecting = (message: string, AthenaErrorCode: string) => {
    const fake = answering({});
    fake.stub
      .on(StartQueryExecutionCommand)
      .rejects(new InvalidRequestException({ message, AthenaErrorCode, $metadata: { httpStatusCode: 400 } }));
    return fake;
  };

  it('is reported in one sentence with a hint', async () => {
    const message =
      "COLUMN_NOT_FOUND: line 1:8: Column 'object' cannot be resolved or requester is not authorized to access requested resources";
    expect(await refusalOf(failing('FAILED', message), 'SELECT object FROM headers')).toMatchObject({
      message: expect.stringMatching(/^Column 'object' cannot be resolved.* \(line 1, column 8\)$/),
      hint: { kind: 'column-elsewhere', keyword: 'OBJECT', column: 'object' },
    });
  });
  it('has reached the scan limit of the workgroup', async () => {
    const { reason } = await refusalOf(failing('CANCELLED', 'Bytes scanned limit was exceeded'));
    expect(reason).toEqual({ kind: 'scan-limit', workgroup: WORKGROUP });
  });
  it('was stopped by somebody else', async () => {
    const { reason } = await refusalOf(failing('CANCELLED', 'Query cancelled by user'));
    expect(reason).toEqual({ kind: 'stopped', why: 'Query cancelled by user' });
  });
  it('failed without a reason', async () => {
    const { reason } = await refusalOf(failing('FAILED'));
    expect(reason).toEqual({ kind: 'engine', sentence: 'Athena gives no reason' });
  });
  it('has wrong syntax, which Athena reports before anything runs', async () => {
    const message =
      "line 1:1: mismatched input 'SELECTED'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', <query>";
    const { reason } = await refusalOf(rejecting(message, 'MALFORMED_QUERY'));
    expect(reason).toEqual({
      kind: 'engine',
      sentence: "mismatched input 'SELECTED' (line 1, column 1)",
    });
  });
  it('describes a table that does not exist', async () => {
    const message =
      'Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: 1; Proxy: null)';
    const { hint } = await refusalOf(rejecting(message, 'INVALID_INPUT'), 'DESCRIBE file');
    expect(hint).toEqual({ kind: 'tables', tables: VIEWS });
  });
  it('was sent to a workgroup that does not exist', async () => {
    const { reason } = await refusalOf(rejecting('WorkGroup is not found.', 'INVALID_INPUT'));
    expect(reason).toEqual({ kind: 'no-workgroup', workgroup: WORKGROUP });
  });
  it('does more than read, and is not sent at all', async () => {
    const fake = answering({});
    expect((await refusalOf(fake, 'DROP TABLE lake_rows')).reason.kind).toBe('not-a-query');
    expect(fake.stub.calls()).toHaveLength(0);
  });
});

describe('an error of AWS', () => {
  it('is thrown as it is', async () => {
    const fake = answering({});
    const unset = new InvalidRequestException({
      message: 'No output location provided.',
      AthenaErrorCode: 'INVALID_INPUT',
      $metadata: { httpStatusCode: 400 },
    });
    const denied = Object.assign(new Error('User: x is not authorized'), { name: 'AccessDeniedException' });
    for (const error of [unset, denied]) {
      fake.stub.on(StartQueryExecutionCommand).rejects(error);
      await expect(ask(fake)).rejects.toBe(error);
    }
  });
});
