import type { BatchResult } from '../../lib/cli/backfill/batch-results.ts';
import { addBatchResult, type BackfillReport, newBackfillReport } from '../../lib/cli/backfill/report.ts';
import type { RunFacts } from '../../lib/cli/backfill/report-facts.ts';
import { batchReport, type CountedObject, type Outcome, type Task } from '../../lib/lake/batch-report.ts';

/** An object with its outcome, for one request and no bytes. */
export const objectWith = (key: string, kind: Outcome, more: Partial<CountedObject> = {}): CountedObject => ({
  ...{ key, kind, requests: 1, bytesRead: 0 },
  ...more,
});

/** The result of a batch of these objects. */
export const batchOf = (task: Task, ...objects: CountedObject[]): BatchResult => batchReport(task, objects);

/** The report of a run with these batches. */
export function reportOf(...results: BatchResult[]): BackfillReport {
  const report = newBackfillReport();
  for (const result of results) addBatchResult(report, result);
  return report;
}

/** A run over a whole bucket. */
export const RUN_FACTS: RunFacts = {
  stack: 'my-fits-datalake',
  bucket: 'archive',
  prefix: '',
  force: false,
  started: new Date('2026-11-25T10:00:00Z'),
  seconds: 10,
  nothingBelow: [],
  results: ['s3://lake/runs/source/1/manifest.json'],
};

/** The report of a run with every outcome. Its second half processes some files again. */
export const EVERY_OUTCOME = reportOf(
  batchOf(
    'backfill',
    objectWith('a/1.fits', 'new', { requests: 3, bytesRead: 2880 }),
    objectWith('a/2.fits', 'new', { faulty: true, codes: ['no-end', 'truncated-data'] }),
    objectWith('a/3.fits', 'changed'),
    objectWith('a/4.fits', 'unchanged'),
    objectWith('a/4b.fits', 'derived'),
    objectWith('a/5.fits', 'unchanged', { faulty: true }),
    objectWith('a/notes.txt', 'skipped'),
    objectWith('a/denied.fits', 'failed', { reason: 'access denied' }),
    objectWith('a/slow.fits.gz', 'queued'),
  ),
  batchOf(
    'reconcile',
    objectWith('a/4.fits', 'unchanged'),
    objectWith('a/5.fits', 'unchanged', { faulty: true }),
    objectWith('a/6.fits', 'removed'),
    objectWith('a/7.fits', 'expired'),
    objectWith('a/8.fits', 'moved'),
    objectWith('a/denied.fits', 'failed', { reason: 'access denied' }),
    objectWith('headers/collection=a/x.txt', 'failed', { reason: 'not a lake object' }),
    objectWith('headers/collection=a/1.csv.gz', 'skipped'),
  ),
);
