import { statSync } from 'node:fs';
import { bucketOfRoot, type NamedPath, rootsAmong, type Scope, scopesOf } from '../../lake/roots.ts';
import { extractor } from '../../lake/rows/extract.ts';
import type { BucketIndex } from '../../lake/sweep/lake-index.ts';
import { sniffer } from '../../lake/sweep/sniffer.ts';
import { type Plan, planSweep, removesMost, sweepRoot } from '../../lake/sweep/sweep-root.ts';
import { folderStore } from '../../stores/folder.ts';
import type { OnSkip } from '../../stores/folder-links.ts';
import { type FolderNames, folderNames } from '../../stores/folder-names.ts';
import { isFolder } from '../../stores/make-folder.ts';
import { RunFailed } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { type Choice, wantsSuffix } from './options.ts';
import { addSkippedPath, type IngestReport } from './report.ts';
import type { IngestSource, LeftOut } from './source.ts';

export interface FolderOptions extends Choice {
  readonly allowRemovals: boolean;
  readonly report: IngestReport;
  readonly leftOut: LeftOut;
}

/** Finds the roots of folders and files, lists them and compares them with the lake. */
export async function folderSources(
  paths: readonly string[],
  index: ReadonlyMap<string, BucketIndex>,
  options: FolderOptions,
): Promise<IngestSource[]> {
  const work: IngestSource[] = [];
  for (const scope of scopesOf(paths.map(named), rootsAmong([...index.keys()]))) {
    work.push(await planned(scope, index.get(bucketOfRoot(scope.root)) ?? new Map(), options));
  }
  return work;
}

/** Files are read one by one, as fast as the processor can: an extraction's CSV is at hand for the cache. */
const extract = extractor({ keepCsv: true });

/** Lists a root and compares it with the lake. Throws {@link RunFailed} where it is better not to go on. */
async function planned(scope: Scope, index: BucketIndex, options: FolderOptions): Promise<IngestSource> {
  const { root } = scope;
  const { allowRemovals, report, leftOut, suffixes, force } = options;
  if (!isFolder(root))
    throw new RunFailed(
      `${root}: this root of the lake is not there; nothing was changed. Is a disk not mounted? If the folder was moved: ` +
        'delete the lake, which is only made from the files, and ingest the folder where it is now',
    );
  const names = folderNames(root === '/' ? '' : root);
  const skipped = new Set<string>();
  const onSkip: OnSkip = (path, ...why) => {
    // several listings may meet it
    if (!skipped.has(path)) addSkippedPath(report, path, ...why);
    skipped.add(path);
  };
  const source = folderStore(root, { names, onSkip });
  const found = await planSweep(renamed(scope, names), source, index, {
    wants: wantsSuffix(suffixes),
    opensOthers: options.sniff,
    onSkipped: leftOut.skipped.add,
    nameOf: (key) => nameOf(names, key),
  });
  if (removesMost(found) && !allowRemovals) throw refusal(found);
  const sniff = options.sniff ? sniffer() : undefined;
  return {
    where: root === '/' ? root : `${root}/`,
    sweep: ({ lake, damaged, signal }) =>
      sweepRoot(
        found,
        { bucket: bucketOfRoot(root), source, lake, extract, index, damaged, sniff, force },
        signal,
      ),
    total: () => found.files.length + found.others.length + found.moved.length + found.gone.length,
    close: () => {},
  };
}

const folderOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')));

/** The named paths, under the names that a listing of the whole root gives them. */
const renamed = ({ root, folders, files }: Scope, names: FolderNames): Scope => ({
  root,
  folders: folders.map((folder) => names.visitedAs(folder) ?? folder),
  files: files.map((file) => nameOf(names, file) ?? file),
});

/** The key of a file under the name by which its folder is visited. */
function nameOf(names: FolderNames, key: string): string | undefined {
  const folder = names.visitedAs(folderOf(key));
  return folder === undefined
    ? undefined
    : (folder === '' ? '' : `${folder}/`) + key.slice(key.lastIndexOf('/') + 1);
}

function named(typed: string): NamedPath {
  const path = userPath(typed);
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, kind: stat === undefined ? 'missing' : stat.isDirectory() ? 'folder' : 'file' };
}

const refusal = ({ scope, gone, known }: Plan): RunFailed =>
  new RunFailed(
    `${scope.root}: ${gone.length} of the ${known} files that the lake holds of it are gone, more than half; nothing ` +
      'was changed. Is a disk not mounted? If they are to be removed from the lake: --allow-removals',
  );
