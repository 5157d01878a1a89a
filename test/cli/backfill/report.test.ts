import { describe, expect, it } from 'vitest';
import type { BatchResult } from '../../../lib/cli/backfill/batch-results.ts';
import { addBatchResult, newBackfillReport } from '../../../lib/cli/backfill/report.ts';
import { reportFacts } from '../../../lib/cli/backfill/report-facts.ts';
import { batchOf, EVERY_OUTCOME, objectWith, RUN_FACTS, reportOf } from '../../helpers/backfill-report.ts';

describe('the report of a run', () => {
  it('has a field for everything that programs rely on', () => {
    expect(reportFacts(EVERY_OUTCOME, RUN_FACTS)).toEqual({
      ...{ stack: 'my-fits-datalake', bucket: 'archive', prefix: '', force: false },
      ...{ started: RUN_FACTS.started, seconds: 10 },
      ...{
        files: 8,
        new: 2,
        changed: 1,
        derived: 1,
        unchanged: 2,
        removed: 1,
        failed: 2,
        queued: 1,
        skipped: 1,
      },
      ...{ expired: 1, moved: 1, faulty: 2, requests: 19, bytesRead: 2880, untold: 0 },
      ...{ checked: 0, recorded: 0, forgotten: 0 },
      keys: {
        ...{ new: ['a/2.fits', 'a/1.fits'], changed: ['a/3.fits'], removed: ['a/6.fits'] },
        ...{ queued: ['a/slow.fits.gz'], moved: ['a/8.fits'], expired: ['a/7.fits'] },
      },
      faults: [{ key: 'a/2.fits', codes: ['no-end', 'truncated-data'] }, { key: 'a/5.fits' }],
      failures: [
        { key: 'a/denied.fits', reason: 'access denied' },
        { key: 'headers/collection=a/x.txt', reason: 'not a lake object' },
      ],
      nothingBelow: [],
      results: RUN_FACTS.results,
    });
  });

  it('counts lake objects whose changes were checked, and no file in that pass', () => {
    const report = reportOf(
      batchOf('backfill', objectWith('a/1.fits', 'new')),
      batchOf(
        'changes',
        objectWith('a/2.fits', 'unchanged'),
        objectWith('a/3.fits', 'recorded'),
        objectWith('headers/collection=a/4.csv.gz', 'skipped'),
        objectWith('a/5.fits', 'failed', { reason: 'access denied' }),
      ),
    );
    expect(report).toMatchObject({ files: 1, objects: 5, checked: 2, requests: 5 });
    expect(report.counts).toMatchObject({ new: 1, unchanged: 0, skipped: 0, recorded: 1, failed: 1 });
    expect([...report.failures.keys()]).toEqual(['a/5.fits']);
  });

  it('counts lake objects that were moved in either pass', () => {
    const report = reportOf(
      batchOf(
        'backfill',
        objectWith('a:b/1.fits', 'unchanged', { moved: true }),
        objectWith('a:b/2.fits', 'new'),
      ),
      batchOf('reconcile', objectWith('a:b/3.fits', 'moved')),
    );
    expect(reportFacts(report, RUN_FACTS)).toMatchObject({
      ...{ files: 2, new: 1, unchanged: 1, moved: 2 },
      keys: { moved: ['a:b/1.fits', 'a:b/3.fits'] },
    });
  });

  it('counts a faulty file that only the second pass has read', () => {
    const changed = objectWith('a.fits', 'changed', { faulty: true, codes: ['no-end'] });
    expect(reportOf(batchOf('reconcile', changed)).faulty).toBe(1);
  });

  it('counts failures that a batch could not list for lack of room', () => {
    const failures = Array.from({ length: 300 }, (_, i) =>
      objectWith(`${'k'.repeat(1000)}${i}`, 'failed', { reason: 'x' }),
    );
    const report = reportOf(batchOf('backfill', ...failures));
    expect(report.counts.failed).toBe(300);
    expect(report.failures.size).toBeLessThan(300);
    expect(report.failures.size + report.untold).toBe(300);
  });

  it('counts a batch whose objects are unknown as one object', () => {
    expect(reportOf({ task: 'backfill', keys: [], reason: 'timeout' })).toMatchObject({
      ...{ objects: 1, files: 0 },
      counts: { failed: 1 },
    });
  });

  it('lists up to 100,000 keys of each outcome', () => {
    const report = newBackfillReport();
    const files = Array.from({ length: 300 }, (_, i) => objectWith(`${i}.fits`, 'new'));
    for (let i = 0; i < 400; i++) addBatchResult(report, batchOf('backfill', ...files));
    expect(reportFacts(report, RUN_FACTS)).toMatchObject({ new: 120_000, untold: 20_000 });
    expect(report.keys.new).toHaveLength(100_000);
  });

  it.each<[string, BatchResult, BatchResult, object]>([
    [
      'is queued in both passes',
      batchOf('backfill', objectWith('a.fits.gz', 'queued')),
      batchOf('reconcile', objectWith('a.fits.gz', 'queued')),
      { files: 1, queued: 1, keys: expect.objectContaining({ queued: ['a.fits.gz'] }) },
    ],
    [
      'failed in the first pass and is read in the second',
      batchOf('backfill', objectWith('a.fits', 'failed', { reason: 'slow down' })),
      batchOf('reconcile', objectWith('a.fits', 'changed')),
      { files: 1, failed: 0, changed: 1, failures: [] },
    ],
    [
      'was faulty and unchanged in the first pass, and faulty and changed in the second',
      batchOf('backfill', objectWith('a.fits', 'unchanged', { faulty: true })),
      batchOf('reconcile', objectWith('a.fits', 'changed', { faulty: true, codes: ['no-end'] })),
      { files: 1, faulty: 1, faults: [{ key: 'a.fits', codes: ['no-end'] }] },
    ],
    [
      'was unchanged, and whose lake object then failed',
      batchOf('backfill', objectWith('a.fits', 'unchanged')),
      { task: 'reconcile', keys: ['headers/collection=-/1-a.fits.csv.gz'], reason: 'timeout' },
      { files: 1, unchanged: 1, failed: 1 },
    ],
    [
      'was in a batch that failed',
      { task: 'backfill', keys: ['a.fits'], reason: 'timeout' },
      batchOf('reconcile'),
      { files: 1, failed: 1 },
    ],
  ])('counts a file once that %s', (_, source, lake, expected) => {
    expect(reportFacts(reportOf(source, lake), RUN_FACTS)).toMatchObject(expected);
  });
});
