// Looks for files in a local lake or a deployed stack, and writes their paths.

import type { Answer } from '../../engines/answer.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { countingRows } from '../query/counting-rows.ts';
import { withAdvice } from '../query/found-nothing.ts';
import { keywordsFor, type LakeOptions } from '../query/lake-options.ts';
import { withLake } from '../query/run.ts';
import { writeAnswer } from '../query/write.ts';
import { lakeFailure } from '../terminal/lake-failure.ts';
import type { Queried } from '../terminal/refusals.ts';
import { type FindView, findSql } from './find-sql.ts';

/** What to look for, and how the paths are written. */
export interface FindRequest {
  readonly condition: string;
  readonly view: FindView;
  readonly format: 'lines' | 'nul';
}

/** The exit codes of grep(1), which scripts expect of a search. */
const FIND_EXIT = { found: EXIT.done, notFound: EXIT.failed } as const;

/** Looks for files in a local lake. Throws {@link RunFailed}. */
export async function findInLake(request: FindRequest, options: LakeOptions): Promise<ExitCode> {
  const query = findSql(request.view);
  const lake = {
    lake: lakeFolder(options.lake),
    ...keywordsFor(options),
    tables: [],
    limits: queryLimits(options),
    format: request.format,
    output: undefined,
  };
  let found = 0;
  const leftOut = await withLake(lake, async ({ ask, checkCondition }) => {
    await checkCondition(query, request.condition);
    found = await writePaths(request, query(request.condition), ask, 'lake');
  });
  return leftOut > 0 ? EXIT.faulty : exitCodeFor(found);
}

/** Looks for files in a deployed stack. Throws {@link RunFailed}. */
export async function findInStack(
  request: FindRequest,
  stack: string,
  options: AwsOptions,
): Promise<ExitCode> {
  const sql = await checkedSql(request);
  const settings = awsSettings(options);
  const { withStack } = await import('../query/stack.ts');
  const { queryClients } = await import('../aws/clients.ts');
  const clients = await queryClients(settings);
  const choice = { stack, format: request.format, output: undefined };
  let found = 0;
  const code = await withStack(choice, clients, async (ask) => {
    found = await writePaths(request, sql, ask, 'stack');
  });
  return code === EXIT.done ? exitCodeFor(found) : code;
}

/** The query, after its condition was checked. Athena does not tell whether it is one, so DuckDB's parser does. */
async function checkedSql({ view, condition }: FindRequest): Promise<string> {
  const { checkCondition } = await import('../../engines/duckdb/check-condition.ts');
  const { openSession } = await import('../../engines/cache/session.ts');
  const query = findSql(view);
  const { connection, close } = await openSession({});
  try {
    await checkCondition(connection, query, condition);
  } catch (error) {
    throw lakeFailure(error);
  } finally {
    close();
  }
  return query(condition);
}

/** Writes the paths; returns their number. Advice on standard error follows if the condition could not be met as it is written. */
async function writePaths(
  { format }: FindRequest,
  sql: string,
  ask: (sql: string) => Promise<Answer>,
  queried: Queried,
): Promise<number> {
  const counting = countingRows(ask);
  await writeAnswer(withAdvice(await counting.ask(sql), sql, queried), { format, output: undefined });
  return counting.rows();
}

const exitCodeFor = (found: number): ExitCode => (found > 0 ? FIND_EXIT.found : FIND_EXIT.notFound);
