import { type DuckDBConnection, type DuckDBResult, ResultReturnType } from '@duckdb/node-api';
import { literal, literals } from '../../sql/text.ts';
import type { Answer, Value } from '../answer.ts';
import type { Connection, Session } from '../cache/session.ts';
import { QueryRefused } from '../query-refused.ts';
import type { KnownKeyword, LakeFacts } from './hints.ts';
import { prepareQuery } from './prepare-query.ts';
import { duckdbRefusal } from './refusal.ts';
import { columnType, plainValue } from './values.ts';

// Queries of an opened lake. Each has its own connection, so that any number of them can run at the same time.

/** How one query is asked. */
export interface AskOptions {
  /** Stops the query. Everything that waits for it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/** Turns the errors of one query into what its user sees: the reason of the signal, or a refusal with a hint. */
type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * Answers a query. Its connection is closed after the last row, after an error, or when the reader of the pieces stops
 * early; an answer that nobody begins to read keeps it until the session is closed.
 *
 * @throws QueryRefused now, or while the pieces are read
 */
export async function answerQuery(
  session: Session,
  sql: string,
  facts: Omit<LakeFacts, 'find'>,
  { signal }: AskOptions,
): Promise<Answer> {
  signal?.throwIfAborted();
  const connection = await session.connect();
  const query = guarded(session, connection, sql, facts, signal);
  const result = await query.guard(async () => (await prepareQuery(connection.connection, sql)).stream());
  const names = result.deduplicatedColumnNames();
  return {
    columns: names.map((name, index) => ({ name, type: columnType(result.columnTypeId(index)) })),
    pieces: pieces(result, query, () => failureOf(connection.connection, sql)),
  };
}

/** @param failure finds out why the result ended early */
async function* pieces(
  result: DuckDBResult,
  { guard, close }: Query,
  failure: () => Promise<unknown>,
): AsyncGenerator<Value[][]> {
  try {
    for (;;) {
      const chunk = await guard(async () => {
        const fetched = await result.fetchChunk();
        // a result that fails ends as if it was complete: only its type says so
        if (!fetched?.rowCount && result.returnType === ResultReturnType.INVALID) throw await failure();
        return fetched;
      });
      if (chunk === null || chunk.rowCount === 0) return;
      yield chunk.getRows().map((row) => row.map(plainValue));
    }
  } finally {
    close();
  }
}

/**
 * Why a query failed while its rows were read. DuckDB's package for Node does not tell, so the query is run again, without
 * keeping its rows.
 */
async function failureOf(connection: DuckDBConnection, sql: string): Promise<unknown> {
  try {
    await connection.run(`SELECT bit_xor(hash(answer)) FROM query(${literal(sql)}) AS answer`);
  } catch (error) {
    return error;
  }
  return new QueryRefused({ kind: 'stopped', why: 'DuckDB gives no reason' });
}

/**
 * Checks that a query can be answered, without running it.
 *
 * @throws QueryRefused
 */
export async function checkQuery(
  session: Session,
  sql: string,
  facts: Omit<LakeFacts, 'find'>,
): Promise<void> {
  const opened = await session.connect();
  const { guard, close } = guarded(session, opened, sql, facts, undefined);
  await guard(async () => (await prepareQuery(opened.connection, sql)).destroySync());
  close();
}

/**
 * Writes the answer to a query into a Parquet file; returns the number of rows.
 *
 * @throws QueryRefused
 */
export async function copyToParquet(
  session: Session,
  sql: string,
  facts: Omit<LakeFacts, 'find'>,
  file: string,
): Promise<number> {
  const opened = await session.connect();
  const { guard, close } = guarded(session, opened, sql, facts, undefined);
  try {
    return await guard(async () => {
      const { connection } = opened;
      (await prepareQuery(connection, sql)).destroySync();
      // the table function `query` takes the SQL as it is, whatever it ends with
      const copied = await connection.runAndReadAll(
        `COPY (SELECT * FROM query(${literal(sql)})) TO ${literal(file)} (FORMAT parquet, USE_TMP_FILE false)`,
      );
      return Number(copied.getRows()[0]?.[0]);
    });
  } finally {
    close();
  }
}

/** A running query. */
interface Query {
  readonly guard: Guard;
  close(): void;
}

function guarded(
  session: Session,
  { connection, close }: Connection,
  sql: string,
  facts: Omit<LakeFacts, 'find'>,
  signal: AbortSignal | undefined,
): Query {
  const find = (keywords: readonly string[]) => findKeyword(session, keywords);
  const guard: Guard = async (work) => {
    signal?.throwIfAborted();
    const interruption = interruptOn(signal, connection);
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      const { withHint } = await import('./hints.ts');
      throw await withHint(duckdbRefusal(error, sql), sql, { ...facts, find });
    } finally {
      interruption.end();
    }
  };
  return {
    guard: (work) =>
      guard(work).catch((error: unknown) => {
        close();
        throw error;
      }),
    close,
  };
}

/** Milliseconds between interrupts. DuckDB ignores those that arrive before a statement has begun to run. */
const INTERRUPT_AGAIN = 20;

/** Interrupts what runs on a connection from the moment that a signal is aborted, until `end` is called. */
function interruptOn(signal: AbortSignal | undefined, connection: DuckDBConnection): { end(): void } {
  let timer: NodeJS.Timeout | undefined;
  const interrupt = (): void => {
    connection.interrupt();
    timer ??= setInterval(interrupt, INTERRUPT_AGAIN);
  };
  signal?.addEventListener('abort', interrupt);
  return {
    end: () => {
      signal?.removeEventListener('abort', interrupt);
      clearInterval(timer);
    },
  };
}

/** Looks for any of these keywords among the header cards of the lake. */
async function findKeyword(session: Session, keywords: readonly string[]): Promise<KnownKeyword | undefined> {
  const { connection, close } = await session.connect();
  try {
    return await keywordIn(connection, keywords);
  } finally {
    close();
  }
}

async function keywordIn(
  connection: DuckDBConnection,
  keywords: readonly string[],
): Promise<KnownKeyword | undefined> {
  const found = await connection.runAndReadAll(
    `SELECT card_name, card_type IN ('integer', 'float') FROM cache.cards
    WHERE card_name IN (${literals(keywords)}) LIMIT 1`,
  );
  const [keyword, isNumber] = found.getRows()[0] ?? [];
  return keyword === undefined ? undefined : { keyword: String(keyword), isNumber: isNumber === true };
}
