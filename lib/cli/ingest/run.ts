import { damagedObjects } from '../../engines/cache/damaged-objects.ts';
import { openIngestCache } from '../../engines/cache/ingest-cache.ts';
import { suffixTally } from '../../lake/suffix-tally.ts';
import { emptyIndex, type LakeIndex, readLakeIndex } from '../../lake/sweep/lake-index.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { lakeStore } from '../../stores/lake-store.ts';
import { isFolder, makeFolder } from '../../stores/make-folder.ts';
import { RunFailed } from '../errors.ts';
import { leanHeap } from '../lean-heap.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3 } from '../options/s3-uri.ts';
import { onSignal } from '../terminal/interrupt.ts';
import { note } from '../terminal/output.ts';
import { progress } from '../terminal/progress.ts';
import { folderWork } from './folders.ts';
import { moveMisplaced } from './moves.ts';
import type { Choice } from './options.ts';
import { addSwept, addUnfinished, emptyIngestReport, type IngestReport } from './report.ts';
import { type LeftOut, Unfinished, type Work } from './work.ts';

export interface IngestOptions extends Choice {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly allowRemovals: boolean;
  /** How S3 is asked. */
  readonly s3: S3Settings;
}

/** Files after which the program looks up: for Ctrl-C, and to let others at the cache. */
const LOOK_UP = 64;

/** Makes a lake agree with files, folders and buckets; gives an account of what it did. */
export async function runIngest(paths: readonly string[], options: IngestOptions): Promise<IngestReport> {
  leanHeap();
  const started = performance.now();
  const report = emptyIngestReport();
  const leftOut = { skipped: suffixTally(), notFits: suffixTally() };
  const index = isFolder(options.lake) ? await readLakeIndex(lakeStore(options.lake)) : emptyIndex();
  const work = await planned(paths, index, report, leftOut, options);
  try {
    makeLake(options.lake);
    await carryOut(work, index, options.lake, report, leftOut);
  } finally {
    for (const { close } of work) close();
  }
  // files of buckets are done in any order
  report.faults.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  report.skipped = leftOut.skipped.sum();
  if (options.sniff) report.notFits = leftOut.notFits.sum();
  report.seconds = (performance.now() - started) / 1000;
  return report;
}

async function planned(
  paths: readonly string[],
  { buckets }: LakeIndex,
  report: IngestReport,
  leftOut: LeftOut,
  { s3, ...options }: IngestOptions,
): Promise<Work[]> {
  const folders = paths.filter((path) => !isS3(path));
  const uris = paths.filter(isS3);
  const work = await folderWork(folders, buckets, { ...options, report, leftOut });
  if (uris.length === 0) return work;
  // the AWS SDK takes a fifth of a second to be loaded
  const { bucketWork } = await import('./buckets.ts');
  return [...work, ...(await bucketWork(uris, buckets, { ...options, settings: s3, leftOut }))];
}

async function carryOut(
  work: readonly Work[],
  index: LakeIndex,
  lake: string,
  report: IngestReport,
  leftOut: LeftOut,
): Promise<void> {
  const damaged = new Set(await damagedObjects(lake));
  const cache = await openIngestCache(lake);
  const shown = progress('files');
  const interrupt = onInterrupt(report);
  const into = { lake: lakeStore(lake), damaged, signal: interrupt.signal };
  let done = 0;
  const sweep = async ({ where, sweep }: Work): Promise<void> => {
    for await (const swept of sweep(into)) {
      addSwept(report, leftOut, where, swept);
      if (swept.lakeKey !== undefined) await cache.add(swept.lakeKey, swept.extraction?.csv);
      shown.step(++done, totalOf(work));
      if (done % LOOK_UP === 0) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  try {
    await moveMisplaced({ ...into, folder: lake, index, cache, report });
    for (const one of work) {
      if (report.interrupted) break;
      try {
        await sweep(one);
      } catch (error) {
        if (!(error instanceof Unfinished)) throw error;
        addUnfinished(report, one.where, error.message);
      }
    }
  } finally {
    shown.clear();
    await cache.close();
    interrupt.release();
  }
}

/** Undefined while it is not known of all. */
const totalOf = (work: readonly Work[]): number | undefined => {
  let sum = 0;
  for (const one of work) {
    const total = one.total();
    if (total === undefined) return undefined;
    sum += total;
  }
  return sum;
};

function makeLake(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw new RunFailed(`${path}: the lake cannot be made there: ${fileProblem(error)}`);
  }
}

/** After the first Ctrl-C or SIGTERM the files in progress are finished; a second one ends the program at once. */
function onInterrupt(report: IngestReport): { readonly signal: AbortSignal; release(): void } {
  const ending = new AbortController();
  const release = onSignal(() => {
    report.interrupted = true;
    ending.abort();
    note('interrupted: finishing the files in progress; press Ctrl-C again to stop at once');
  });
  return { signal: ending.signal, release };
}
