import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { LakeExport } from '../../engines/duckdb/export-lake.ts';
import type { ViewName } from '../../sql/view-columns.ts';
import type { RunFailed } from '../errors.ts';
import { cannotWrite } from '../query/target.ts';

// What the two kinds of export have in common.

/** Where an export is written. */
export interface ExportTarget {
  /** The files that DuckDB has to open. */
  readonly files: readonly string[];
  /** The mark of the export that is there; undefined if there is none. Throws {@link RunFailed} if it is not ours. */
  mark(): Promise<string | undefined>;
  /**
   * Writes a new export, under temporary names at first, in place of the one that is there.
   *
   * @returns the number of rows of each view
   */
  write(lake: LakeExport, mark: string): Promise<ReadonlyMap<ViewName, number>>;
  /** Removes what is not complete, also what a killed run left. Nothing happens if there is nothing. */
  discard(): void;
}

/** The error for something at the export's place that no export wrote. */
export const notOurs = (path: string, why: string): RunFailed =>
  cannotWrite(path, `${why}; name another one`);

/** Removes the temporary files of the files with these names in a folder. */
export function removePartials(folder: string, names: readonly string[]): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return;
  for (const name of readdirSync(folder)) {
    const [, of = ''] = /^(.+)\.partial-\d+(?:\.wal(?:\.checkpoint)?)?$/s.exec(name) ?? [];
    if (names.includes(of)) rmSync(`${folder}/${name}`, { force: true });
  }
}

/** Removes the temporary files of one file. */
export const removePartialsOf = (file: string): void => removePartials(dirname(file), [basename(file)]);
