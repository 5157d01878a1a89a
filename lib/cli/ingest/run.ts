import { mkdirSync, statSync } from 'node:fs';
import { openCache } from '../../engines/cache.ts';
import { extractor } from '../../lake/extract.ts';
import { readLakeIndex } from '../../lake/lake-index.ts';
import { bucketOfRoot, type NamedPath, scopesOf } from '../../lake/roots.ts';
import { type Plan, plan, removesMost, sweep } from '../../lake/sweep.ts';
import { folderStore } from '../../stores/folder.ts';
import type { Store } from '../../stores/store.ts';
import { RunFailed } from '../errors.ts';
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
  const started = performance.now();
  mkdirSync(options.lake, { recursive: true });
  const lake = folderStore(options.lake);
  const index = await readLakeIndex(lake);
  const known = [...index.keys()]
    .filter((bucket) => bucket.startsWith('file://'))
    .map((bucket) => bucket.slice(7));
  const plans: { readonly plan: Plan; readonly source: Store }[] = [];
  for (const scope of scopesOf(paths.map(named), known)) {
    if (!isFolder(scope.root))
      throw new RunFailed(`${scope.root}: this root of the lake is not there; nothing was changed`);
    const source = folderStore(scope.root);
    const planned = await plan(scope, source, index.get(bucketOfRoot(scope.root)) ?? new Map());
    if (removesMost(planned) && !options.allowRemovals) throw refusal(planned);
    plans.push({ plan: planned, source });
  }

  const report = emptyReport();
  const cache = await openCache(options.lake);
  const total = plans.reduce((sum, { plan: { files, gone } }) => sum + files.length + gone.length, 0);
  const shown = progress('files');
  const interrupt = onInterrupt(report);
  let done = 0;
  try {
    for (const { plan: planned, source } of plans) {
      const known = index.get(planned.bucket) ?? new Map();
      for await (const swept of sweep(planned, source, lake, extractor({ keepCsv: true }), known)) {
        addSwept(report, planned.scope.root, swept);
        if (swept.lakeKey !== undefined && swept.kind !== 'failed')
          await cache.add(swept.lakeKey, swept.extraction?.csv);
        shown.step(++done, total);
        if (done % LOOK_UP === 0) await new Promise((resolve) => setImmediate(resolve));
        if (report.interrupted) break;
      }
      if (report.interrupted) break;
    }
  } finally {
    shown.clear();
    await cache.close();
    interrupt.release();
  }
  report.seconds = (performance.now() - started) / 1000;
  return report;
}

function named(typed: string): NamedPath {
  const path = userPath(typed);
  const stat = statSync(path, { throwIfNoEntry: false });
  return { path, kind: stat === undefined ? 'missing' : stat.isDirectory() ? 'folder' : 'file' };
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
