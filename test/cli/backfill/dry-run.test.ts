import { describe, expect, it } from 'vitest';
import { countObjects, dryRunFacts, dryRunText } from '../../../lib/cli/backfill/dry-run.ts';
import { estimate } from '../../../lib/cli/backfill/estimate.ts';
import { SUFFIXES } from '../../../lib/lake/suffixes.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { put } from '../../helpers/store.ts';

const SCOPE = { sourcePrefix: 'raw/', lakePrefix: 'headers/', force: false };
const NONE = { files: 0, suffixes: {} };
const SKIPPED = { files: 150_000, suffixes: { '.arf': 100_000, 'no suffix': 50_000 } };

describe('a dry run', () => {
  it('counts the objects that a run would be about', async () => {
    const source = memoryStore();
    const odd = ['raw/notes.txt', 'raw/n1/', 'raw/.DS_Store', 'raw/e.arf', 'raw/f.ARF'];
    for (const key of ['raw/a.fits', 'raw/b.FITS.gz', 'raw/c.fz', 'other/d.fits', ...odd])
      await put(source, key, 'x'.repeat(100));
    const listed: number[] = [];
    const onCount = (count: number) => listed.push(count);
    expect(await countObjects(source, SCOPE, SUFFIXES, { onCount })).toEqual({
      ...{ files: 3, bytes: 300, packed: 1, packedBytes: 100, others: 5 },
      skipped: { files: 3, suffixes: { '.arf': 2, '.txt': 1 } },
    });
    expect(listed).toHaveLength(8);
  });

  it('can be ended', async () => {
    const source = memoryStore();
    await put(source, 'raw/a.fits', 'x');
    const over = new Error('Ctrl-C');
    await expect(countObjects(source, SCOPE, SUFFIXES, { signal: AbortSignal.abort(over) })).rejects.toBe(
      over,
    );
  });

  it('says what a run would take', () => {
    const counted = {
      files: 10_000_000,
      bytes: 4e13,
      packed: 1000,
      packedBytes: 3e9,
      others: 200_000,
      skipped: SKIPPED,
    };
    expect(dryRunText('s3://archive/raw/', counted, { concurrency: 20, suffixes: ['.fits', '.fz'] })).toBe(
      `s3://archive/raw/: 10,000,000 FITS files, 40 TB
150,000 objects skipped because of their suffix: 100,000 .arf, 50,000 with no suffix
  if some of them are FITS files, add their suffix to the setting suffixes and deploy again: suffixes=.fits,.fz,.arf
if all are new to the lake:        ${numbers(estimate(1e7, 1.02e7, 20).allNew)}
if it knows all, and none changed: ${numbers(estimate(1e7, 1.02e7, 20).allKnown)}
1,000 of them are packed as a whole (.gz, .Z, .bz2, .zst), and read to the end: 3.0 GB, which takes longer
nothing was read or changed
`,
    );
    expect(dryRunFacts(counted, 20)).toEqual({ ...counted, ...estimate(1e7, 1.02e7, 20) });
  });

  it('of a run by force takes as much of what is known', () => {
    const counted = { files: 1e6, bytes: 4e12, packed: 0, packedBytes: 0, others: 0, skipped: NONE };
    const { allNew } = estimate(1e6, 1e6, 20);
    expect(dryRunFacts(counted, 20, true)).toEqual({
      ...counted,
      allNew,
      allKnown: allNew,
    });
    expect(dryRunText('s3://archive/', counted, { concurrency: 20, suffixes: SUFFIXES, force: true })).toBe(
      `s3://archive/: 1,000,000 FITS files, 4.0 TB
each is read and written: ${numbers(allNew)}
nothing was read or changed
`,
    );
  });

  it('of few objects is about little', () => {
    const counted = { files: 1, bytes: 2880, packed: 0, packedBytes: 0, others: 0, skipped: NONE };
    const text = dryRunText('s3://a/', counted, { concurrency: 20, suffixes: SUFFIXES });
    expect(text).toBe(`s3://a/: 1 FITS file, 2.9 kB
if all are new to the lake:        5 requests, less than 0.01 dollars, less than a minute
if it knows all, and none changed: 5 requests, less than 0.01 dollars, less than a minute
nothing was read or changed
`);
  });
});

const numbers = ({ requests, dollars, minutes }: ReturnType<typeof estimate>['allNew']): string =>
  `${requests.toLocaleString('en-US')} requests, ${dollars.toFixed(2)} dollars, at least ${Math.ceil(minutes)} minutes`;

describe('an estimate', () => {
  it('of ten million files: an hour or two, below a hundred dollars, most of it for writes', () => {
    const { allNew, allKnown } = estimate(1e7, 1e7, 20);
    expect(allNew.minutes).toBeGreaterThan(55);
    expect(allNew.minutes).toBeLessThan(120);
    expect(allNew.dollars).toBeGreaterThan(1e7 * (0.005 / 1000));
    expect(allNew.dollars).toBeLessThan(100);
    expect(allKnown.dollars).toBeLessThan(allNew.dollars / 3);
    expect(allNew.requests / 1e7).toBeCloseTo(3, 1);
    expect(allKnown.requests / 1e7).toBeCloseTo(3, 1);
  });
  it('of twice the copies: half the time', () => {
    expect(estimate(1e7, 1e7, 40).allNew.minutes).toBeCloseTo(estimate(1e7, 1e7, 20).allNew.minutes / 2, 6);
  });
  it('of nothing is nothing', () => {
    expect(estimate(0, 0, 20).allNew).toEqual({ requests: 0, dollars: 0, minutes: 0 });
  });
});
