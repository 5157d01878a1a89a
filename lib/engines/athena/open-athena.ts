import {
  type AthenaClient,
  type ColumnInfo,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  type QueryExecution,
  type Row,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import { poll, type Wait } from '../../polling/poll.ts';
import type { Answer, Column, Value } from '../answer.ts';
import { QueryRefused } from '../query-refused.ts';
import { readOnlySql } from './read-only-sql.ts';
import { athenaRefused } from './refusal.ts';
import { kindOf, plainValue } from './values.ts';

/** Where Athena is asked: what a deployed stack made for it. */
export interface AthenaPlace {
  readonly client: AthenaClient;
  readonly workgroup: string;
  readonly database: string;
}

/** What a query took. */
export interface Spent {
  /** What is paid for. */
  readonly scannedBytes: number;
  readonly milliseconds: number;
}

export interface AthenaAnswer extends Answer {
  /** Of each column, as Athena names it, `decimal` with its digits: `decimal(38,2)`. */
  readonly types: readonly string[];
  readonly spent: Spent;
}

export interface AskOptions {
  /** Stops the query: it would run on, and be paid for, without anybody who waits. */
  readonly signal?: AbortSignal;
  /** Told each time that Athena was asked how far it is. */
  readonly onProgress?: (state: string, spent: Spent) => void;
  /** The clock: tests pass their own. */
  readonly wait?: Wait;
}

export interface Athena {
  /**
   * Asks one question, and gives its answer when Athena has it. Throws {@link QueryRefused}, what the signal gives as
   * its reason, and the SDK's own errors where Athena could not be asked.
   */
  ask(sql: string, options?: AskOptions): Promise<AthenaAnswer>;
}

/** Athena over the lake of a deployed stack. */
export function openAthena(place: AthenaPlace): Athena {
  return {
    ask: async (sql, options = {}) => {
      options.signal?.throwIfAborted();
      const id = await start(place, readOnlySql(sql), sql);
      const execution = await finished(place, id, options);
      if (execution.Status?.State !== 'SUCCEEDED') throw unsuccessful(execution, place, sql);
      return { ...(await answer(place.client, id)), spent: spentBy(execution) };
    },
  };
}

async function start(
  { client, workgroup, database }: AthenaPlace,
  asked: string,
  sql: string,
): Promise<string> {
  try {
    const { QueryExecutionId } = await client.send(
      new StartQueryExecutionCommand({
        QueryString: asked,
        WorkGroup: workgroup,
        QueryExecutionContext: { Database: database },
      }),
    );
    return QueryExecutionId ?? '';
  } catch (error) {
    if (!(error instanceof InvalidRequestException)) throw error;
    if (/^WorkGroup\b.* is not found/i.test(error.message))
      throw new QueryRefused(
        `there is no workgroup ${workgroup} in Athena: was it deleted, or is it elsewhere?`,
      );
    // wrong syntax, and unknown tables of a DESCRIBE, are told before anything runs
    const isOfSql = error.AthenaErrorCode === 'MALFORMED_QUERY' || /^Entity Not Found\b/.test(error.message);
    if (!isOfSql) throw error;
    throw athenaRefused(error.message, sql, error);
  }
}

/** Milliseconds between two looks at a query: short queries are over within a second. */
const PAUSES = { first: 150, growth: 1.4, longest: 2000 };

const FINAL = ['SUCCEEDED', 'FAILED', 'CANCELLED'];

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
    // nobody waits for it any more
    await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => {});
    throw error;
  }
}

const spentBy = ({ Statistics }: QueryExecution): Spent => ({
  scannedBytes: Statistics?.DataScannedInBytes ?? 0,
  milliseconds: Statistics?.TotalExecutionTimeInMillis ?? Statistics?.EngineExecutionTimeInMillis ?? 0,
});

function unsuccessful({ Status }: QueryExecution, { workgroup }: AthenaPlace, sql: string): QueryRefused {
  const reason = Status?.StateChangeReason ?? Status?.AthenaError?.ErrorMessage ?? 'Athena gives no reason';
  if (/^Bytes scanned limit was exceeded/.test(reason))
    return new QueryRefused(
      `the query was stopped at the scan limit of the workgroup ${workgroup}: it would have read more than one query may`,
    );
  if (Status?.State === 'CANCELLED') return new QueryRefused(`the query was stopped: ${reason}`);
  return athenaRefused(reason, sql);
}

/** Rows that a page holds at most; Athena takes no larger number. */
const PAGE = 1000;

async function answer(client: AthenaClient, id: string): Promise<Omit<AthenaAnswer, 'spent'>> {
  const page = async (token?: string) => {
    const { ResultSet, NextToken } = await client.send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: PAGE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    return {
      rows: ResultSet?.Rows ?? [],
      infos: ResultSet?.ResultSetMetadata?.ColumnInfo ?? [],
      next: NextToken,
    };
  };
  const first = await page();
  const { infos } = first;
  async function* pieces(): AsyncGenerator<Value[][]> {
    // only a page of its own says how to go on, and so is the only one in memory
    for (let { rows, next } = first, isFirst = true; ; isFirst = false) {
      const data = isFirst && isHeader(rows[0], infos) ? rows.slice(1) : rows;
      // a full last page is followed by an empty one
      if (data.length > 0) yield data.map((row) => valuesOf(row, infos));
      if (next === undefined) return;
      ({ rows, next } = await page(next));
    }
  }
  return { columns: columnsOf(infos), types: infos.map(typeOf), pieces: pieces() };
}

const typeOf = ({ Type = '', Precision, Scale }: ColumnInfo): string =>
  Type === 'decimal' && Precision ? `decimal(${Precision},${Scale ?? 0})` : Type;

/** Answers to queries, and to SHOW FUNCTIONS, begin with the names of the columns; those to other statements do not. */
const isHeader = (row: Row | undefined, infos: readonly ColumnInfo[]): boolean =>
  row?.Data !== undefined &&
  row.Data.length === infos.length &&
  row.Data.every(({ VarCharValue }, index) => VarCharValue === infos[index]?.Name);

function valuesOf({ Data = [] }: Row, infos: readonly ColumnInfo[]): Value[] {
  // rows of DESCRIBE hold a single text: all its columns, with tabs between
  if (Data.length < infos.length && Data.length === 1) {
    const parts = (Data[0]?.VarCharValue ?? '').split('\t');
    return infos.map((_, index) => (parts[index] ?? '').trimEnd());
  }
  return infos.map(({ Type = '' }, index) => plainValue(Type, Data[index]?.VarCharValue));
}

/** Columns with a name of their own each, as a local lake names them. */
function columnsOf(infos: readonly ColumnInfo[]): Column[] {
  const names = new Set<string>();
  return infos.map(({ Name = '', Type = '' }) => {
    let name = Name;
    for (let again = 1; names.has(name); again++) name = `${Name}:${again}`;
    names.add(name);
    return { name, kind: kindOf(Type) };
  });
}
