import { renameSync, rmSync } from 'node:fs';
import { type Lake, NoLake, openLake } from '../../engines/duckdb.ts';
import { QueryRefused } from '../../engines/query-refused.ts';
import { TableRefused, type UserTable } from '../../engines/tables.ts';
import { csv } from '../../formats/csv.ts';
import type { Format } from '../../formats/format.ts';
import { json } from '../../formats/json.ts';
import { ndjson } from '../../formats/ndjson.ts';
import { table } from '../../formats/table.ts';
import type { KeywordColumn } from '../../sql/everyday.ts';
import { EXIT, RunFailed } from '../errors.ts';
import { leanHeap } from '../lean-heap.ts';
import { printable } from '../output.ts';
import { progress } from '../progress.ts';
import { cannotWrite, isReplaceable, outputFile, partial, standardOutput } from './target.ts';

/** How answers leave as text. Parquet is DuckDB's own. */
const FORMATS: Readonly<Record<Exclude<FormatName, 'parquet'>, Format>> = { table, csv, json, ndjson };

export const FORMAT_NAMES = ['table', 'csv', 'json', 'ndjson', 'parquet'] as const;

export type FormatName = (typeof FORMAT_NAMES)[number];

export interface Asked {
  readonly sql: string;
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly keywords: readonly KeywordColumn[];
  readonly tables: readonly UserTable[];
  readonly format: FormatName;
  /** The file for the answer, absolute; standard output where undefined. */
  readonly output: string | undefined;
}

/**
 * Asks the lake and writes the answer; gives how many damaged objects are left out of it, which are named on standard
 * error. Throws {@link RunFailed}.
 */
export async function runQuery(asked: Asked): Promise<number> {
  const file = asked.format === 'parquet' ? asked.output : undefined;
  leanHeap();
  const shown = progress('objects made ready');
  try {
    const lake = await openLake(asked.lake, {
      keywords: asked.keywords,
      tables: asked.tables,
      ...(file !== undefined && { parquetFile: partial(file) }),
      onNotice: note,
      onProgress: shown.step,
    });
    shown.clear();
    try {
      tellDamaged(lake);
      if (file !== undefined) await writeParquet(lake, asked.sql, file);
      else await writeText(lake, asked);
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

async function writeText(lake: Lake, { sql, format, output }: Asked): Promise<void> {
  const answer = await lake.ask(sql);
  const target = output === undefined ? standardOutput() : outputFile(output);
  const release = onInterrupt(target.discard);
  try {
    if (format !== 'parquet') await FORMATS[format](answer, target.write, target.screen);
    target.done();
  } catch (error) {
    target.discard();
    throw error;
  } finally {
    release();
  }
}

async function writeParquet(lake: Lake, sql: string, file: string): Promise<void> {
  if (!isReplaceable(file)) throw cannotWrite(file, 'it is no regular file, which Parquet needs');
  const discard = (): void => rmSync(partial(file), { force: true });
  const release = onInterrupt(discard);
  try {
    await lake.saveParquet(sql);
    renameSync(partial(file), file);
  } catch (error) {
    discard();
    throw error;
  } finally {
    release();
  }
}

/** Ctrl-C leaves no half file behind. */
function onInterrupt(discard: () => void): () => void {
  const stop = (): void => {
    discard();
    process.exit(EXIT.interrupted);
  };
  process.once('SIGINT', stop);
  return () => process.off('SIGINT', stop);
}

export const note = (text: string): void => console.error(`fits-datalake: ${printable(text)}`);

/** Damaged objects that are named one by one. */
const MOST_NAMED = 5;

function tellDamaged({ damaged }: Lake): void {
  const named = damaged
    .slice(0, MOST_NAMED)
    .map(({ path, damage }) => `left out, damaged: ${path}: ${damage}`);
  const more = damaged.length - named.length;
  if (more > 0) named.push(`and ${more} more damaged ${more === 1 ? 'object is' : 'objects are'} left out`);
  const last = named.pop();
  for (const text of named) note(text);
  if (last !== undefined) note(`${last}; ingest the folder again to mend it`);
}

export function failure(error: unknown): unknown {
  if (error instanceof QueryRefused) return new RunFailed(printable(error.message));
  if (error instanceof TableRefused) return new RunFailed(`--with: ${printable(error.message)}`);
  if (error instanceof NoLake) {
    const how = `fits-datalake ingest --lake ${error.folder} FOLDER`;
    return new RunFailed(
      `${error.message} (its folder is --lake, else FITS_LAKE, else ./fits-lake); to fill it: ${how}`,
    );
  }
  return error;
}
