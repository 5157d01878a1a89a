import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { VIEWS, type ViewName } from '../../sql/view-columns.ts';
import { codeOf, fileProblem } from '../../stores/file-problem.ts';
import { folderLock } from '../../stores/folder-lock.ts';
import { makeFolder } from '../../stores/make-folder.ts';
import { cannotWrite, partial } from '../query/target.ts';
import { type ExportTarget, isPartialOf, notOurs, removePartials } from './target.ts';

/** The file that says that a folder is an export, and of what. */
const MARK = 'fits-datalake-export.json';

/** The files of an export. */
const NAMES = [MARK, ...VIEWS.map((view) => `${view}.parquet`)];

/** While the files are replaced, the mark says that they belong to no state of the lake. */
const INCOMPLETE = 'incomplete';

/** A folder with one Parquet file per view. */
export function folderTarget(folder: string, views: readonly ViewName[]): ExportTarget {
  const fileOf = (view: ViewName): string => `${folder}/${view}.parquet`;
  const writeMark = (mark: string): void => {
    writeFileSync(partial(`${folder}/${MARK}`), `${JSON.stringify({ mark })}\n`);
    renameSync(partial(`${folder}/${MARK}`), `${folder}/${MARK}`);
  };
  /** Replaces all files. Two exports that do this at once would mix their files. */
  const replace = (mark: string): void =>
    folderLock(folder).hold(() => {
      writeMark(INCOMPLETE);
      for (const view of views) renameSync(partial(fileOf(view)), fileOf(view));
      // another state of the lake, which would be taken for this one
      for (const view of VIEWS) if (!views.includes(view)) rmSync(fileOf(view), { force: true });
      writeMark(mark);
    });
  return {
    files: views.map((view) => partial(fileOf(view))),
    mark: async () => markOf(folder, views),
    write: async (lake, mark) => {
      const rows = new Map<ViewName, number>();
      try {
        makeFolder(folder);
        if (!existsSync(`${folder}/${MARK}`)) writeMark(INCOMPLETE);
        for (const view of views) rows.set(view, await lake.parquet(view, partial(fileOf(view))));
        replace(mark);
      } catch (error) {
        throw cannotWrite(folder, fileProblem(error));
      }
      return rows;
    },
    discard: () => removePartials(folder, NAMES),
  };
}

function markOf(folder: string, views: readonly ViewName[]): string | undefined {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (!stat.isDirectory()) throw notOurs(folder, 'it is not a folder');
  try {
    // another export may have begun to write the first ones
    const names = readdirSync(folder).filter((name) => !isPartialOf(name, NAMES));
    if (names.length === 0) return undefined;
    const { mark } = JSON.parse(readFileSync(`${folder}/${MARK}`, 'utf8'));
    const isWhole = views.every((view) => names.includes(`${view}.parquet`));
    return typeof mark === 'string' && isWhole ? mark : undefined;
  } catch (error) {
    if (codeOf(error) === 'ENOENT') throw notOurs(folder, 'the folder has files that no export wrote');
    throw cannotWrite(folder, `${MARK}: ${fileProblem(error)}`);
  }
}
