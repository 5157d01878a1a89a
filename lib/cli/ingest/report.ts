// The report of an ingest as facts, added up file by file.

import type { SuffixSum } from '../../lake/suffix-tally.ts';
import type { Moved } from '../../lake/sweep/move-misplaced.ts';
import type { SweepResult } from '../../lake/sweep/sweep-file.ts';
import { fileProblem, messageOf } from '../../stores/file-problem.ts';
import type { Skip } from '../../stores/folder-links.ts';
import { StoreFailure } from '../../stores/store.ts';
import { awsProblem } from '../aws/problem.ts';
import type { SkippedFiles } from './source.ts';

/** What an ingest did. Its fields are those of `ingest --json`. */
export interface IngestReport {
  /** Files that exist now. */
  files: number;
  new: number;
  changed: number;
  /** Unchanged files whose rows were derived again from their lake objects. */
  derived: number;
  unchanged: number;
  removed: number;
  /** Misplaced lake objects that were moved. */
  moved: number;
  /** Files with faults, read in this run or before. */
  faulty: number;
  /** Files and folders that could not be read. The lake keeps the rows that it had. */
  failed: number;
  /** Files that were skipped because of their suffix. */
  skipped: SuffixSum;
  /** Files with other suffixes that were opened but are not FITS; only with `--sniff`. */
  notFits?: SuffixSum;
  /** Folders, and some files, that could not be read, with the reason. */
  skippedPaths: { readonly path: string; readonly code: Skip; readonly reason: string }[];
  /** Links to folders that are visited under another name. */
  foldersElsewhere: number;
  /** HDUs and cards that were read. */
  hdus: number;
  cards: number;
  bytesRead: number;
  requests: number;
  /** The total size of the files that were read. */
  bytesThere: number;
  seconds: number;
  /** The faults of the files that were read in this run. */
  faults: { readonly file: string; readonly code: string; readonly reason: string }[];
  failures: { readonly file: string; readonly reason: string }[];
  interrupted: boolean;
}

/** The report of an ingest that has done nothing yet. */
export const emptyIngestReport = (): IngestReport => ({
  files: 0,
  new: 0,
  changed: 0,
  derived: 0,
  unchanged: 0,
  removed: 0,
  moved: 0,
  faulty: 0,
  failed: 0,
  skipped: { files: 0, suffixes: {} },
  skippedPaths: [],
  foldersElsewhere: 0,
  hdus: 0,
  cards: 0,
  bytesRead: 0,
  requests: 0,
  bytesThere: 0,
  seconds: 0,
  faults: [],
  failures: [],
  interrupted: false,
});

/** Reasons to skip a path that are not failures: nothing is missing from the lake. */
const HARMLESS: readonly Skip[] = ['holds-root', 'nowhere', 'special'];

/** Records a path that a listing skipped. */
export function addSkippedPath(report: IngestReport, path: string, reason: string, code: Skip): void {
  if (code === 'elsewhere') {
    report.foldersElsewhere++;
    return;
  }
  if (!HARMLESS.includes(code)) report.failed++;
  report.skippedPaths.push({ path, code, reason });
}

/** Records that the sweep of a source ended early. It comes before all other failures. */
export function addUnfinished(report: IngestReport, where: string, reason: string): void {
  report.failed++;
  report.failures.unshift({ file: where, reason });
}

/** Records a lake object that was moved, or could not be moved. */
export function addMoved(report: IngestReport, lake: string, { from, error }: Moved): void {
  if (error === undefined) {
    report.moved++;
    return;
  }
  report.failed++;
  report.failures.push({ file: `${lake}/${from}`, reason: reasonOf(error, `${lake}/${from}`) });
}

/**
 * Records what the sweep did with one file.
 *
 * @param where what precedes its key: `/folder/`, `s3://bucket/`
 */
export function addSwept(
  report: IngestReport,
  skipped: SkippedFiles,
  where: string,
  swept: SweepResult,
): void {
  if (swept.outcome === 'skipped' || swept.outcome === 'not-fits') {
    const tally = swept.outcome === 'skipped' ? skipped.bySuffix : skipped.notFits;
    tally.add(swept.key);
    return;
  }
  const file = where + swept.key;
  report[swept.outcome]++;
  if (swept.outcome !== 'removed') report.files++;
  if (swept.faulty) report.faulty++;
  if (swept.outcome === 'failed') report.failures.push({ file, reason: reasonOf(swept.error, file) });
  const { extraction } = swept;
  if (extraction === undefined) return;
  report.hdus += extraction.hdus;
  report.cards += extraction.cards;
  report.bytesRead += extraction.bytesRead;
  report.requests += extraction.requests;
  report.bytesThere += extraction.head.size;
  for (const { code, reason } of extraction.faults) report.faults.push({ file, code, reason });
}

/** Why a file failed, without its name. An error about another file comes from writing the lake. */
function reasonOf(error: unknown, file: string): string {
  if (!(error instanceof StoreFailure)) return messageOf(error);
  if (error.where.startsWith('s3://')) return awsProblem(error).text;
  const problem = fileProblem(error.cause);
  return error.where === file ? problem : `the lake cannot be written: ${error.where}: ${problem}`;
}
