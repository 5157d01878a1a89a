import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { batchReport, type CountedObject, OUTCOMES } from '../../lib/lake/batch-report.ts';
import { effort } from '../helpers/effort.ts';

const counted = (
  key: string,
  kind: CountedObject['kind'],
  more: Partial<CountedObject> = {},
): CountedObject => ({
  ...{ key, kind, requests: 2, bytesRead: 10 },
  ...more,
});

describe('the report of a batch', () => {
  it('counts all objects, and reports those that matter', () => {
    const report = batchReport('backfill', [
      counted('a', 'unchanged'),
      counted('b', 'new', { faulty: true, codes: ['no-end'] }),
      counted('c', 'unchanged', { faulty: true }),
      counted('d', 'failed', { reason: 'access denied' }),
      counted('f', 'derived'),
      counted('e.txt', 'skipped', { requests: 0, bytesRead: 0 }),
    ]);
    expect(report).toEqual({
      task: 'backfill',
      objects: 6,
      counts: {
        ...{ new: 1, changed: 0, derived: 1, unchanged: 2, removed: 0, failed: 1 },
        ...{ queued: 0, skipped: 1, expired: 0, moved: 0, recorded: 0, forgotten: 0 },
      },
      faulty: 2,
      told: [
        { key: 'd', kind: 'failed', reason: 'access denied' },
        { key: 'b', kind: 'new', faulty: true, codes: ['no-end'] },
        { key: 'c', kind: 'unchanged', faulty: true },
      ],
      untold: 0,
      requests: 10,
      bytesRead: 50,
    });
  });

  it('counts and reports a file whose lake object was moved', () => {
    const report = batchReport('backfill', [
      counted('a:b/1.fits', 'unchanged', { moved: true }),
      counted('a:b/2.fits', 'changed', { moved: true }),
    ]);
    expect(report.counts).toMatchObject({ unchanged: 1, changed: 1, moved: 2 });
    expect(report.told).toEqual([
      { key: 'a:b/1.fits', kind: 'unchanged', moved: true },
      { key: 'a:b/2.fits', kind: 'changed', moved: true },
    ]);
  });

  it('stays below the limit for the output of a state, and reports failures first', () => {
    const kinds = fc.constantFrom(...OUTCOMES);
    const keys = fc.string({ unit: 'binary', maxLength: 600 });
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, kinds), { maxLength: 400 }), (items) => {
        const report = batchReport(
          'reconcile',
          items.map(([key, kind]) =>
            counted(key, kind, kind === 'failed' ? { reason: key.slice(0, 300) } : { faulty: true }),
          ),
        );
        expect(Buffer.byteLength(JSON.stringify(report))).toBeLessThan(256 * 1024 - 20_000);
        expect(report.told.length + report.untold).toBe(items.length);
        const failed = items.filter(([, kind]) => kind === 'failed').length;
        const isFailure = report.told.map(({ kind }) => kind === 'failed');
        const reported = isFailure.filter(Boolean).length;
        expect(isFailure.lastIndexOf(true)).toBe(reported - 1);
        expect(reported === failed || report.untold > 0).toBe(true);
      }),
      { numRuns: effort(25) },
    );
  });

  it('counts the objects that it does not report', () => {
    const report = batchReport(
      'backfill',
      Array.from({ length: 300 }, (_, i) => counted(`${'k'.repeat(1000)}${i}`, 'new')),
    );
    expect(report.untold).toBeGreaterThan(0);
    expect(report.told.length).toBeGreaterThan(150);
    expect(report.counts.new).toBe(300);
  });
});
