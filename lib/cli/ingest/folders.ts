import { statSync } from 'node:fs';
import { extractor } from '../../lake/extract.ts';
import type { BucketIndex } from '../../lake/lake-index.ts';
import { bucketOfRoot, type NamedPath, rootsAmong, type Scope, scopesOf } from '../../lake/roots.ts';
import { type Plan, plan, removesMost, sweep } from '../../lake/sweep.ts';
import { folderStore } from '../../stores/folder.ts';
import { RunFailed } from '../errors.ts';
import { userPath } from '../paths.ts';
import { addFailure, type Report } from './report.ts';
import type { Work } from './work.ts';

/** Finds the roots of folders and files, lists them and compares them with the lake. */
export async function folderWork(
  paths: readonly string[],
  index: ReadonlyMap<string, BucketIndex>,
  report: Report,
  allowRemovals: boolean,
): Promise<Work[]> {
  const work: Work[] = [];
  for (const scope of scopesOf(paths.map(named), rootsAmong([...index.keys()]))) {
    work.push(await planned(scope, index.get(bucketOfRoot(scope.root)) ?? new Map(), report, allowRemovals));
  }
  return work;
}

/** Files are read one by one, as fast as the processor can: an extraction's CSV is at hand for the cache. */
const extract = extractor({ keepCsv: true });

/** Lists a root and compares it with the lake. Throws {@link RunFailed} where it is better not to go on. */
async function planned(
  scope: Scope,
  index: BucketIndex,
  report: Report,
  allowRemovals: boolean,
): Promise<Work> {
  const { root } = scope;
  if (!isFolder(root))
    throw new RunFailed(
      `${root}: this root of the lake is not there; nothing was changed. Is a disk not mounted? If the folder was moved: ` +
        'delete the lake, which is only made from the files, and ingest the folder where it is now',
    );
  const onSkip = (file: string, reason: string): void => addFailure(report, file, reason);
  const source = folderStore(root, { onSkip });
  const found = await plan(scope, source, index);
  if (removesMost(found) && !allowRemovals) throw refusal(found);
  return {
    where: root === '/' ? root : `${root}/`,
    sweep: ({ lake, damaged, signal }) =>
      sweep(found, { bucket: bucketOfRoot(root), source, lake, extract, index, damaged }, signal),
    total: () => found.files.length + found.gone.length,
    close: () => {},
  };
}

function named(typed: string): NamedPath {
  const path = userPath(typed);
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, kind: stat === undefined ? 'missing' : stat.isDirectory() ? 'folder' : 'file' };
}

export const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const refusal = ({ scope, gone, known }: Plan): RunFailed =>
  new RunFailed(
    `${scope.root}: ${gone.length} of the ${known} files that the lake holds of it are gone, more than half; nothing ` +
      'was changed. Is a disk not mounted? If they are to be removed from the lake: --allow-removals',
  );
