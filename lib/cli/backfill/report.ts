import { type BatchReport, noCounts, type Outcome, type ReportedObject } from '../../lake/batch-report.ts';
import { type BatchResult, type FailedBatch, isFailedBatch } from './batch-results.ts';

/** Outcomes whose keys the report lists. */
const LISTED = ['new', 'changed', 'removed', 'queued', 'moved', 'expired'] as const;
type Listed = (typeof LISTED)[number];

/** What a run did: the sum of its batches. */
export interface BackfillReport {
  /** Objects of the source and of the lake that the run went through. */
  objects: number;
  /** Source files. */
  files: number;
  readonly counts: Record<Outcome, number>;
  /** Source files with faults that were found in this run or before. */
  faulty: number;
  requests: number;
  bytesRead: number;
  /** Keys by outcome, up to {@link MOST_LISTED} each. */
  readonly keys: Record<Listed, string[]>;
  /** Faulty files. The codes of their faults are known only if the files were read in this run. */
  readonly faults: Map<string, readonly string[] | undefined>;
  /** What failed, with the reasons. */
  readonly failures: Map<string, string>;
  /** Failed keys that are objects in the lake's folder but not lake objects. */
  readonly foreign: Set<string>;
  /** Files that were sent to the queue: both tasks may have reported them. */
  readonly queued: Set<string>;
  /** Objects that are counted above but not listed, because there are too many. */
  untold: number;
}

/** The most keys that a report lists for each outcome. */
export const MOST_LISTED = 100_000;

/** The report of a run before its first batch. */
export const newBackfillReport = (): BackfillReport => ({
  objects: 0,
  files: 0,
  counts: noCounts(),
  faulty: 0,
  requests: 0,
  bytesRead: 0,
  keys: Object.fromEntries(LISTED.map((outcome) => [outcome, []])) as unknown as BackfillReport['keys'],
  faults: new Map(),
  failures: new Map(),
  foreign: new Set(),
  queued: new Set(),
  untold: 0,
});

/**
 * Adds the result of a batch to the report. All batches of the task `backfill` must come before those of `reconcile`.
 *
 * A run looks at a file twice: at its source object (`backfill`) and at its lake object (`reconcile`). To count it once,
 * the first look counts files, and also what is unchanged, faulty or skipped. A file that both looks queued, or that
 * both failed to sync, counts once. A file that failed at the first look but not at the second has not failed.
 */
export function addBatchResult(report: BackfillReport, result: BatchResult): void {
  if (isFailedBatch(result)) addFailedBatch(report, result);
  else addBatch(report, result);
}

function addFailedBatch(report: BackfillReport, { task, keys, reason }: FailedBatch): void {
  for (const key of keys) addFailure(report, key, reason);
  if (task === 'backfill') report.files += keys.length;
  report.objects += Math.max(1, keys.length);
  // even its input is unknown
  if (keys.length === 0) report.counts.failed++;
}

/** Outcomes of the first look that stand for a source file. */
const FILE_OUTCOMES = ['new', 'changed', 'unchanged', 'queued', 'failed'] as const;

function addBatch(report: BackfillReport, batch: BatchReport): void {
  report.objects += batch.objects;
  report.requests += batch.requests;
  report.bytesRead += batch.bytesRead;
  report.untold += batch.untold;
  const isFirstLook = batch.task === 'backfill';
  if (isFirstLook) {
    for (const outcome of FILE_OUTCOMES) report.files += batch.counts[outcome];
    report.faulty += batch.faulty;
    report.counts.unchanged += batch.counts.unchanged;
    report.counts.skipped += batch.counts.skipped;
  }
  for (const outcome of LISTED) report.counts[outcome] += batch.counts[outcome];
  for (const object of batch.told) addObject(report, object, isFirstLook);
  // addObject has counted the failures that the batch names
  const named = batch.told.filter(({ kind }) => kind === 'failed').length;
  report.counts.failed += batch.counts.failed - named;
}

function addObject(report: BackfillReport, object: ReportedObject, isFirstLook: boolean): void {
  const { key, kind, reason = '', foreign, moved } = object;
  if (kind === 'failed') {
    if (foreign) report.foreign.add(key);
    addFailure(report, key, reason);
    return;
  }
  if (kind === 'queued' && report.queued.has(key)) {
    report.counts.queued--;
    return;
  }
  if (!isFirstLook && report.failures.delete(key)) report.counts.failed--;
  if (isListed(kind)) list(report, report.keys[kind], key);
  if (moved) list(report, report.keys.moved, key);
  if (kind === 'queued' && report.queued.size < MOST_LISTED) report.queued.add(key);
  if (object.faulty) addFaulty(report, object, isFirstLook);
}

/** The second look adds only the faulty files that it has read. */
function addFaulty(report: BackfillReport, { key, kind, codes }: ReportedObject, isFirstLook: boolean): void {
  const isRead = kind === 'new' || kind === 'changed';
  if (!isFirstLook && !isRead) return;
  const isKnown = report.faults.has(key);
  if (!isFirstLook && !isKnown) report.faulty++;
  if (isKnown || report.faults.size < MOST_LISTED) report.faults.set(key, codes);
  else report.untold++;
}

function addFailure(report: BackfillReport, key: string, reason: string): void {
  if (report.failures.has(key)) return;
  report.counts.failed++;
  if (report.failures.size < MOST_LISTED) report.failures.set(key, reason);
  else report.untold++;
}

function list(report: BackfillReport, keys: string[], key: string): void {
  if (keys.length < MOST_LISTED) keys.push(key);
  else report.untold++;
}

const isListed = (outcome: Outcome): outcome is Listed => (LISTED as readonly string[]).includes(outcome);
