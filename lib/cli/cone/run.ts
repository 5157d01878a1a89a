// Runs a cone search, of a local lake or a deployed stack.

import type { Answer } from '../../engines/answer.ts';
import type { Position } from '../../sql/contains-point.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import { type AwsOptions, awsSettings } from '../options/aws.ts';
import { lakeFolder } from '../options/lake.ts';
import { queryLimits } from '../options/limits.ts';
import { countingRows } from '../query/counting-rows.ts';
import { withLake, writeAnswerOf } from '../query/run.ts';
import type { OutputChoice } from '../query/write.ts';
import { printMessage, writeOut } from '../terminal/output.ts';
import type { Area } from './area.ts';
import { type ConeSearch, coneSql } from './cone-sql.ts';
import { gapText } from './gap.ts';
import { type Ask, positionText, targetPosition } from './target.ts';

/** A search, with what happens to its query or its answer. */
export interface Search extends Omit<ConeSearch, 'centre'>, Area, OutputChoice {
  /** Whether the query is printed, and not run. */
  readonly printsSql: boolean;
}

/** Searches a local lake. Throws {@link RunFailed}. */
export async function searchLake(search: Search, lake: string | undefined): Promise<ExitCode> {
  const { centre, printsSql, format, output, header = true } = search;
  const choice = { format, output, header };
  if (printsSql && typeof centre !== 'string') return printSql(search, centre);
  const request = { lake: lakeFolder(lake), keywords: [], tables: [], limits: queryLimits(), ...choice };
  const leftOut = await withLake(request, async (opened) => {
    const found = await positionOf(search, (sql) => opened.ask(sql));
    const placed = { ...search, centre: found };
    if (printsSql) printSql(search, found);
    else
      await withGapNote(placed, opened.ask, (ask) =>
        writeAnswerOf({ ...opened, ask }, { ...request, sql: coneSql(placed) }),
      );
  });
  return leftOut > 0 ? EXIT.faulty : EXIT.done;
}

/** Searches a deployed stack. Throws {@link RunFailed}. */
export async function searchStack(search: Search, stack: string, options: AwsOptions): Promise<ExitCode> {
  const { centre, printsSql, format, output, header = true } = search;
  const choice = { format, output, header };
  if (printsSql && typeof centre !== 'string') return printSql(search, centre);
  const settings = awsSettings(options);
  const { withStack, writeAnswerOf: writeStackAnswerOf } = await import('../query/stack.ts');
  const { queryClients } = await import('../aws/clients.ts');
  const clients = await queryClients(settings);
  const request = { stack, ...choice };
  return withStack(request, clients, async (ask) => {
    const found = await positionOf(search, ask);
    const placed = { ...search, centre: found };
    if (printsSql) printSql(search, found);
    else
      await withGapNote(placed, ask, (counting) =>
        writeStackAnswerOf(counting, { ...request, sql: coneSql(placed) }),
      );
  });
}

/** Writes an answer; if it is empty because the position is in a gap, a note on standard error says so. */
async function withGapNote<A extends Answer>(
  search: ConeSearch & Pick<Search, 'format'>,
  ask: (sql: string) => Promise<A>,
  write: (ask: (sql: string) => Promise<A>) => Promise<void>,
): Promise<void> {
  const counting = countingRows(ask);
  await write(counting.ask);
  // DuckDB writes Parquet, and its rows are not counted
  if (counting.rows() > 0 || search.format === 'parquet') return;
  const text = await gapText(search, ask);
  if (text !== undefined) printMessage(text);
}

function printSql(search: Search, centre: Position): ExitCode {
  writeOut(`${coneSql({ ...search, centre })}\n`);
  return EXIT.done;
}

/** The centre of a search. A target is looked up, and a note on standard error says where it is. */
async function positionOf({ centre, radius }: Search, ask: Ask): Promise<Position> {
  if (typeof centre !== 'string') return centre;
  const found = await targetPosition(centre, radius, ask);
  printMessage(positionText(centre, found));
  return found;
}
