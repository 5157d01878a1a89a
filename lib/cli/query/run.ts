import { type Lake, NoLake, openLake } from '../../engines/duckdb/open-lake.ts';
import type { QueryLimits } from '../../engines/duckdb/query-limits.ts';
import { TableRefused, type UserTable } from '../../engines/duckdb/user-tables.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { LinkInLake } from '../../stores/link-in-lake.ts';
import { RunFailed } from '../errors.ts';
import { leanHeap } from '../lean-heap.ts';
import { isMendable, MEND, remedyFor } from '../terminal/left-out.ts';
import { note, printable } from '../terminal/output.ts';
import { progress } from '../terminal/progress.ts';
import { writeParquet } from './parquet.ts';
import { partial } from './target.ts';
import { type FormatName, writeAnswer } from './write.ts';

export interface QueryRequest {
  readonly sql: string;
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly keywords: readonly KeywordColumn[];
  readonly tables: readonly UserTable[];
  readonly format: FormatName;
  /** The file for the answer, absolute; standard output where undefined. */
  readonly output: string | undefined;
  readonly limits: QueryLimits;
}

/**
 * Asks the lake and writes the answer; gives how many damaged objects are left out of it, which are named on standard
 * error. Throws {@link RunFailed}.
 */
export async function runQuery(asked: QueryRequest): Promise<number> {
  const file = asked.format === 'parquet' ? asked.output : undefined;
  leanHeap();
  const shown = progress('objects made ready');
  try {
    const lake = await openLake(asked.lake, {
      keywords: asked.keywords,
      tables: asked.tables,
      limits: asked.limits,
      ...(file !== undefined && { parquetFile: partial(file) }),
      onNotice: note,
      onProgress: shown.step,
    });
    shown.clear();
    try {
      tellDamaged(lake);
      if (file !== undefined) await writeParquet(file, () => lake.saveParquet(asked.sql));
      else if (asked.format !== 'parquet')
        await writeAnswer(await lake.ask(asked.sql), asked.format, asked.output);
      return lake.damaged.length;
    } finally {
      lake.close();
    }
  } catch (error) {
    throw failure(error);
  } finally {
    shown.clear();
  }
}

/** Damaged objects that are named one by one. */
const MOST_NAMED = 5;

function tellDamaged({ damaged }: Lake): void {
  const [mendable, foreign] = [damaged.filter(isMendable), damaged.filter((one) => !isMendable(one))];
  const named = [...foreign, ...mendable].slice(0, MOST_NAMED).map((object) => {
    const text = `left out, damaged: ${object.path}: ${object.damage}`;
    return isMendable(object) ? text : `${text}; ${remedyFor(object)}`;
  });
  const more = damaged.length - named.length;
  if (more > 0) named.push(`and ${more} more damaged ${more === 1 ? 'object is' : 'objects are'} left out`);
  const last = named.pop();
  for (const text of named) note(text);
  if (last !== undefined) note(mendable.length > 0 ? `${last}; ${MEND}` : last);
}

export function failure(error: unknown): unknown {
  if (error instanceof QueryRefused) return new RunFailed(printable(error.message));
  if (error instanceof TableRefused) return new RunFailed(`--with: ${printable(error.message)}`);
  if (error instanceof LinkInLake) return new RunFailed(error.message);
  if (error instanceof NoLake) {
    const how = `fits-datalake ingest --lake ${error.folder} FOLDER`;
    return new RunFailed(
      `${error.message} (its folder is --lake, else FITS_LAKE, else ./fits-lake); to fill it: ${how}`,
    );
  }
  return error;
}
