import { readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { VIEWS, type ViewName } from '../../sql/view-columns.ts';
import { codeOf, fileProblem } from '../../stores/file-problem.ts';
import { makeFolder } from '../../stores/make-folder.ts';
import { cannotWrite, partial } from '../query/target.ts';
import { type ExportTarget, notOurs, removePartials } from './target.ts';

/** The file that says that a folder is an export, and of what. */
const MARK = 'fits-datalake-export.json';

/** While the files are replaced, the mark says that they belong to no state of the lake. */
const INCOMPLETE = 'incomplete';

/** A folder with one Parquet file per view. */
export function folderTarget(folder: string): ExportTarget {
  const fileOf = (view: ViewName): string => `${folder}/${view}.parquet`;
  const writeMark = (mark: string): void => {
    writeFileSync(partial(`${folder}/${MARK}`), `${JSON.stringify({ mark })}\n`);
    renameSync(partial(`${folder}/${MARK}`), `${folder}/${MARK}`);
  };
  return {
    files: VIEWS.map((view) => partial(fileOf(view))),
    mark: async () => markOf(folder),
    write: async (lake, mark) => {
      const rows = new Map<ViewName, number>();
      try {
        makeFolder(folder);
        writeMark(INCOMPLETE);
        for (const view of VIEWS) rows.set(view, await lake.parquet(view, partial(fileOf(view))));
        for (const view of VIEWS) renameSync(partial(fileOf(view)), fileOf(view));
        writeMark(mark);
      } catch (error) {
        throw cannotWrite(folder, fileProblem(error));
      }
      return rows;
    },
    discard: () => removePartials(folder, [MARK, ...VIEWS.map((view) => `${view}.parquet`)]),
  };
}

function markOf(folder: string): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isDirectory()) throw notOurs(folder, 'it is not a folder');
  try {
    const names = readdirSync(folder);
    if (names.length === 0) return undefined;
    const { mark } = JSON.parse(readFileSync(`${folder}/${MARK}`, 'utf8'));
    const isWhole = VIEWS.every((view) => names.includes(`${view}.parquet`));
    return typeof mark === 'string' && isWhole ? mark : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw notOurs(folder, 'the folder has files that no export wrote');
    throw cannotWrite(folder, `${MARK}: ${fileProblem(error)}`);
  }
}
