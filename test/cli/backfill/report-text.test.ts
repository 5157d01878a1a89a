import { describe, expect, it } from 'vitest';
import { addBatchResult, type BackfillReport, newBackfillReport } from '../../../lib/cli/backfill/report.ts';
import type { RunFacts } from '../../../lib/cli/backfill/report-facts.ts';
import { reportText } from '../../../lib/cli/backfill/report-text.ts';
import { batchOf, EVERY_OUTCOME, objectWith, RUN_FACTS, reportOf } from '../../helpers/backfill-report.ts';

const textOf = (report: BackfillReport, facts: Partial<RunFacts> = {}): string =>
  reportText(report, { ...RUN_FACTS, ...facts }, 'https://sqs/crawler');

describe('the report for people', () => {
  it('has a line for each number and for each file that needs attention', () => {
    expect(textOf(EVERY_OUTCOME)).toBe(
      `s3://archive/: 8 files: 2 new, 1 changed, 2 unchanged, 1 removed; 2 faulty, 2 failed
read 2.9 kB of the files; 19 requests in 10 s
1 file derived again, without opening it
1 object was skipped because it has no FITS suffix
1 file takes longer and is in the queue now: fits-datalake status --stack my-fits-datalake shows when the queue is empty
1 lake object was moved to its new place
1 tombstone was older than 30 days and was deleted
  failed: s3://archive/a/denied.fits: access denied
  failed: in the lake: headers/collection=a/x.txt: not a lake object
  faulty: s3://archive/a/2.fits: no-end, truncated-data
  faulty: s3://archive/a/5.fits
  removed: s3://archive/a/6.fits
  changed: s3://archive/a/3.fits
  new: s3://archive/a/2.fits
  new: s3://archive/a/1.fits
to retry what failed, run the same command again
`,
    );
  });

  it('says what became of the changes', () => {
    const report = reportOf(batchOf('changes', objectWith('a', 'unchanged'), objectWith('b', 'recorded')));
    const line = 'changes for compaction: 2 lake objects checked, 1 had been lost and is recorded again\n';
    expect(textOf(report)).toContain(line);
    expect(textOf(report, { changes: true })).toBe(
      `2 lake objects; 2 requests in 10 s; no file was opened\n${line}`,
    );
    expect(textOf(report, { changes: true, force: true })).toContain(
      '1 lake object recorded for the next compaction\n',
    );
    expect(textOf(newBackfillReport(), { changes: true })).toContain(
      '0 lake objects checked, none was lost\n',
    );
    expect(textOf(newBackfillReport())).not.toContain('compaction');
  });

  it('uses plurals for several objects', () => {
    const report = newBackfillReport();
    Object.assign(report.counts, { skipped: 2, queued: 2000, moved: 2, expired: 2 });
    const text = textOf(report);
    for (const words of ['2 objects were', '2,000 files take', '2 lake objects were', '2 tombstones were'])
      expect(text).toContain(`\n${words}`);
  });

  it('names the places in which the run found no object', () => {
    const text = textOf(newBackfillReport(), { nothingBelow: ['s3://archive/', 's3://lake/headers/'] });
    expect(text).toMatch(/^s3:\/\/archive\/: 0 files: /);
    expect(text).toMatch(/\nno objects .*s3:\/\/archive\/\nno objects .*s3:\/\/lake\/headers\/\n/);
  });

  it('shows the rate if it is more than one file per second', () => {
    const report = { ...newBackfillReport(), files: 25_000 };
    expect(textOf(report)).toContain('2,500 files per second');
    expect(textOf({ ...report, files: 9 })).not.toContain('per second');
  });

  it('replaces control characters in file names', () => {
    const text = textOf(reportOf(batchOf('backfill', objectWith('a\u001b[2J.fits', 'changed'))));
    expect(text).toContain('changed: s3://archive/a\ufffd[2J.fits');
  });
});

describe('what failed', () => {
  const foreign = objectWith('headers/notes.txt', 'failed', { reason: 'delete it', foreign: true });
  const denied = objectWith('a.fits', 'failed', { reason: 'access denied' });

  it('is not worth retrying if it is not a lake object', () => {
    const text = textOf(reportOf(batchOf('backfill'), batchOf('reconcile', foreign)));
    expect(text).toMatch(/^ {2}failed: .*lake.* headers\/notes\.txt: delete it$/m);
    expect(text).not.toContain('the same command');
  });
  it('is worth retrying if anything else failed', () => {
    const text = textOf(reportOf(batchOf('backfill', denied), batchOf('reconcile', foreign)));
    expect(text).toContain('the same command');
  });
});

describe('a long list', () => {
  it('shows ten files, and where to find the rest', () => {
    const files = Array.from({ length: 25 }, (_, i) => objectWith(`${i}.fits`, 'new', { faulty: true }));
    const text = textOf(reportOf(batchOf('backfill', ...files)));
    expect(text.match(/^ {2}new: /gm)).toHaveLength(10);
    expect(text).toMatch(/^ {2}and 15 more new: --json/m);
    expect(text).toMatch(
      /^ {2}and 15 more faulty: fits-datalake query --stack my-fits-datalake --named faulty$/m,
    );
  });
  it('does not promise more keys than the report has', () => {
    const report = newBackfillReport();
    const files = Array.from({ length: 300 }, (_, i) => objectWith(`${i}.fits`, 'new'));
    for (let i = 0; i < 400; i++) addBatchResult(report, batchOf('backfill', ...files));
    expect(textOf(report)).toMatch(/^ {2}and 119,990 more new: --json lists 100,000 /m);
  });
});

describe('the events for the crawler', () => {
  const reportWith = (counts: Partial<BackfillReport['counts']>): BackfillReport => {
    const report = newBackfillReport();
    Object.assign(report.counts, counts);
    return report;
  };
  const PURGE = 'aws sqs purge-queue --queue-url https://sqs/crawler';

  it('can be deleted if there are more than one crawl processes', () => {
    expect(textOf(reportWith({ new: 100_000 }))).not.toContain(PURGE);
    const text = textOf(reportWith({ new: 100_000, removed: 1 }));
    expect(text).toMatch(/^100,001 events .*100,000 at a time/m);
    expect(text).toContain(PURGE);
  });
  it('include those of unchanged files that --force rewrote', () => {
    const report = reportWith({ unchanged: 100_000, moved: 1 });
    expect(textOf(report)).not.toContain(PURGE);
    expect(textOf(report, { force: true })).toContain(PURGE);
  });
});
