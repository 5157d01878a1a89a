import { expect } from 'vitest';
import { type Lake, type LakeOptions, openLake } from '../../lib/engines/duckdb/open-lake.ts';
import type { KeywordColumn } from '../../lib/sql/everyday.ts';
import { views } from '../../lib/sql/views.ts';
import { rowsOf } from './ask.ts';

/**
 * Expects that each view, stored or not, has exactly the rows that its SQL returns for all rows of the lake; returns the
 * number of observations.
 *
 * @param keywords those that the lake was opened with
 */
export async function expectStored(lake: Lake, keywords: readonly KeywordColumn[] = []): Promise<number> {
  let observations = 0;
  for (const { name, sql } of views(keywords)) {
    const stored = await rowsOf(lake, `SELECT * FROM ${name} ORDER BY ALL`);
    expect(stored).toEqual(await rowsOf(lake, `SELECT * FROM (${sql}) ORDER BY ALL`));
    if (name.startsWith('obscore')) observations += stored.length;
  }
  return observations;
}

/** Opens a lake, and closes it after its use. */
export async function withOpen<T>(
  folder: string,
  options: LakeOptions,
  work: (lake: Lake) => Promise<T>,
): Promise<T> {
  const lake = await openLake(folder, options);
  try {
    return await work(lake);
  } finally {
    lake.close();
  }
}
