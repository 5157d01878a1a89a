import {
  AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { mockClient } from 'aws-sdk-client-mock';

// Athena's answers, in the shapes that Athena has (API reference: GetQueryResults, GetQueryExecution).

export const athenaClient = (): AthenaClient =>
  new AthenaClient({ region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

export const ID = '5b6d1e9c-0000-4000-8000-000000000001';

/** A row as Athena gives it: a value that is NULL has no text. */
export const rowOf = (...texts: readonly (string | null)[]): Row => ({
  Data: texts.map((text) => (text === null ? {} : { VarCharValue: text })),
});

export const columnsOf = (types: Readonly<Record<string, string>>): ColumnInfo[] =>
  Object.entries(types).map(([Name, Type]) => ({ Name, Label: Name, Type, CatalogName: 'hive' }));

export const execution = (
  State: 'QUEUED' | 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED',
  reason?: string,
) => ({
  QueryExecution: {
    QueryExecutionId: ID,
    Status: { State, ...(reason !== undefined && { StateChangeReason: reason }) },
    Statistics: { DataScannedInBytes: 1_234_567, TotalExecutionTimeInMillis: 912 },
  } satisfies QueryExecution,
});

export interface Page {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** A client of an Athena that answers any question with these pages. */
export function answering(types: Readonly<Record<string, string>>, ...pages: readonly Page[]) {
  const client = athenaClient();
  const stub = mockClient(client);
  stub.on(StartQueryExecutionCommand).resolves({ QueryExecutionId: ID });
  stub.on(GetQueryExecutionCommand).resolves(execution('SUCCEEDED'));
  stub.on(StopQueryExecutionCommand).resolves({});
  let results = stub.on(GetQueryResultsCommand);
  for (const { rows, next } of pages) {
    results = results.resolvesOnce({
      ResultSet: { Rows: [...rows], ResultSetMetadata: { ColumnInfo: columnsOf(types) } },
      ...(next !== undefined && { NextToken: next }),
    });
  }
  return { client, stub };
}
