import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { LakeExport } from '../../engines/duckdb/export-lake.ts';
import type { ViewName } from '../../sql/view-columns.ts';
import { codeOf } from '../../stores/file-problem.ts';
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
  /**
   * Removes what is not complete: of this run, and what killed ones left, but nothing of an export that is running. Nothing
   * happens if there is nothing.
   */
  discard(): void;
}

/** The error for something at the export's place that no export wrote. */
export const notOurs = (path: string, why: string): RunFailed =>
  cannotWrite(path, `${why}; name another one`);

/** A temporary file of an export: the file that it becomes, and the process that writes it. */
function partialIn(name: string): { readonly of: string; readonly writer: number } | undefined {
  const [, of, writer] = /^(.+)\.partial-(\d+)(?:\.wal(?:\.checkpoint)?)?$/s.exec(name) ?? [];
  return of === undefined ? undefined : { of, writer: Number(writer) };
}

/** Whether a file is a temporary one of these. */
export const isPartialOf = (name: string, names: readonly string[]): boolean =>
  names.includes(partialIn(name)?.of ?? '');

/** Removes the temporary files of the files with these names in a folder, except those that another process writes. */
export function removePartials(folder: string, names: readonly string[]): void {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) return;
  for (const name of readdirSync(folder).filter((found) => isPartialOf(found, names)))
    if (!isOther(partialIn(name)?.writer ?? 0)) rmSync(`${folder}/${name}`, { force: true });
}

/** Whether another process with this number is running. */
function isOther(id: number): boolean {
  if (id === process.pid) return false;
  try {
    return process.kill(id, 0);
  } catch (error) {
    // it belongs to another user
    return codeOf(error) === 'EPERM';
  }
}

/** Removes the temporary files of one file. */
export const removePartialsOf = (file: string): void => removePartials(dirname(file), [basename(file)]);
