import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { isKnown, openPrefix } from '../../../lib/lake/sweep/open-prefix.ts';
import { sniffer } from '../../../lib/lake/sweep/sniffer.ts';
import { Archived, type Store } from '../../../lib/stores/store.ts';
import { primary } from '../../helpers/fits.ts';
import { put } from '../../helpers/store.ts';
import { sweptBucket } from '../../helpers/swept-bucket.ts';

let { bucket, fill, remove, readIndex, run } = sweptBucket();
beforeEach(() => {
  ({ bucket, fill, remove, readIndex, run } = sweptBucket());
});

describe('files with other suffixes, in a sweep of a bucket,', () => {
  it('are reported as skipped, except folder markers, known files and named ones', async () => {
    await fill('a.fits', 'b.arf', 'n1/c.txt', 'n1/', 'odd.dat');
    await put(bucket, 'n2', '');
    const skipped: string[] = [];
    const onSkipped = (key: string) => skipped.push(key);
    const { outcomes } = await run(['', 'odd.dat'], { onSkipped });
    expect(outcomes).toEqual({ 'a.fits': 'new', 'odd.dat': 'new' });
    expect(skipped).toEqual(['b.arf', 'n1/c.txt']);
    skipped.length = 0;
    expect((await run([''], { onSkipped })).outcomes['odd.dat']).toBe('unchanged');
    expect(skipped).toEqual(['b.arf', 'n1/c.txt']);
  });

  it('can be selected, and are kept up to date by later sweeps', async () => {
    await fill('a.fits', 'b.arf');
    const wants = (key: string): boolean => /\.(?:fits|arf)$/.test(key);
    expect((await run([''], { wants })).outcomes).toEqual({ 'a.fits': 'new', 'b.arf': 'new' });
    expect((await run()).outcomes).toEqual({ 'a.fits': 'unchanged', 'b.arf': 'unchanged' });
  });

  it('are opened on request, with one request each, and read if they are FITS', async () => {
    await fill('a.fits', 'b.arf', 'n1/', '.hidden');
    await put(bucket, 'c.txt', 'text');
    await put(bucket, 'd.bin', gzipSync(primary()));
    await put(bucket, 'empty.txt', '');
    const sniff = sniffer();
    const first = await run([''], { sniff, concurrency: 1 });
    expect(first.outcomes).toEqual({ 'a.fits': 'new', 'b.arf': 'new', 'c.txt': 'not-fits', 'd.bin': 'new' });
    expect(first.requests).toEqual(['read', 'read ifMatch', 'read', 'read ifMatch', 'read ifMatch', 'read']);
    const again = await run([''], { sniff });
    expect(again.outcomes).toMatchObject({ 'b.arf': 'unchanged', 'c.txt': 'not-fits', 'd.bin': 'unchanged' });
    expect(again.requests).toEqual(['read ifMatch']);
    expect((await run()).requests).toEqual([]);
  });

  it('are skipped if they are archived', async () => {
    await fill('b.tar');
    const source: Store = { ...bucket, read: async (key) => Promise.reject(new Archived(key, 'GLACIER')) };
    expect((await run([''], { source, sniff: sniffer() })).outcomes).toEqual({ 'b.tar': 'skipped' });
  });
});

describe('openPrefix', () => {
  it('shows whether any key matches, and whether the lake has had one', async () => {
    await fill('n1/a.fits');
    await put(bucket, 'n2/a.fits.gz', gzipSync(primary()));
    await run(['n1/']);
    await remove('n1/a.fits');
    const empty = await openPrefix(bucket, 'n1/');
    expect(empty).toMatchObject({ isEmpty: true, isKey: false });
    expect(isKnown(empty, await readIndex())).toBe(true);
    const wrong = await openPrefix(bucket, 'typo/');
    expect(wrong).toMatchObject({ isEmpty: true });
    expect(isKnown(wrong, await readIndex())).toBe(false);
    expect(await openPrefix(bucket, 'n2/a.fits.gz')).toMatchObject({ isEmpty: false, isKey: true });
  });
});
