import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { Value } from '../../lib/engines/answer.ts';
import { type Lake, type LakeOptions, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import { EXAMPLE } from './example-lake.ts';
import { addToLake, type LakeFile } from './small-lake.ts';
import { tempFolder } from './temp-folder.ts';

/** The folder of a new lake with these files. It is removed after the test. */
export function lakeOf(...files: readonly LakeFile[]): string {
  const folder = tempFolder();
  addToLake(folder, ...files);
  return folder;
}

/** The folder of a lake that all tests of a file or a `describe` block share; it exists only within tests. */
export function sharedFolder(files: readonly LakeFile[]): () => string {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-shared-'));
    addToLake(folder, ...files);
  });
  afterAll(() => rmSync(folder, { recursive: true }));
  return () => folder;
}

/**
 * A lake that is opened once for all tests of a file or a `describe` block, since starting DuckDB takes a fifth of a
 * second.
 *
 * @param options how to open it, given its folder
 * @returns the lake, which exists only within tests
 */
export function sharedLake(
  files: readonly LakeFile[],
  options: (folder: string) => LakeOptions = () => ({}),
): () => Lake {
  let folder: string;
  let lake: Lake;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'fits-datalake-shared-'));
    addToLake(folder, ...files);
    lake = await openLake(folder, options(folder));
  });
  afterAll(() => {
    lake?.close();
    rmSync(folder, { recursive: true });
  });
  return () => lake;
}

/** The example lake, shared by the tests of a file or a `describe` block. */
export const exampleLake = (options?: (folder: string) => LakeOptions): (() => Lake) =>
  sharedLake(EXAMPLE, options);

/** All rows of an answer. */
export async function rowsOf(lake: Lake, sql: string): Promise<(readonly Value[])[]> {
  const rows: (readonly Value[])[] = [];
  for await (const piece of (await lake.ask(sql)).pieces) rows.push(...piece);
  return rows;
}

/** Opens a lake, runs one query, and closes it. */
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
