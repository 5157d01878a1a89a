// Looks for files in a local lake or a deployed stack, and writes their paths.

import type { Answer } from '../../engines/answer.ts';
import { checkCondition } from '../../engines/duckdb/check-condition.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { countingRows } from '../query/counting-rows.ts';
import { keywordsFor, type LakeOptions } from '../query/lake-options.ts';
import { withLake } from '../query/run.ts';
import { writeAnswer } from '../query/write.ts';
import { lakeFailure } from '../terminal/lake-failure.ts';
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
  const sql = await checkedSql(request);
  const lake = {
    lake: lakeFolder(options.lake),
    ...keywordsFor(options),
    tables: [],
    limits: queryLimits(options),
    format: request.format,
    output: undefined,
  };
  let found = 0;
  const leftOut = await withLake(lake, async ({ ask }) => {
    found = await writePaths(request, sql, ask);
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
    found = await writePaths(request, sql, ask);
  });
  return code === EXIT.done ? exitCodeFor(found) : code;
}

async function checkedSql({ view, condition }: FindRequest): Promise<string> {
  const query = findSql(view);
  try {
    await checkCondition(query, condition);
  } catch (error) {
    throw lakeFailure(error);
  }
  return query(condition);
}

/** Writes the paths; returns their number. */
async function writePaths(
  { format }: FindRequest,
  sql: string,
  ask: (sql: string) => Promise<Answer>,
): Promise<number> {
  const counting = countingRows(ask);
  await writeAnswer(await counting.ask(sql), { format, output: undefined });
  return counting.rows();
}

const exitCodeFor = (found: number): ExitCode => (found > 0 ? FIND_EXIT.found : FIND_EXIT.notFound);
