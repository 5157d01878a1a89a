import {
  type AthenaClient,
  GetQueryExecutionCommand,
  InvalidRequestException,
  type QueryExecution,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { poll } from '../../polling/poll.ts';
import { QueryRefused } from '../query-refused.ts';
import { readOnlySql } from './read-only-sql.ts';
import { athenaRefusal } from './refusal.ts';
import { resultsOf, type TypedAnswer } from './results.ts';

// Queries on Athena: start, wait, stop, and what an unsuccessful end means.

/** Where queries run: the client, and what a deployed stack has created for them. */
export interface AthenaPlace {
  readonly client: AthenaClient;
  readonly workgroup: string;
  readonly database: string;
}

/** What a query has used. */
export interface Spent {
  /** The bytes that are paid for. */
  readonly scannedBytes: number;
  readonly milliseconds: number;
}

/** An answer, and what the query used. */
export interface AthenaAnswer extends TypedAnswer {
  readonly spent: Spent;
}

/** How one query is asked. */
export interface AskOptions {
  /** Stops the query, which would otherwise continue and be paid for. */
  readonly signal?: AbortSignal;
  /** Called after each request for the query's state. */
  readonly onProgress?: (state: string, spent: Spent) => void;
  /** Waits for some milliseconds, or throws the signal's reason. */
  readonly wait?: (milliseconds: number, signal?: AbortSignal) => Promise<unknown>;
}

/** Athena over the lake of a deployed stack. */
export interface Athena {
  /**
   * Answers a query. Queries run at the same time, as far as Athena allows.
   *
   * @throws QueryRefused, the reason of the signal, and the SDK's own errors if a request to Athena fails
   */
  ask(sql: string, options?: AskOptions): Promise<AthenaAnswer>;
}

/** Opens Athena over the lake of a deployed stack. This makes no request. */
export function openAthena(place: AthenaPlace): Athena {
  return {
    ask: async (sql, options = {}) => {
      options.signal?.throwIfAborted();
      const id = await start(place, sql);
      const execution = await finished(place, id, options);
      if (execution.Status?.State !== 'SUCCEEDED') throw unsuccessful(execution, place, sql);
      return { ...(await resultsOf(place.client, id)), spent: spentBy(execution) };
    },
  };
}

/** Starts a query; returns the ID of its execution. */
async function start({ client, workgroup, database }: AthenaPlace, sql: string): Promise<string> {
  const QueryString = readOnlySql(sql);
  try {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString,
        WorkGroup: workgroup,
        QueryExecutionContext: { Database: database },
      }),
    );
    return QueryExecutionId ?? '';
  } catch (error) {
    if (!(error instanceof InvalidRequestException)) throw error;
    if (/^WorkGroup\b.* is not found/i.test(error.message))
      throw new QueryRefused({ kind: 'no-workgroup', workgroup }, { cause: error });
    // wrong syntax, and unknown tables in DESCRIBE, are reported before anything runs
    const isAboutSql =
      error.AthenaErrorCode === 'MALFORMED_QUERY' || /^Entity Not Found\b/.test(error.message);
    throw isAboutSql ? athenaRefusal(error.message, sql, error) : error;
  }
}

/** Milliseconds between requests for a query's state. Short queries finish within a second. */
const PAUSES = { first: 150, longest: 2000, growth: 1.4 };

const FINAL = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

/** Waits until a query has ended, and stops it if that fails. */
async function finished(
  { client }: AthenaPlace,
  id: string,
  { signal, onProgress, wait }: AskOptions,
): Promise<QueryExecution> {
  const look = async (): Promise<QueryExecution> => {
    const command = new GetQueryExecutionCommand({ QueryExecutionId: id });
    return (await client.send(command, signal && { abortSignal: signal })).QueryExecution ?? {};
  };
  const stateOf = ({ Status }: QueryExecution): string => Status?.State ?? '';
  try {
    return await poll(look, {
      pauses: PAUSES,
      isOver: (execution) => FINAL.includes(stateOf(execution)),
      onPending: (execution) => onProgress?.(stateOf(execution).toLowerCase(), spentBy(execution)),
      signal,
      wait,
    });
  } catch (error) {
    // nobody is waiting for the answer any longer
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => {});
    throw error;
  }
}

const spentBy = ({ Statistics }: QueryExecution): Spent => ({
  scannedBytes: Statistics?.DataScannedInBytes ?? 0,
  milliseconds: Statistics?.TotalExecutionTimeInMillis ?? Statistics?.EngineExecutionTimeInMillis ?? 0,
});

function unsuccessful({ Status }: QueryExecution, { workgroup }: AthenaPlace, sql: string): QueryRefused {
  const why = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? 'Athena gives no reason';
  if (/^Bytes scanned limit was exceeded/.test(why))
    return new QueryRefused({ kind: 'scan-limit', workgroup });
  if (Status?.State === 'CANCELLED') return new QueryRefused({ kind: 'stopped', why });
  return athenaRefusal(why, sql);
}
