// Runs a query of a local lake and writes the answer.

import { type Lake, openLake } from '../../engines/duckdb/open-lake.ts';
import type { QueryLimits } from '../../engines/duckdb/query-limits.ts';
import { TableRefused, type UserTable } from '../../engines/duckdb/user-tables.ts';
import { leanHeap } from '../../node/lean-heap.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { RunFailed } from '../errors.ts';
import { isRepairable, REPAIR, remedyFor } from '../terminal/damaged.ts';
import { lakeFailure } from '../terminal/lake-failure.ts';
import { openingLake } from '../terminal/opening-lake.ts';
import { printable, printMessage } from '../terminal/output.ts';
import { activity, withProgress } from '../terminal/progress.ts';
import { withAdvice } from './found-nothing.ts';
import { partial } from './target.ts';
import { type OutputChoice, writeAnswer } from './write.ts';

/** A query of a local lake. */
export interface QueryRequest extends LakeRequest {
  readonly sql: string;
}

/** A local lake, and how answers are written. */
export type LakeRequest = OpenRequest & OutputChoice;

/** How a local lake is opened. */
export interface OpenRequest extends Partial<OutputChoice> {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly keywords: readonly KeywordColumn[];
  /** The keywords of the lake's settings, which the cache has as columns; by default, those that it has now. */
  readonly lakeKeywords?: readonly KeywordColumn[];
  readonly tables: readonly UserTable[];
  readonly limits: QueryLimits;
  /** The files that an export writes. */
  readonly exportFiles?: readonly string[];
}

/**
 * Queries the lake and writes the answer. Damaged objects are left out and listed on standard error; returns
 * their number. Throws {@link RunFailed}.
 */
export const runQuery = (request: QueryRequest): Promise<number> =>
  withLake(request, (lake) => writeAnswerOf(lake, request));

/** Opens a lake, and closes it after its use. Otherwise like {@link runQuery}. */
export async function withLake(request: OpenRequest, use: (lake: Lake) => Promise<void>): Promise<number> {
  try {
    const lake = await openRequested(request);
    try {
      printDamaged(lake);
      await use(lake);
      return lake.damaged.length;
    } finally {
      lake.close();
    }
  } catch (error) {
    throw queryFailure(error);
  }
}

/** Opens a lake, which says on a terminal what it is doing. Throws what {@link queryFailure} puts into words. */
export async function openRequested(request: OpenRequest): Promise<Lake> {
  const file = request.format === 'parquet' ? request.output : undefined;
  leanHeap();
  const lake = await openingLake((onProgress) =>
    openLake(request.lake, {
      keywords: request.keywords,
      ...(request.lakeKeywords && { lakeKeywords: request.lakeKeywords }),
      tables: request.tables,
      limits: request.limits,
      ...(file !== undefined && { parquetFile: partial(file) }),
      ...(request.exportFiles && { exportFiles: request.exportFiles }),
      onNotice: printMessage,
      onProgress,
    }),
  );
  return {
    ...lake,
    ask: (sql, options) => withProgress(activity('querying'), () => lake.ask(sql, options)),
  };
}

/** Writes the answer to a query of an open lake. */
export async function writeAnswerOf(lake: Lake, { sql, ...choice }: QueryRequest): Promise<void> {
  const { format, output } = choice;
  if (format !== 'parquet') {
    await writeAnswer(withAdvice(await lake.ask(sql), sql, 'lake'), { ...choice, format });
  } else if (output !== undefined) {
    const { writeParquet } = await import('./parquet.ts');
    await writeParquet(output, () => withProgress(activity('querying'), () => lake.saveParquet(sql)));
  }
}

/** At most this many damaged objects are listed; the rest are counted. */
const MOST_LISTED = 5;

/** Lists the damaged objects of a lake on standard error. */
export function printDamaged({ damaged }: Lake): void {
  const repairable = damaged.filter(isRepairable);
  const foreign = damaged.filter((object) => !isRepairable(object));
  const lines = [...foreign, ...repairable].slice(0, MOST_LISTED).map((object) => {
    const text = `left out, damaged: ${object.path}: ${object.damage}`;
    return isRepairable(object) ? text : `${text}; ${remedyFor(object)}`;
  });
  const more = damaged.length - lines.length;
  if (more > 0) lines.push(`and ${more} more damaged ${more === 1 ? 'object is' : 'objects are'} left out`);
  const last = lines.pop();
  for (const text of lines) printMessage(text);
  if (last !== undefined) printMessage(repairable.length > 0 ? `${last}; ${REPAIR}` : last);
}

/** Turns the errors of opening and querying a lake into {@link RunFailed}; returns other errors unchanged. */
export function queryFailure(error: unknown): unknown {
  return error instanceof TableRefused
    ? new RunFailed(`--with: ${printable(error.message)}`)
    : lakeFailure(error);
}
