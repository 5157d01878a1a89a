// Runs an ingest: reads the index of the lake, opens the sources, and sweeps them one after another.

import { damagedObjects } from '../../engines/cache/damaged-objects.ts';
import { openIngestCache } from '../../engines/cache/ingest-cache.ts';
import { suffixTally } from '../../lake/suffix-tally.ts';
import type { LakeIndex } from '../../lake/sweep/lake-index.ts';
import { removeReplaced } from '../../lake/sweep/remove-replaced.ts';
import { fewThreads, leanHeap } from '../../node/lean-heap.ts';
import { fileProblem } from '../../stores/file-problem.ts';
import { lakeStore } from '../../stores/lake-store.ts';
import { makeFolder } from '../../stores/make-folder.ts';
import { RunFailed } from '../errors.ts';
import type { IngestSettings } from '../options/lake-flags.ts';
import type { S3Settings } from '../options/s3.ts';
import { isS3 } from '../options/uri.ts';
import { interruptible } from '../terminal/interrupt.ts';
import { printMessage } from '../terminal/output.ts';
import { activity, progress, withProgress } from '../terminal/progress.ts';
import { threadCounts } from '../threads/thread-counts.ts';
import type { FileSelection } from './file-selection.ts';
import { folderSources } from './folders.ts';
import { moveMisplaced } from './moves.ts';
import { type IndexFromNotes, indexFromNotes, noteIfWorthwhile } from './notes.ts';
import { addSwept, addUnfinished, emptyIngestReport, type IngestReport } from './report.ts';
import { type IngestSource, type SkippedFiles, type SweepTarget, Unfinished } from './source.ts';
import { yieldSometimes } from './yield.ts';

/** How to ingest, and into which lake. */
export interface IngestOptions extends FileSelection {
  /** The lake's folder, absolute. */
  readonly lake: string;
  readonly allowRemovals: boolean;
  readonly s3: S3Settings;
  /** The lake's settings, and what its first ingest adds to them. */
  readonly ingest: IngestSettings;
  /** Threads that read the files of folders; 1 for the main thread alone. By default, the number of cores decides. */
  readonly threads?: number | undefined;
  /** From how many lake objects on notes are worth making. */
  readonly worthNoting?: number | undefined;
}

/** Makes a lake agree with files, folders and buckets, and returns a report. Throws {@link RunFailed}. */
export async function runIngest(paths: readonly string[], options: IngestOptions): Promise<IngestReport> {
  leanHeap();
  // worker threads would wait for each other, and names of servers are looked up in such threads, too
  if (threadCounts(options.threads).reading === 0) fewThreads(paths.some(isS3) ? 2 : 1);
  const started = performance.now();
  const report = emptyIngestReport();
  const skipped = { bySuffix: suffixTally(), notFits: suffixTally() };
  const { collectionDepth } = options.ingest.settings;
  const { known, sources } = await withProgress(activity('listing the lake and its sources'), async () => {
    const known = await indexFromNotes(options.lake, collectionDepth);
    return { known, sources: await sourcesOf(paths, known.index, report, skipped, options) };
  });
  try {
    createLake(options.lake);
    await options.ingest.record();
    await sweepAll(sources, known, options, report, skipped);
  } finally {
    for (const { close } of sources) close();
  }
  // files of a bucket are read side by side, so their order is arbitrary
  report.faults.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
  report.skipped = skipped.bySuffix.sum();
  if (options.sniff) report.notFits = skipped.notFits.sum();
  report.seconds = (performance.now() - started) / 1000;
  return report;
}

/** The roots and buckets of the paths. They are checked before the first one is swept. */
async function sourcesOf(
  paths: readonly string[],
  { buckets, collectionDepth }: LakeIndex,
  report: IngestReport,
  skipped: SkippedFiles,
  { s3, ingest: { derivation }, threads, ...options }: IngestOptions,
): Promise<IngestSource[]> {
  const folders = paths.filter((path) => !isS3(path));
  const uris = paths.filter(isS3);
  const common = { ...options, derivation, collectionDepth, skipped };
  const sources = await folderSources(folders, buckets, {
    ...common,
    report,
    threads: threadCounts(threads).reading,
    // threads that the user asked for start with the first file
    ...(threads !== undefined && { alone: 0 }),
  });
  if (uris.length === 0) return sources;
  // loading the AWS SDK takes 0.2 s
  const { bucketSources } = await import('./buckets.ts');
  return [...sources, ...(await bucketSources(uris, buckets, { ...common, settings: s3 }))];
}

/**
 * Sweeps the sources one after the other, and keeps the lake's cache up to date. On a signal, the files in progress are
 * finished.
 */
async function sweepAll(
  sources: readonly IngestSource[],
  known: IndexFromNotes,
  { lake, ingest, threads, worthNoting }: IngestOptions,
  report: IngestReport,
  skipped: SkippedFiles,
): Promise<void> {
  const damaged = new Set(await damagedObjects(lake));
  const cache = await openIngestCache(lake, ingest.settings.keywords, threadCounts(threads).loading);
  const line = progress('files');
  let done = 0;
  const sweep = async ({ where, sweep }: IngestSource, target: SweepTarget): Promise<void> => {
    for await (const swept of sweep(target)) {
      addSwept(report, skipped, where, swept);
      if (swept.lakeKey !== undefined) await cache.add(swept.lakeKey, swept.csv, swept.etag);
      swept.release?.();
      line.step(++done, totalOf(sources));
      await yieldSometimes(done);
    }
  };
  const work = async (signal: AbortSignal): Promise<void> => {
    const target = { lake: lakeStore(lake), damaged, signal };
    try {
      await moveMisplaced({ ...target, folder: lake, index: known.index, cache, report });
      for (const source of sources) {
        if (report.interrupted) break;
        await sweep(source, target).catch((error: unknown) => {
          if (!(error instanceof Unfinished)) throw error;
          addUnfinished(report, source.where, error.message);
        });
      }
      for (const key of await removeReplaced(target.lake, known.index.damaged)) await cache.remove(key);
    } finally {
      line.clear();
      await cache.close();
    }
    await noteIfWorthwhile(lake, known, report, signal, worthNoting);
  };
  await interruptible(work, () => {
    report.interrupted = true;
    printMessage('interrupted: finishing the files in progress; press Ctrl-C again to stop at once');
  });
}

/** The number of files in all sources; undefined if it is not known yet. */
const totalOf = (sources: readonly IngestSource[]): number | undefined => {
  let sum = 0;
  for (const source of sources) {
    const total = source.total();
    if (total === undefined) return undefined;
    sum += total;
  }
  return sum;
};

function createLake(path: string): void {
  try {
    makeFolder(path);
  } catch (error) {
    throw new RunFailed(`${path}: cannot create the lake: ${fileProblem(error)}`);
  }
}
