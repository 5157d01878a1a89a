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
import type { Value } from '../../lib/engines/answer.ts';
import { type AskOptions, type AthenaPlace, openAthena } from '../../lib/engines/athena/open-athena.ts';

// Athena's responses, in the shapes of the API reference: GetQueryResults, GetQueryExecution.

/** A client with credentials that are never used. */
export const athenaClient = (): AthenaClient =>
  new AthenaClient({ region: 'eu-central-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } });

/** The ID of every query execution. */
export const ID = '5b6d1e9c-0000-4000-8000-000000000001';

/** A row as Athena returns it: NULL has no text. */
export const rowOf = (...texts: readonly (string | null)[]): Row => ({
  Data: texts.map((text) => (text === null ? {} : { VarCharValue: text })),
});

/** The columns of a result, from names and Athena types. */
export const columnsOf = (types: Readonly<Record<string, string>>): ColumnInfo[] =>
  Object.entries(types).map(([Name, Type]) => ({ Name, Label: Name, Type, CatalogName: 'hive' }));

/** The state of a query execution. */
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

/** A page of results. */
export interface Page {
  readonly rows: readonly Row[];
  readonly next?: string;
}

/** A client whose Athena answers any query with these pages. */
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

/** The workgroup of every query. */
export const WORKGROUP = 'my-fits-datalake';

/** The workgroup and database that a fake Athena is asked in. */
export const placeOf = ({ client }: Pick<AthenaPlace, 'client'>): AthenaPlace => ({
  client,
  workgroup: WORKGROUP,
  database: 'fits_datalake',
});

/** Queries a fake Athena, without pauses, and reads the whole answer. */
export async function ask(fake: Pick<AthenaPlace, 'client'>, sql = 'SELECT 1', options: AskOptions = {}) {
  const wait = async (): Promise<void> => {};
  const answer = await openAthena(placeOf(fake)).ask(sql, { wait, ...options });
  const pieces: (readonly (readonly Value[])[])[] = [];
  for await (const piece of answer.pieces) pieces.push(piece);
  return { ...answer, pieces };
}
