import { existsSync, renameSync } from 'node:fs';
import { DatabaseBusy, databaseFiles, readMark } from '../../engines/duckdb/export-lake.ts';
import type { ViewName } from '../../sql/view-columns.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { cannotWrite, isReplaceable, partial } from '../query/target.ts';
import { type ExportTarget, notOurs, removePartialsOf } from './target.ts';

/** A DuckDB file with one table per view. */
export const databaseTarget = (file: string, views: readonly ViewName[]): ExportTarget => ({
  files: databaseFiles(partial(file)),
  mark: () => markOf(file),
  write: async (lake, mark) => {
    try {
      const rows = await lake.database(partial(file), views, mark);
      renameSync(partial(file), file);
      return rows;
    } catch (error) {
      throw cannotWrite(file, fileProblem(error));
    }
  },
  discard: () => removePartialsOf(file),
});

async function markOf(file: string): Promise<string | undefined> {
  if (!isReplaceable(file)) throw notOurs(file, 'it is not a regular file');
  if (!existsSync(file)) return undefined;
  // DuckDB would apply these changes to the new file
  if (existsSync(`${file}.wal`))
    throw cannotWrite(
      file,
      `another program has it open, or left changes in ${file}.wal; close it there, or open it once and close it`,
    );
  const mark = await readMark(file).catch((error: unknown) => {
    if (error instanceof DatabaseBusy)
      throw cannotWrite(
        file,
        `${error.program ?? 'another program'} has it open for writing; close it there, and open it read-only`,
      );
    throw notOurs(file, `it cannot be read as an export (${fileProblem(error).replace(/\n[\s\S]*/, '')})`);
  });
  if (mark === undefined) throw notOurs(file, 'no export wrote this database');
  return mark;
}
