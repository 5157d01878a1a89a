import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';
import { athenaClient, rowOf } from '../helpers/fake-athena.ts';
import { askTrino, type TrinoAnswer } from './trino-client.ts';

// Athena's API with Trino behind it. Values become the texts that Athena returns.

/** Rows of a page, with the row of column names. */
const PAGE = 1000;

/** A client whose queries run on Trino. */
export function athenaOnTrino(trino: string): AthenaClient {
  const client = athenaClient();
  const stub = mockClient(client);
  const ended = new Map<string, { readonly execution: QueryExecution; readonly answer?: TrinoAnswer }>();
  let count = 0;
  stub.on(StartQueryExecutionCommand).callsFake(async ({ QueryString, QueryExecutionContext }) => {
    const id = String(++count);
    const ask = askTrino(trino, QueryString, QueryExecutionContext.Database);
    void ask.then(
      (answer) => ended.set(id, { answer, execution: { Status: { State: 'SUCCEEDED' } } }),
      (error: Error) => {
        const [StateChangeReason = ''] = error.message.split('\n');
        ended.set(id, { execution: { Status: { State: 'FAILED', StateChangeReason } } });
      },
    );
    return { QueryExecutionId: id };
  });
  stub.on(GetQueryExecutionCommand).callsFake(async ({ QueryExecutionId }) => ({
    QueryExecution: ended.get(QueryExecutionId)?.execution ?? { Status: { State: 'RUNNING' } },
  }));
  stub.on(StopQueryExecutionCommand).resolves({});
  stub.on(GetQueryResultsCommand).callsFake(async ({ QueryExecutionId, NextToken = '0' }) => {
    const { columns, rows } = ended.get(QueryExecutionId)!.answer!;
    const all = [columns.map(({ name }) => name), ...rows];
    const from = Number(NextToken);
    const until = from + PAGE;
    return {
      ResultSet: {
        Rows: all.slice(from, until).map(athenaRow),
        ResultSetMetadata: { ColumnInfo: columns.map(columnInfo) },
      },
      ...(until < all.length && { NextToken: String(until) }),
    };
  });
  return client;
}

const athenaRow = (values: readonly unknown[]): Row =>
  rowOf(...values.map((value) => (value === null ? null : String(value))));

function columnInfo({ name, type }: TrinoAnswer['columns'][number]): ColumnInfo {
  const [, base = type, digits] = /^(\w+)\((\d+)(?:,\d+)?\)/.exec(type) ?? [];
  return { Name: name, Type: base, ...(base === 'decimal' && { Precision: Number(digits) }) };
}
