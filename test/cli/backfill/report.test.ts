import { describe, expect, it } from 'vitest';
import { addResult, emptyBackfillReport, reportFacts, reportText } from '../../../lib/cli/backfill/report.ts';
import type { BatchResult } from '../../../lib/cli/backfill/results.ts';
import { batchReport, type CountedObject, type Outcome, type Task } from '../../../lib/lake/batch-report.ts';

const one = (key: string, kind: Outcome, more: Partial<CountedObject> = {}): CountedObject => ({
  ...{ key, kind, requests: 1, bytesRead: 0 },
  ...more,
});
const batch = (task: Task, ...all: CountedObject[]): BatchResult => batchReport(task, all);

const reportOf = (...results: BatchResult[]) => {
  const report = emptyBackfillReport();
  for (const result of results) addResult(report, result);
  return report;
};

const ABOUT = {
  stack: 'my-fits-datalake',
  bucket: 'archive',
  prefix: '',
  force: false,
  started: new Date('2026-11-25T10:00:00Z'),
  seconds: 10,
  crawlerQueue: 'https://sqs/crawler',
  nothingBelow: [],
  results: ['s3://lake/runs/source/1/manifest.json'],
};

const ALL = reportOf(
  batch(
    'backfill',
    one('a/1.fits', 'new', { requests: 3, bytesRead: 2880 }),
    one('a/2.fits', 'new', { faulty: true, codes: ['no-end', 'truncated-data'] }),
    one('a/3.fits', 'changed'),
    one('a/4.fits', 'unchanged'),
    one('a/5.fits', 'unchanged', { faulty: true }),
    one('a/notes.txt', 'skipped'),
    one('a/denied.fits', 'failed', { reason: 'access denied' }),
    one('a/slow.fits.gz', 'queued'),
  ),
  batch(
    'reconcile',
    one('a/4.fits', 'unchanged'),
    one('a/5.fits', 'unchanged', { faulty: true }),
    one('a/6.fits', 'removed'),
    one('a/7.fits', 'expired'),
    one('a/8.fits', 'moved'),
    one('a/denied.fits', 'failed', { reason: 'access denied' }),
    one('headers/collection=a/x.txt', 'failed', { reason: 'none of the lake' }),
    one('headers/collection=a/1.csv.gz', 'skipped'),
  ),
);

