// Adds up the results of all batches of a run.

import { type BatchReport, noCounts, type Outcome, type ReportedObject } from '../../lake/batch-report.ts';
import { type BatchResult, type FailedBatch, isFailedBatch } from './batch-results.ts';
import { objectName } from './object-name.ts';

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
  /** Lake objects whose changes were checked; `counts.recorded` of them were recorded again. */
  checked: number;
  /** The names of objects by outcome, up to {@link MOST_LISTED} each. */
  readonly keys: Record<Listed, string[]>;
  /** Faulty files. The codes of their faults are known only if the files were read in this run. */
  readonly faults: Map<string, readonly string[] | undefined>;
  /** What failed, with the reasons. */
  readonly failures: Map<string, string>;
  /** Failed keys that are objects in the lake's folder but not lake objects. */
  readonly foreign: Set<string>;
  /** Files that were sent to the queue; both passes may report the same file. */
  readonly queued: Set<string>;
  /** Objects that are counted above but not listed, because there are too many. */
  untold: number;
}

/** A report lists at most this many keys of each outcome. */
export const MOST_LISTED = 100_000;

/** The report of a run before its first batch. */
export const newBackfillReport = (): BackfillReport => ({
  objects: 0,
  files: 0,
  counts: noCounts(),
  faulty: 0,
  requests: 0,
  bytesRead: 0,
  checked: 0,
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
 * A run goes over each file twice: over its source object (`backfill`), and then over its lake object (`reconcile`), or three
 * times if its changes are checked (`changes`). So that nothing counts twice, only the first pass counts files, and what is unchanged, faulty or skipped. A file that both
 * passes queued, or that failed in both, counts once. A file that failed only in the first pass has not failed.
 */
export function addBatchResult(report: BackfillReport, result: BatchResult): void {
  if (isFailedBatch(result)) addFailedBatch(report, result);
  else addBatch(report, result);
}

function addFailedBatch(report: BackfillReport, { task, keys, reason }: FailedBatch): void {
  for (const key of keys) addFailure(report, key, reason);
  if (task === 'backfill') report.files += keys.length;
  report.objects += Math.max(1, keys.length);
  // without keys, the batch counts as one failure
  if (keys.length === 0) report.counts.failed++;
}

/** Outcomes that count as one source file each in the first pass. */
const FILE_OUTCOMES = ['new', 'changed', 'derived', 'unchanged', 'queued', 'failed'] as const;

function addBatch(report: BackfillReport, batch: BatchReport): void {
  report.objects += batch.objects;
  report.requests += batch.requests;
  report.bytesRead += batch.bytesRead;
  report.untold += batch.untold;
  if (batch.task === 'changes') report.checked += batch.counts.unchanged + batch.counts.recorded;
  const isFirstPass = batch.task === 'backfill';
  if (isFirstPass) {
    for (const outcome of FILE_OUTCOMES) report.files += batch.counts[outcome];
    report.faulty += batch.faulty;
    report.counts.unchanged += batch.counts.unchanged;
    report.counts.skipped += batch.counts.skipped;
  }
  // functions of an earlier release do not report it
  report.counts.derived += batch.counts.derived ?? 0;
  report.counts.recorded += batch.counts.recorded ?? 0;
  report.counts.forgotten += batch.counts.forgotten ?? 0;
  for (const outcome of LISTED) report.counts[outcome] += batch.counts[outcome];
  for (const object of batch.told) addObject(report, object, isFirstPass);
  // addObject has counted the failures that the batch names
  const named = batch.told.filter(({ kind }) => kind === 'failed').length;
  report.counts.failed += batch.counts.failed - named;
}

function addObject(report: BackfillReport, object: ReportedObject, isFirstPass: boolean): void {
  const { kind, reason = '', foreign, moved } = object;
  const key = objectName(object);
  if (kind === 'failed') {
    if (foreign) report.foreign.add(key);
    addFailure(report, key, reason);
    return;
  }
  if (kind === 'queued' && report.queued.has(key)) {
    report.counts.queued--;
    return;
  }
  if (!isFirstPass && report.failures.delete(key)) report.counts.failed--;
  if (isListed(kind)) list(report, report.keys[kind], key);
  if (moved) list(report, report.keys.moved, key);
  if (kind === 'queued' && report.queued.size < MOST_LISTED) report.queued.add(key);
  if (object.faulty) addFaulty(report, object, isFirstPass);
}

/** The second pass adds only the faulty files that it has read. */
function addFaulty(report: BackfillReport, object: ReportedObject, isFirstPass: boolean): void {
  const { kind, codes } = object;
  const key = objectName(object);
  const isRead = kind === 'new' || kind === 'changed';
  if (!isFirstPass && !isRead) return;
  const isKnown = report.faults.has(key);
  if (!isFirstPass && !isKnown) report.faulty++;
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
