import {
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { describe, expect, it } from 'vitest';
import type { Value } from '../../../lib/engines/answer.ts';
import { type AskOptions, type AthenaPlace, openAthena } from '../../../lib/engines/athena/open-athena.ts';
import { QueryRefused } from '../../../lib/engines/query-refused.ts';
import { answering, execution, ID, rowOf } from '../../helpers/fake-athena.ts';

const placeOf = ({ client }: Pick<AthenaPlace, 'client'>): AthenaPlace => ({
  client,
  workgroup: 'my-fits-datalake',
  database: 'fits_datalake',
});

const now = async (): Promise<void> => {};

async function asked(fake: Pick<AthenaPlace, 'client'>, sql = 'SELECT 1', options: AskOptions = {}) {
  const answer = await openAthena(placeOf(fake)).ask(sql, { wait: now, ...options });
  const pieces: (readonly (readonly Value[])[])[] = [];
  for await (const piece of answer.pieces) pieces.push(piece);
  return { ...answer, pieces };
}

const refusal = async (fake: Pick<AthenaPlace, 'client'>, sql = 'SELECT 1'): Promise<string> => {
  const error: unknown = await asked(fake, sql).catch((reason: unknown) => reason);
  return error instanceof QueryRefused ? error.message : String(error);
};

describe('an answer of Athena', () => {
  it('is asked in the workgroup and database of the stack', async () => {
    const fake = answering({ n: 'integer' }, { rows: [rowOf('n'), rowOf('1')] });
    await asked(fake, '-- how many?\nSELECT 1 AS n;\n');
    expect(fake.stub.commandCalls(StartQueryExecutionCommand)[0]?.args[0].input).toEqual({
      QueryString: '-- how many?\nSELECT 1 AS n',
      WorkGroup: 'my-fits-datalake',
      QueryExecutionContext: { Database: 'fits_datalake' },
    });
  });
  it('has typed values, and leaves out the line of names', async () => {
    const types = { object: 'varchar', size: 'bigint', exptime: 'double', date_obs: 'timestamp' };
    const fake = answering(types, {
      rows: [
        rowOf('object', 'size', 'exptime', 'date_obs'),
        rowOf('M31', '9007199254740993', '120.5', '2024-09-12 23:41:07.000000'),
        rowOf('', null, 'NaN', null),
      ],
    });
    const { columns, pieces, spent } = await asked(fake);
    expect(columns).toEqual([
      { name: 'object', kind: 'other' },
      { name: 'size', kind: 'number' },
      { name: 'exptime', kind: 'number' },
      { name: 'date_obs', kind: 'timestamp' },
    ]);
    expect(pieces).toEqual([
      [
        ['M31', 9007199254740993n, 120.5, '2024-09-12 23:41:07'],
        ['', null, Number.NaN, null],
      ],
    ]);
    expect(spent).toEqual({ scannedBytes: 1_234_567, milliseconds: 912 });
  });
  it('comes page by page, as it is read', async () => {
    const fake = answering(
      { n: 'integer' },
      { rows: [rowOf('n'), rowOf('1')], next: 'two' },
      // a row of data that reads like the line of names is data
      { rows: [rowOf('n'), rowOf('3')].slice(1), next: 'three' },
      { rows: [] },
    );
    const { pieces } = await openAthena(placeOf(fake)).ask('SELECT 1', { wait: now });
    const tokens = () =>
      fake.stub.commandCalls(GetQueryResultsCommand).map(({ args }) => args[0].input.NextToken);
    expect(tokens()).toEqual([undefined]);
    const rows: unknown[] = [];
    for await (const piece of pieces) rows.push(piece);
    expect(rows).toEqual([[[1]], [[3]]]);
    expect(tokens()).toEqual([undefined, 'two', 'three']);
  });
  it('has no row where there is only the line of names, and none at all', async () => {
    expect((await asked(answering({ n: 'integer' }, { rows: [rowOf('n')] }))).pieces).toEqual([]);
    expect((await asked(answering({ tab_name: 'string' }, { rows: [] }), 'SHOW TABLES')).pieces).toEqual([]);
  });
  it('to SHOW has no line of names', async () => {
    const fake = answering({ tab_name: 'string' }, { rows: [rowOf('faults'), rowOf('files')] });
    expect((await asked(fake, 'SHOW TABLES')).pieces).toEqual([[['faults'], ['files']]]);
  });
  it('to DESCRIBE is taken apart at its tabs', async () => {
    const types = { col_name: 'string', data_type: 'string', comment: 'string' };
    const fake = answering(types, {
      rows: [
        rowOf('hdu                 \tstring              \tthe HDU             '),
        rowOf('\t \t '),
        rowOf('# Partition Information\t \t '),
      ],
    });
    expect((await asked(fake, 'DESCRIBE lake_rows')).pieces).toEqual([
      [
        ['hdu', 'string', 'the HDU'],
        ['', '', ''],
        ['# Partition Information', '', ''],
      ],
    ]);
    const view = answering({ column: 'varchar', type: 'varchar' }, { rows: [rowOf('hdu\tinteger')] });
    expect((await asked(view, 'DESCRIBE headers')).pieces).toEqual([[['hdu', 'integer']]]);
  });
  it('has columns with a name of their own', async () => {
    const fake = answering({ a: 'integer' }, { rows: [] });
    fake.stub.on(GetQueryResultsCommand).resolves({
      ResultSet: {
        Rows: [rowOf('a', 'a'), rowOf('1', '2')],
        ResultSetMetadata: { ColumnInfo: ['a', 'a'].map((Name) => ({ Name, Type: 'integer' })) },
      },
    });
    const { columns, pieces } = await asked(fake);
    expect(columns.map(({ name }) => name)).toEqual(['a', 'a:1']);
    expect(pieces).toEqual([[[1, 2]]]);
  });
});

describe('waiting for Athena', () => {
  it('looks ever less often, at least every two seconds', async () => {
    const fake = answering({ n: 'integer' }, { rows: [rowOf('n'), rowOf('1')] });
    fake.stub.on(GetQueryExecutionCommand).resolvesOnce(execution('QUEUED'));
    let looks = 0;
    fake.stub.on(GetQueryExecutionCommand).callsFake(() => execution(++looks > 12 ? 'SUCCEEDED' : 'RUNNING'));
    const pauses: number[] = [];
    const states: string[] = [];
    await asked(fake, 'SELECT 1', {
      wait: async (pause) => pauses.push(pause),
      onProgress: (state) => states.push(state),
    });
    expect(pauses.length).toBeGreaterThan(8);
    expect(pauses[0]).toBeLessThan(300);
    expect(pauses).toEqual([...pauses].sort((a, b) => a - b));
    expect(pauses.at(-1)).toBe(2000);
    expect(new Set(states)).toEqual(new Set(['running']));
  });
  it('ends with the query where nobody waits any more', async () => {
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
  it('asks nothing where it is stopped before', async () => {
    const fake = answering({ n: 'integer' });
    await expect(
      asked(fake, 'SELECT 1', { signal: AbortSignal.abort(new Error('stopped')) }),
    ).rejects.toThrow('stopped');
    expect(fake.stub.calls()).toHaveLength(0);
  });
  it('stops the query where it cannot be looked at', async () => {
    const fake = answering({ n: 'integer' });
    fake.stub.on(GetQueryExecutionCommand).rejects(new Error('connect ECONNREFUSED'));
    await expect(asked(fake)).rejects.toThrow('connect ECONNREFUSED');
    expect(fake.stub.commandCalls(StopQueryExecutionCommand)).toHaveLength(1);
  });
});

describe('a refusal of Athena', () => {
  const failing = (state: 'FAILED' | 'CANCELLED', reason?: string) => {
    const fake = answering({});
    fake.stub.on(GetQueryExecutionCommand).resolves(execution(state, reason));
    return fake;
  };
  it('is a sentence with a hint', async () => {
    const said =
      "COLUMN_NOT_FOUND: line 1:8: Column 'object' cannot be resolved or requester is not authorized to access requested resources";
    expect(await refusal(failing('FAILED', said), 'SELECT object FROM headers')).toMatch(
      /^Column 'object' cannot be resolved.* \(line 1, column 8\); files and hdus have the column object, headers/,
    );
  });
  it('names the limit that a query met, and its workgroup', async () => {
    expect(await refusal(failing('CANCELLED', 'Bytes scanned limit was exceeded'))).toBe(
      'the query was stopped at the scan limit of the workgroup my-fits-datalake: it would have read more than one query may',
    );
  });
  it('says who stopped a query, and that there is no reason', async () => {
    expect(await refusal(failing('CANCELLED', 'Query cancelled by user'))).toBe(
      'the query was stopped: Query cancelled by user',
    );
    expect(await refusal(failing('FAILED'))).toBe('Athena gives no reason');
  });
  const rejecting = (message: string, AthenaErrorCode: string) => {
    const fake = answering({});
    fake.stub
      .on(StartQueryExecutionCommand)
      .rejects(new InvalidRequestException({ message, AthenaErrorCode, $metadata: { httpStatusCode: 400 } }));
    return fake;
  };
  it('may come before anything runs', async () => {
    const said =
      "line 1:1: mismatched input 'SELECTED'. Expecting: 'ALTER', 'ANALYZE', 'CALL', 'COMMENT', 'COMMIT', <query>";
    expect(await refusal(rejecting(said, 'MALFORMED_QUERY'))).toBe(
      "mismatched input 'SELECTED' (line 1, column 1)",
    );
    const unknown =
      'Entity Not Found (Service: AmazonDataCatalog; Status Code: 400; Error Code: EntityNotFoundException; Request ID: 1; Proxy: null)';
    expect(await refusal(rejecting(unknown, 'INVALID_INPUT'), 'DESCRIBE file')).toMatch(
      /^Entity Not Found .*; there are headers, files, hdus, faults, removed$/,
    );
  });
  it('says which workgroup there is none of', async () => {
    expect(await refusal(rejecting('WorkGroup is not found.', 'INVALID_INPUT'))).toBe(
      'there is no workgroup my-fits-datalake in Athena: was it deleted, or is it elsewhere?',
    );
  });
  it('is none where Athena cannot be asked: that is for whoever knows credentials and settings', async () => {
    const unset = rejecting('No output location provided.', 'INVALID_INPUT');
    await expect(asked(unset)).rejects.toThrow(InvalidRequestException);
    const fake = answering({});
    const denied = Object.assign(new Error('User: x is not authorized'), { name: 'AccessDeniedException' });
    fake.stub.on(StartQueryExecutionCommand).rejects(denied);
    await expect(asked(fake)).rejects.toBe(denied);
  });
  it('of what is no question needs no request', async () => {
    const fake = answering({});
    expect(await refusal(fake, 'DROP TABLE lake_rows')).toMatch(/^only questions can be asked: SELECT, /);
    expect(fake.stub.calls()).toHaveLength(0);
  });
});