describe('the report of a run', () => {
  it('counts each file once, though it is looked at from both sides', () => {
    expect(reportFacts(ALL, ABOUT)).toEqual({
      ...{ stack: 'my-fits-datalake', bucket: 'archive', prefix: '', force: false },
      ...{ started: ABOUT.started, seconds: 10 },
      ...{ files: 7, new: 2, changed: 1, unchanged: 2, removed: 1, failed: 2, queued: 1, skipped: 1 },
      ...{ expired: 1, moved: 1, faulty: 2, requests: 18, bytesRead: 2880, untold: 0 },
      keys: {
        ...{ new: ['a/2.fits', 'a/1.fits'], changed: ['a/3.fits'], removed: ['a/6.fits'] },
        ...{ queued: ['a/slow.fits.gz'], moved: ['a/8.fits'], expired: ['a/7.fits'] },
      },
      faults: [{ key: 'a/2.fits', codes: ['no-end', 'truncated-data'] }, { key: 'a/5.fits' }],
      failures: [
        { key: 'a/denied.fits', reason: 'access denied' },
        { key: 'headers/collection=a/x.txt', reason: 'none of the lake' },
      ],
      nothingBelow: [],
      results: ABOUT.results,
    });
  });

  it('says which part was empty', () => {
    const nothingBelow = ['s3://archive/', 's3://lake/headers/'];
    expect(
      reportText(emptyBackfillReport(), { ...ABOUT, nothingBelow }),
    ).toBe(`s3://archive/: 0 files: 0 new, 0 changed, 0 unchanged, 0 removed; 0 faulty
0 requests, 0 bytes of the files read, 10 s
there is nothing below s3://archive/
there is nothing below s3://lake/headers/
`);
  });

  it('says it to people', () => {
    expect(
      reportText(ALL, ABOUT),
    ).toBe(`s3://archive/: 7 files: 2 new, 1 changed, 2 unchanged, 1 removed; 2 faulty, 2 failed
18 requests, 2.9 kB of the files read, 10 s
1 object is named otherwise than FITS files are, and was left alone
1 file takes longer, and is in the queue now: fits-datalake status --stack my-fits-datalake tells when that is empty
1 lake object was moved to its new place
1 note of a file that is gone was older than 30 days, and is deleted
  failed: s3://archive/a/denied.fits: access denied
  failed: the lake's headers/collection=a/x.txt: none of the lake
  faulty: s3://archive/a/2.fits: no-end, truncated-data
  faulty: s3://archive/a/5.fits
  removed: s3://archive/a/6.fits
  changed: s3://archive/a/3.fits
  new: s3://archive/a/2.fits
  new: s3://archive/a/1.fits
run the same command again to retry what failed
`);
  });

  it('counts files whose lake objects were moved from either side', () => {
    const report = reportOf(
      batch('backfill', one('a:b/1.fits', 'unchanged', { moved: true }), one('a:b/2.fits', 'new')),
      batch('reconcile', one('a:b/3.fits', 'moved')),
    );
    expect(reportFacts(report, ABOUT)).toMatchObject({
      ...{ files: 2, new: 1, unchanged: 1, moved: 2 },
      keys: { moved: ['a:b/1.fits', 'a:b/3.fits'] },
    });
    expect(reportText(report, ABOUT)).toContain('\n2 lake objects were moved to their new place\n');
  });

  it('does not suggest a retry for something that is not a lake object, but says what to do', () => {
    const reason = 'it is not a lake object; delete it or move it elsewhere';
    const foreign = one('headers/notes.txt', 'failed', { reason, foreign: true });
    const text = reportText(reportOf(batch('backfill'), batch('reconcile', foreign)), ABOUT);
    expect(text).toContain(`  failed: the lake's headers/notes.txt: ${reason}\n`);
    expect(text).not.toContain('run the same command again');
    const other = one('a.fits', 'failed', { reason: 'access denied' });
    const both = reportOf(batch('backfill', other), batch('reconcile', foreign));
    expect(reportText(both, ABOUT)).toContain('run the same command again');
  });

  it('names some of many, and says where the rest is told', () => {
    const many = Array.from({ length: 25 }, (_, i) => one(`${i}.fits`, 'new', { faulty: true }));
    const text = reportText(reportOf(batch('backfill', ...many)), ABOUT);
    expect(text.match(/^ {2}new: /gm)).toHaveLength(10);
    expect(text).toContain('and 15 more new: --json names them all\n');
    expect(text).toContain(
      'and 15 more faulty: fits-datalake query --stack my-fits-datalake --named faulty\n',
    );
  });

  it('does not say that all are named where there are more than are kept', () => {
    const report = emptyBackfillReport();
    const many = Array.from({ length: 300 }, (_, i) => one(`${i}.fits`, 'new'));
    for (let i = 0; i < 400; i++) addResult(report, batch('backfill', ...many));
    expect(reportFacts(report, ABOUT)).toMatchObject({ new: 120_000, untold: 20_000 });
    expect(reportText(report, ABOUT)).toContain(
      'and 119,990 more new: --json names 100,000, and where all results are\n',
    );
  });

  it('counts what was read anew from the lake side as faulty too', () => {
    const changed = one('a.fits', 'changed', { faulty: true, codes: ['no-end'] });
    expect(reportOf(batch('reconcile', changed)).faulty).toBe(1);
  });

  it('counts what a batch had no room to name', () => {
    const long = Array.from({ length: 300 }, (_, i) =>
      one(`${'k'.repeat(1000)}${i}`, 'failed', { reason: 'x' }),
    );
    const report = reportOf(batch('backfill', ...long));
    expect(report.counts.failed).toBe(300);
    expect(report.failures.size + report.untold).toBe(300);
    expect(reportText(report, ABOUT)).toContain('300 failed');
  });

  it.each<[string, BatchResult, BatchResult, object]>([
    [
      'is queued from both sides',
      batch('backfill', one('a.fits.gz', 'queued')),
      batch('reconcile', one('a.fits.gz', 'queued')),
      { files: 1, queued: 1, keys: expect.objectContaining({ queued: ['a.fits.gz'] }) },
    ],
    [
      'failed, and was read from the lake side after all',
      batch('backfill', one('a.fits', 'failed', { reason: 'slow down' })),
      batch('reconcile', one('a.fits', 'changed')),
      { files: 1, failed: 0, changed: 1, failures: [] },
    ],
    [
      'was unchanged and faulty, and then another faulty one',
      batch('backfill', one('a.fits', 'unchanged', { faulty: true })),
      batch('reconcile', one('a.fits', 'changed', { faulty: true, codes: ['no-end'] })),
      { files: 1, faulty: 1, faults: [{ key: 'a.fits', codes: ['no-end'] }] },
    ],
    [
      'was unchanged, and whose lake object then failed',
      batch('backfill', one('a.fits', 'unchanged')),
      { task: 'reconcile', keys: ['headers/collection=-/1-a.fits.csv.gz'], reason: 'timeout' },
      { files: 1, unchanged: 1, failed: 1 },
    ],
    [
      'was in a batch that failed',
      { task: 'backfill', keys: ['a.fits'], reason: 'timeout' },
      batch('reconcile'),
      { files: 1, failed: 1 },
    ],
  ])('counts a file once that %s', (_, source, lake, expected) => {
    expect(reportFacts(reportOf(source, lake), ABOUT)).toMatchObject(expected);
  });

  it('says it too of what --force wrote once more, and of deletions', () => {
    const report = emptyBackfillReport();
    report.counts.unchanged = 100_000;
    report.counts.moved = 1;
    expect(reportText(report, ABOUT)).not.toContain('purge');
    expect(reportText(report, { ...ABOUT, force: true })).toContain('100,001 events wait for the crawler');
  });

  it('says what to do with more events than a crawl takes', () => {
    const report = emptyBackfillReport();
    report.counts.new = 100_000;
    expect(reportText(report, ABOUT)).not.toContain('purge');
    report.counts.removed = 1;
    expect(reportText(report, ABOUT)).toContain(
      '100,001 events wait for the crawler, which takes 100,000 at a time; all partitions are there, so they can go: ' +
        'aws sqs purge-queue --queue-url https://sqs/crawler\n',
    );
  });

  it('lets no name steer the terminal', () => {
    const text = reportText(reportOf(batch('backfill', one('a\u001b[2J.fits', 'changed'))), ABOUT);
    expect(text).toContain('changed: s3://archive/a\ufffd[2J.fits');
  });
});
