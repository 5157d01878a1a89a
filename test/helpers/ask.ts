import type { Value } from '../../lib/engines/answer.ts';
import { type Lake, type LakeOptions, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { addToLake, type LakeFile } from './small-lake.ts';
import { tempFolder } from './temp-folder.ts';

/** The folder of a new lake with these objects. */
export function lakeOf(...files: readonly LakeFile[]): string {
  const folder = tempFolder();
  addToLake(folder, ...files);
  return folder;
}

/** The rows of an answer, all of them. */
export async function rowsOf(lake: Lake, sql: string): Promise<(readonly Value[])[]> {
  const rows: (readonly Value[])[] = [];
  for await (const piece of (await lake.ask(sql)).pieces) rows.push(...piece);
  return rows;
}

/** Opens a lake, asks it one question, closes it. */
export async function askOnce(
  folder: string,
  sql: string,
  options?: LakeOptions,
): Promise<(readonly Value[])[]> {
  const lake = await openLake(folder, options);
  try {
    return await rowsOf(lake, sql);
  } finally {
    lake.close();
  }
}
