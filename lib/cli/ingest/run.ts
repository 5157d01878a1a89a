import { mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openCache } from '../../engines/cache.ts';
import { damagedObjects } from '../../engines/damaged-objects.ts';
import { extractor } from '../../lake/extract.ts';
import { type BucketIndex, readLakeIndex } from '../../lake/lake-index.ts';
import { bucketOfRoot, type NamedPath, rootsAmong, type Scope, scopesOf } from '../../lake/roots.ts';
import { type Plan, plan, removesMost, sweep } from '../../lake/sweep.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { folderStore } from '../../stores/folder.ts';
import type { Store } from '../../stores/store.ts';
import { RunFailed } from '../errors.ts';
import { leanHeap } from '../lean-heap.ts';
import { userPath } from '../paths.ts';
import { progress } from '../progress.ts';
import { addSwept, emptyReport, type Report } from './report.ts';

export interface IngestOptions {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly allowRemovals: boolean;
}

/** Files after which the program looks up: for Ctrl-C, and to let others at the cache. */
const LOOK_UP = 64;

/** Makes a lake agree with files and folders; gives an account of what it did. */
export async function runIngest(paths: readonly string[], options: IngestOptions): Promise<Report> {
  leanHeap();
  const started = performance.now();
  const report = emptyReport();
  const index = isFolder(options.lake) ? await readLakeIndex(folderStore(options.lake)) : new Map();
  const known = rootsAmong([...index.keys()]);
  const work: Work[] = [];
  for (const scope of scopesOf(paths.map(named), known)) {
    work.push(await planned(scope, index.get(bucketOfRoot(scope.root)) ?? new Map(), report, options));
  }
  makeFolder(options.lake);
  await carryOut(work, options.lake, report);
  report.seconds = (performance.now() - started) / 1000;
  return report;
}

/** What is to be done below one root. */
interface Work {
  readonly plan: Plan;
  readonly source: Store;
  readonly index: BucketIndex;
}

/** Lists a root and compares it with the lake. Throws {@link RunFailed} where it is better not to go on. */
async function planned(
  scope: Scope,
  index: BucketIndex,
  report: Report,
  { allowRemovals }: IngestOptions,
): Promise<Work> {
  const { root } = scope;
  if (!isFolder(root))
    throw new RunFailed(
      `${root}: this root of the lake is not there; nothing was changed. Is a disk not mounted? If the folder was moved: ` +
        'delete the lake, which is only made from the files, and ingest the folder where it is now',
    );
  const onSkip = (file: string, reason: string): void => {
    report.failed++;
    report.failures.push({ file, reason });
  };
  const source = folderStore(root, { onSkip });
  const found = await plan(scope, source, index);
  if (removesMost(found) && !allowRemovals) throw refusal(found);
  return { plan: found, source, index };
}

async function carryOut(work: readonly Work[], lake: string, report: Report): Promise<void> {
  const damaged = await damagedObjects(lake);
  const cache = await openCache(lake);
  const total = work.reduce((sum, { plan: { files, gone } }) => sum + files.length + gone.length, 0);
  const shown = progress('files');
  const interrupt = onInterrupt(report);
  const extract = extractor({ keepCsv: true });
  const store = folderStore(lake);
  let done = 0;
  try {
    for (const { plan: found, source, index } of work) {
      for await (const swept of sweep(found, source, store, extract, index, damaged)) {
        addSwept(report, found.scope.root, swept);
        if (swept.lakeKey !== undefined) await cache.add(swept.lakeKey, swept.extraction?.csv);
        shown.step(++done, total);
        if (done % LOOK_UP === 0) await new Promise((resolve) => setImmediate(resolve));
        if (report.interrupted) return;
      }
    }
  } finally {
    shown.clear();
    await cache.close();
    interrupt.release();
  }
}

function named(typed: string): NamedPath {
  const path = userPath(typed);
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, kind: stat === undefined ? 'missing' : stat.isDirectory() ? 'folder' : 'file' };
}

function makeFolder(path: string): void {
  try {
    makeWithParents(path);
  } catch (error) {
    throw new RunFailed(`${path}: the lake cannot be made there: ${fileProblem(error)}`);
  }
}

/** What `mkdirSync` does with `recursive`, which never comes back below /proc (Node 24). */
function makeWithParents(path: string): void {
  if (isFolder(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeWithParents(parent);
  try {
    mkdirSync(path);
  } catch (error) {
    if (!isFolder(path)) throw error;
  }
}

const isFolder = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

const refusal = ({ scope, gone, known }: Plan): RunFailed =>
  new RunFailed(
    `${scope.root}: ${gone.length} of the ${known} files that the lake holds of it are gone, more than half; nothing ` +
      'was changed. Is a disk not mounted? If they are to be removed from the lake: --allow-removals',
  );

/** The first Ctrl-C lets the file at hand be finished; a second one ends the program at once. */
function onInterrupt(report: Report): { release(): void } {
  const stop = (): void => {
    report.interrupted = true;
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
