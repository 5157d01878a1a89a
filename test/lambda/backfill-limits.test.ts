import { describe, expect, it } from 'vitest';
import { OutOfTime } from '../../lambda/deadline.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { type BatchOptions, backfillFixture, counted, LATER } from '../helpers/backfill-fixture.ts';
import { primary } from '../helpers/fits.ts';
import { BUCKET } from '../helpers/lambda-fixture.ts';

const FILE = primary();

describe('a backfill batch that runs out of time', () => {
  const outOfTime = () => AbortSignal.abort(new OutOfTime());

  it('sends its keys to the queue and reports them as queued', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    const report = await fixture.run({ signal: outOfTime() });
    expect(counted(report)).toEqual({ queued: 1 });
    expect(fixture.queued).toEqual(['m31/a.fits']);
    expect(report.told).toEqual([{ key: 'm31/a.fits', kind: 'queued' }]);
  });

  it('reports keys that the queue does not accept as failed', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    const report = await fixture.run({ signal: outOfTime(), accepts: false });
    expect(report.told).toEqual([{ key: 'm31/a.fits', kind: 'failed', reason: expect.any(String) }]);
  });

  it('reports a lake object whose source key it does not know yet as failed', async () => {
    const fixture = backfillFixture();
    await fixture.put('m31/a.fits', FILE);
    await fixture.run();
    const report = await fixture.run({ task: 'reconcile', signal: outOfTime(), began: LATER });
    expect(report.told).toMatchObject([
      { key: lakeKey({ bucket: BUCKET, key: 'm31/a.fits' }), kind: 'failed' },
    ]);
    expect(fixture.queued).toEqual([]);
  });
});

describe('a backfill batch', () => {
  /** Runs a batch of 30 files whose reads take some milliseconds, and returns the maximum number of concurrent reads. */
  async function maxConcurrentReads(milliseconds: number, options: BatchOptions = {}): Promise<number> {
    let [current, highest] = [0, 0];
    const fixture = backfillFixture((source) => ({
      ...source,
      read: async (...range) => {
        highest = Math.max(highest, ++current);
        await new Promise((resolve) => setTimeout(resolve, milliseconds));
        current--;
        return source.read(...range);
      },
    }));
    for (let i = 0; i < 30; i++) await fixture.put(`m31/${i}.fits`, FILE);
    expect(counted(await fixture.run(options))).toEqual({ new: 30 });
    return highest;
  }

  it('processes at most 16 files at a time', async () => {
    expect(await maxConcurrentReads(150)).toBe(16);
  });

  it('processes at most 2 files at a time after a crash', async () => {
    expect(await maxConcurrentReads(20, { crashed: true })).toBe(2);
  });

  it('starts from the other end after a crash, so that a file that crashes it keeps few others from being read', async () => {
    let process = new AbortController();
    const fixture = backfillFixture((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key.includes('poison')) process.abort(new Error('out of memory'));
        return source.read(key, ...range);
      },
    }));
    for (let i = 0; i < 100; i++) await fixture.put(`m31/${i}${i === 50 ? 'poison' : ''}.fits`, FILE);
    for (const crashed of [false, true]) {
      process = new AbortController();
      await fixture.run({ crashed, signal: process.signal });
      expect(process.signal.aborted).toBe(true);
    }
    // except for those that were in progress together with it
    expect((await fixture.states()).size).toBeGreaterThanOrEqual(100 - 17);
  });
});
