import { beforeEach, describe, expect, it } from 'vitest';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { RemovalsRefused } from '../../../lib/lake/sweep/sweep-bucket.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { primary } from '../../helpers/fits.ts';
import { put } from '../../helpers/store.ts';
import { BUCKET, sweptBucket } from '../../helpers/swept-bucket.ts';

let { bucket, lake, fill, remove, readIndex, run } = sweptBucket();
beforeEach(() => {
  ({ bucket, lake, fill, remove, readIndex, run } = sweptBucket());
});

describe('a sweep of a bucket', () => {
  it('reads new and changed files, and makes no request for unchanged ones', async () => {
    await fill('n1/a.fits', 'n1/b.fits.gz', 'n2/c.FIT', 'notes.txt', 'n1/');
    expect((await run()).outcomes).toEqual({ 'n1/a.fits': 'new', 'n1/b.fits.gz': 'new', 'n2/c.FIT': 'new' });
    const again = await run();
    expect(again.outcomes).toEqual({
      'n1/a.fits': 'unchanged',
      'n1/b.fits.gz': 'unchanged',
      'n2/c.FIT': 'unchanged',
    });
    expect(again.requests).toEqual([]);
    await put(bucket, 'n1/a.fits', primary([], ['CHANGED = T']));
    const changed = await run();
    expect(changed.outcomes).toMatchObject({ 'n1/a.fits': 'changed', 'n1/b.fits.gz': 'unchanged' });
    expect(changed.requests).toEqual(['read ifNoneMatch']);
  });

  it('records deleted files only below the named prefixes', async () => {
    await fill('n1/a.fits', 'n1/b.fits', 'n2/c.fits', 'n2/d.fits', 'n3/e.fits');
    await run();
    await remove('n1/a.fits');
    await remove('n2/c.fits');
    expect((await run(['n1/'])).outcomes).toEqual({ 'n1/a.fits': 'removed', 'n1/b.fits': 'unchanged' });
    expect((await run(['n1/'])).outcomes).toEqual({ 'n1/b.fits': 'unchanged' });
    expect((await run()).outcomes).toMatchObject({ 'n2/c.fits': 'removed', 'n3/e.fits': 'unchanged' });
  });

  it('treats prefixes as S3 does, and an exact key as this object only, whatever its suffix', async () => {
    await fill('n1/a.fits', 'n10/b.fits', 'n1/image.dat', 'n1/a.fits.gz');
    expect((await run(['n1'])).outcomes).toEqual({
      'n1/a.fits': 'new',
      'n1/a.fits.gz': 'new',
      'n10/b.fits': 'new',
    });
    expect((await run(['n1/image.dat'])).outcomes).toEqual({ 'n1/image.dat': 'new' });
    expect((await run(['n1/a.fits'])).outcomes).toEqual({ 'n1/a.fits': 'unchanged' });
    // later sweeps include it
    expect((await run(['n1/'])).outcomes['n1/image.dat']).toBe('unchanged');
    await remove('n1/image.dat');
    expect((await run(['n1/image.dat'])).outcomes).toEqual({ 'n1/image.dat': 'removed' });
  });

  it('skips the markers that some tools create for folders', async () => {
    await put(bucket, 'n1', '');
    await put(bucket, 'n1/', '');
    await fill('n1/a.fits');
    await put(bucket, 'n1/empty.fits', '');
    const { outcomes } = await run(['n1']);
    expect(outcomes).toEqual({ 'n1/a.fits': 'new', 'n1/empty.fits': 'new' });
    expect((await readIndex()).get('n1/empty.fits')).toMatchObject({ kind: 'rows', faults: 1 });
  });

  it('reads each file once, however often it is named', async () => {
    await fill('n1/a.fits', 'n1/b.fits', 'n2/c.fits');
    const { outcomes, requests } = await run(['n1/', 'n1/a.fits', 'n', 'n', 'n2/']);
    expect(Object.keys(outcomes)).toHaveLength(3);
    expect(requests).toEqual(['read', 'read', 'read']);
  });

  it('accepts unusual keys', async () => {
    const keys = ['/a.fits', '//b.fits', 'x//y.fits', 'a b+c%20.fits', 'é/一.fits', '../up.fits', '.fits'];
    keys.push(`${'k'.repeat(1019)}.fits`);
    await fill(...keys);
    expect(Object.keys((await run()).outcomes).sort()).toEqual([...keys].sort());
    expect([...(await readIndex()).keys()].sort()).toEqual([...keys].sort());
    expect(new Set(Object.values((await run()).outcomes))).toEqual(new Set(['unchanged']));
    expect(Object.keys((await run(['/'])).outcomes).sort()).toEqual(['//b.fits', '/a.fits']);
  });

  it('refuses to record more than half of the files as removed, but reads new ones', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    await run();
    await remove('a.fits');
    await remove('b.fits');
    await fill('d.fits');
    const { outcomes, error } = await run();
    expect(outcomes).toEqual({ 'c.fits': 'unchanged', 'd.fits': 'new' });
    expect(error).toMatchObject({ name: 'RemovalsRefused', gone: 2, known: 3 });
    expect(error).toBeInstanceOf(RemovalsRefused);
    expect((await run([''], { allowRemovals: true })).outcomes).toMatchObject({ 'a.fits': 'removed' });
  });

  it('records no removal if the listing fails', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    await run();
    await fill('a0.fits');
    const broken: Store = {
      ...bucket,
      async *list(prefix) {
        let count = 0;
        for await (const object of bucket.list(prefix)) {
          if (count++ === 2) throw new StoreFailure(`s3://${BUCKET}/`, new Error('no network'));
          yield object;
        }
      },
    };
    const { outcomes, error } = await run([''], { source: broken });
    expect(outcomes).toEqual({ 'a.fits': 'unchanged', 'a0.fits': 'new' });
    expect(error).toBeInstanceOf(StoreFailure);
  });

  it('continues after a file that cannot be read, unless all others would fail too', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    const failing: Store = {
      ...bucket,
      read: async (key, ...rest) => {
        if (key === 'b.fits') throw new StoreFailure(key, new Error('access denied'));
        return bucket.read(key, ...rest);
      },
    };
    const { outcomes, error } = await run([''], { source: failing });
    expect(outcomes).toEqual({ 'a.fits': 'new', 'b.fits': 'failed', 'c.fits': 'new' });
    expect(error).toBeUndefined();
    const hopeless = await run([''], { source: failing, isHopeless: () => true, concurrency: 1 });
    expect(hopeless.error).toBeInstanceOf(StoreFailure);
    expect(hopeless.outcomes).toEqual({ 'a.fits': 'unchanged' });
  });

  it('reads several files at once while the listing continues', async () => {
    const keys = [...Array(40).keys()].map((i) => `${String(i).padStart(2, '0')}.fits`);
    await fill(...keys);
    const firstRead = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    let [now, most] = [0, 0];
    const paged: Store = {
      ...bucket,
      async *list(prefix) {
        let count = 0;
        for await (const object of bucket.list(prefix)) {
          // the second page arrives only while a file of the first is being read
          if (count++ === 20) await firstRead.promise;
          yield object;
        }
      },
      read: async (...request) => {
        firstRead.resolve();
        most = Math.max(most, ++now);
        if (now === 8) gate.resolve();
        await gate.promise;
        now--;
        return bucket.read(...request);
      },
    };
    const { outcomes } = await run([''], { source: paged, concurrency: 8 });
    expect(Object.keys(outcomes)).toHaveLength(40);
    expect(most).toBe(8);
  });

  it('stops at a signal, keeps what is finished, and records no removal', async () => {
    await fill('a.fits', 'b.fits', 'c.fits', 'd.fits', 'e.fits');
    await run();
    await remove('e.fits');
    for (const key of ['a.fits', 'b.fits', 'c.fits']) await put(bucket, key, primary([], [`AGAIN   = 1`]));
    const ending = new AbortController();
    const stopping: Store = {
      ...bucket,
      read: (...request) => {
        ending.abort();
        return bucket.read(...request);
      },
    };
    const { outcomes, error } = await run([''], { source: stopping, signal: ending.signal, concurrency: 1 });
    expect(error).toBeUndefined();
    expect(outcomes).toEqual({ 'a.fits': 'changed' });
    expect((await run()).outcomes).toMatchObject({
      'a.fits': 'unchanged',
      'b.fits': 'changed',
      'e.fits': 'removed',
    });
  });

  it('writes damaged lake objects again', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    await run();
    await remove('c.fits');
    await run();
    const damaged = new Set(['a.fits', 'c.fits'].map((key) => lakeKey({ bucket: BUCKET, key })));
    const before = (await lake.head(lakeKey({ bucket: BUCKET, key: 'c.fits' })))?.etag;
    expect((await run([''], { damaged })).outcomes).toEqual({
      'a.fits': 'changed',
      'b.fits': 'unchanged',
      'c.fits': 'unchanged',
    });
    expect((await lake.head(lakeKey({ bucket: BUCKET, key: 'c.fits' })))?.etag).not.toBe(before);
  });

  it('reports the number of files once all are listed', async () => {
    await fill('a.fits', 'b.fits', 'notes.txt');
    const counts: number[] = [];
    await run([''], { onListed: (files) => counts.push(files) });
    expect(counts).toEqual([2]);
  });
});

describe('a forced sweep of a bucket', () => {
  it('reads all files again, and finds them unchanged', async () => {
    await fill('a.fits', 'b.fits');
    await run();
    const { outcomes, requests } = await run([''], { force: true });
    expect(outcomes).toEqual({ 'a.fits': 'unchanged', 'b.fits': 'unchanged' });
    expect(requests).toEqual(['read', 'read']);
  });
});
