// The sources of an ingest that are local: one for each root.

import { statSync } from 'node:fs';
import type { Extract } from '../../lake/extraction.ts';
import { bucketOfRoot, type NamedPath, rootsAmong, type Scope, scopesOf } from '../../lake/roots.ts';
import { extractor, SMALL_FILE } from '../../lake/rows/extract.ts';
import { suffixTest } from '../../lake/suffixes.ts';
import type { BucketIndex } from '../../lake/sweep/lake-index.ts';
import { sniffer } from '../../lake/sweep/sniffer.ts';
import { type Plan, planSweep, removesMost, sweepRoot } from '../../lake/sweep/sweep-root.ts';
import type { DerivationSettings } from '../../sky/rules.ts';
import { folderStore } from '../../stores/folder.ts';
import type { OnSkip } from '../../stores/folder-links.ts';
import { type FolderNames, folderNames } from '../../stores/folder-names.ts';
import { isFolder } from '../../stores/make-folder.ts';
import { RunFailed } from '../errors.ts';
import { userPath } from '../options/paths.ts';
import { type ReadingThreads, readingThreads } from '../threads/extract.ts';
import type { FileSelection } from './file-selection.ts';
import { ALLOW_REMOVALS, goneText } from './removals-text.ts';
import { addSkippedPath, type IngestReport } from './report.ts';
import type { IngestSource, SkippedFiles } from './source.ts';

/** The options of an ingest that concern folders. */
export interface FolderOptions extends FileSelection {
  readonly allowRemovals: boolean;
  readonly report: IngestReport;
  readonly skipped: SkippedFiles;
  readonly derivation: DerivationSettings;
  readonly collectionDepth: number;
  /** Worker threads that read files; 0 for none. */
  readonly threads: number;
  /** Files that are read before threads are started; {@link ALONE} by default. */
  readonly alone?: number | undefined;
}

/** Starting a thread takes about as long as reading this many files. */
const ALONE = 200;

/** Finds the roots of folders and files, lists them and compares them with the lake; one source per root. */
export async function folderSources(
  paths: readonly string[],
  index: ReadonlyMap<string, BucketIndex>,
  options: FolderOptions,
): Promise<IngestSource[]> {
  // files are read one by one, so the rows of each can be kept for the cache
  const extract = extractor({
    keepCsvUpTo: Number.POSITIVE_INFINITY,
    wholeUpTo: SMALL_FILE,
    derivation: options.derivation,
  });
  const threads = options.threads > 0 ? readingThreads(options.threads, options.derivation) : undefined;
  const sources: IngestSource[] = [];
  for (const scope of scopesOf(paths.map(namedPath), rootsAmong([...index.keys()]))) {
    sources.push(
      await folderSource(scope, index.get(bucketOfRoot(scope.root)) ?? new Map(), extract, threads, options),
    );
  }
  return sources;
}

/** Lists a root and compares it with the lake. Throws {@link RunFailed} if the root or most of its files are gone. */
async function folderSource(
  scope: Scope,
  index: BucketIndex,
  extract: Extract,
  threads: ReadingThreads | undefined,
  options: FolderOptions,
): Promise<IngestSource> {
  const { root } = scope;
  const { allowRemovals, report, skipped, suffixes, force, collectionDepth } = options;
  if (!isFolder(root)) throw rootMissing(root);
  const names = folderNames(root === '/' ? '' : root);
  const skippedPaths = new Set<string>();
  const onSkip: OnSkip = (path, ...why) => {
    // several listings may reach the same path
    if (!skippedPaths.has(path)) addSkippedPath(report, path, ...why);
    skippedPaths.add(path);
  };
  const source = folderStore(root, { names, onSkip });
  const plan = await planSweep(renamed(scope, names), source, index, {
    wants: suffixTest(suffixes),
    opensOthers: options.sniff,
    onSkipped: skipped.bySuffix.add,
    nameOf: (key) => nameOf(names, key),
  });
  if (removesMost(plan) && !allowRemovals) throw removalsRefused(plan);
  const parallel = threads && {
    extract: threads.extractorOf(root),
    atOnce: threads.atOnce,
    after: options.alone ?? ALONE,
  };
  const sniff = options.sniff ? sniffer() : undefined;
  return {
    where: root === '/' ? root : `${root}/`,
    sweep: ({ lake, damaged, signal }) =>
      sweepRoot(
        plan,
        { bucket: bucketOfRoot(root), source, lake, extract, index, damaged, sniff, force, collectionDepth },
        { signal, parallel },
      ),
    total: () => plan.files.length + plan.others.length + plan.moved.length + plan.gone.length,
    close: () => threads?.close(),
  };
}

const folderOf = (key: string): string => key.slice(0, Math.max(0, key.lastIndexOf('/')));

/** The scope with the names that a listing of the whole root uses: a folder may have several, through links. */
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

function namedPath(typed: string): NamedPath {
  const path = userPath(typed);
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, kind: stat === undefined ? 'missing' : stat.isDirectory() ? 'folder' : 'file' };
}

const rootMissing = (root: string): RunFailed =>
  new RunFailed(
    `${root}: this root of the lake no longer exists; nothing was changed. Is a disk not mounted? If the folder was moved: ` +
      'delete the lake (everything in it comes from the files), and ingest the folder at its new path',
  );

const removalsRefused = ({ scope, gone, known }: Plan): RunFailed =>
  new RunFailed(
    `${scope.root}: ${goneText(gone.length, known)}; nothing was changed. Is a disk not mounted? ${ALLOW_REMOVALS}`,
  );
