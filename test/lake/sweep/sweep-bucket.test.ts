import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { readLakeIndex } from '../../../lib/lake/sweep/lake-index.ts';
import { isKnown, openPrefix } from '../../../lib/lake/sweep/open-prefix.ts';
import { sniffer } from '../../../lib/lake/sweep/sniffer.ts';
import { type BucketSweep, RemovalsRefused, sweepBucket } from '../../../lib/lake/sweep/sweep-bucket.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { Archived, type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { primary } from '../../helpers/fits.ts';
import { recorded } from '../../helpers/recorded-store.ts';
import { put } from '../../helpers/store.ts';

const BUCKET = 'archive';
let bucket: Store;
let lake: Store;
beforeEach(() => {
  bucket = memoryStore({ contentEtags: true });
  lake = memoryStore();
});
const fill = async (...keys: string[]): Promise<void> => {
  for (const key of keys) await put(bucket, key, primary([], [`NAME    = '${key.slice(0, 60)}'`]));
};
const remove = async (key: string): Promise<void> =>
  bucket.remove(key, { ifMatch: (await bucket.head(key))?.etag ?? '' });
const indexNow = async () => (await readLakeIndex(lake)).buckets.get(BUCKET) ?? new Map();

/** Sweeps what is named; gives what became of the files, the requests, and the error that it ended with. */
async function run(named: readonly string[] = [''], options: Partial<BucketSweep> = {}) {
  const { store, requests } = recorded(options.source ?? bucket);
  const prefixes = await Promise.all(named.map((prefix) => openPrefix(store, prefix)));
  const kinds: Record<string, string> = {};
  let error: unknown;
  try {
    const sweep = sweepBucket({
      bucket: BUCKET,
      lake,
      extract: extractor(),
      index: await indexNow(),
      concurrency: 4,
      allowRemovals: false,
      prefixes,
      ...options,
      source: store,
    });
    for await (const { key, outcome } of sweep) kinds[key] = outcome;
  } catch (thrown) {
    error = thrown;
  }
  return { kinds, requests, error };
}

describe('sweepBucket', () => {
  it('reads what is new or changed; what is unchanged costs the listing only', async () => {
    await fill('n1/a.fits', 'n1/b.fits.gz', 'n2/c.FIT', 'notes.txt', 'n1/');
    expect((await run()).kinds).toEqual({ 'n1/a.fits': 'new', 'n1/b.fits.gz': 'new', 'n2/c.FIT': 'new' });
    const again = await run();
    expect(again.kinds).toEqual({
      'n1/a.fits': 'unchanged',
      'n1/b.fits.gz': 'unchanged',
      'n2/c.FIT': 'unchanged',
    });
    expect(again.requests).toEqual([]);
    await put(bucket, 'n1/a.fits', primary([], ['CHANGED = T']));
    const changed = await run();
    expect(changed.kinds).toMatchObject({ 'n1/a.fits': 'changed', 'n1/b.fits.gz': 'unchanged' });
    expect(changed.requests).toEqual(['read ifNoneMatch']);
  });

  it('notes what is gone below what was named, and nothing else', async () => {
    await fill('n1/a.fits', 'n1/b.fits', 'n2/c.fits', 'n2/d.fits', 'n3/e.fits');
    await run();
    await remove('n1/a.fits');
    await remove('n2/c.fits');
    expect((await run(['n1/'])).kinds).toEqual({ 'n1/a.fits': 'removed', 'n1/b.fits': 'unchanged' });
    expect((await run(['n1/'])).kinds).toEqual({ 'n1/b.fits': 'unchanged' });
    expect((await run()).kinds).toMatchObject({ 'n2/c.fits': 'removed', 'n3/e.fits': 'unchanged' });
  });

  it('takes prefixes as S3 does, and a key as that object alone, whatever its name', async () => {
    await fill('n1/a.fits', 'n10/b.fits', 'n1/image.dat', 'n1/a.fits.gz');
    expect((await run(['n1'])).kinds).toEqual({
      'n1/a.fits': 'new',
      'n1/a.fits.gz': 'new',
      'n10/b.fits': 'new',
    });
    expect((await run(['n1/image.dat'])).kinds).toEqual({ 'n1/image.dat': 'new' });
    expect((await run(['n1/a.fits'])).kinds).toEqual({ 'n1/a.fits': 'unchanged' });
    // and looks after it from then on
    expect((await run(['n1/'])).kinds['n1/image.dat']).toBe('unchanged');
    await remove('n1/image.dat');
    expect((await run(['n1/image.dat'])).kinds).toEqual({ 'n1/image.dat': 'removed' });
  });

  it('is not misled by what stands there for a folder', async () => {
    await put(bucket, 'n1', '');
    await put(bucket, 'n1/', '');
    await fill('n1/a.fits');
    await put(bucket, 'n1/empty.fits', '');
    const { kinds } = await run(['n1']);
    expect(kinds).toEqual({ 'n1/a.fits': 'new', 'n1/empty.fits': 'new' });
    expect((await indexNow()).get('n1/empty.fits')).toMatchObject({ kind: 'rows', faults: 1 });
  });

  it('looks at each file once, however often it was named', async () => {
    await fill('n1/a.fits', 'n1/b.fits', 'n2/c.fits');
    const { kinds, requests } = await run(['n1/', 'n1/a.fits', 'n', 'n', 'n2/']);
    expect(Object.keys(kinds)).toHaveLength(3);
    expect(requests).toEqual(['read', 'read', 'read']);
  });

  it('holds odd keys', async () => {
    const keys = ['/a.fits', '//b.fits', 'x//y.fits', 'a b+c%20.fits', 'é/一.fits', '../up.fits', '.fits'];
    keys.push(`${'k'.repeat(1019)}.fits`);
    await fill(...keys);
    expect(Object.keys((await run()).kinds).sort()).toEqual([...keys].sort());
    expect([...(await indexNow()).keys()].sort()).toEqual([...keys].sort());
    expect(new Set(Object.values((await run()).kinds))).toEqual(new Set(['unchanged']));
    expect(Object.keys((await run(['/'])).kinds).sort()).toEqual(['//b.fits', '/a.fits']);
  });

  it('refuses to note more than half as gone, having read what is new', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    await run();
    await remove('a.fits');
    await remove('b.fits');
    await fill('d.fits');
    const { kinds, error } = await run();
    expect(kinds).toEqual({ 'c.fits': 'unchanged', 'd.fits': 'new' });
    expect(error).toMatchObject({ name: 'RemovalsRefused', gone: 2, known: 3 });
    expect(error).toBeInstanceOf(RemovalsRefused);
    expect((await run([''], { allowRemovals: true })).kinds).toMatchObject({ 'a.fits': 'removed' });
  });

  it('takes nothing for gone where the listing broke off', async () => {
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
    const { kinds, error } = await run([''], { source: broken });
    expect(kinds).toEqual({ 'a.fits': 'unchanged', 'a0.fits': 'new' });
    expect(error).toBeInstanceOf(StoreFailure);
  });

  it('goes on after a file that cannot be read, but not where all would fail', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    const failing: Store = {
      ...bucket,
      read: async (key, ...rest) => {
        if (key === 'b.fits') throw new StoreFailure(key, new Error('access denied'));
        return bucket.read(key, ...rest);
      },
    };
    const { kinds, error } = await run([''], { source: failing });
    expect(kinds).toEqual({ 'a.fits': 'new', 'b.fits': 'failed', 'c.fits': 'new' });
    expect(error).toBeUndefined();
    const hopeless = await run([''], { source: failing, isHopeless: () => true, concurrency: 1 });
    expect(hopeless.error).toBeInstanceOf(StoreFailure);
    expect(hopeless.kinds).toEqual({ 'a.fits': 'unchanged' });
  });

  it('reads files while the listing goes on, and so many at once', async () => {
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
          // the second page comes once a file of the first one is being read
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
    const { kinds } = await run([''], { source: paged, concurrency: 8 });
    expect(Object.keys(kinds)).toHaveLength(40);
    expect(most).toBe(8);
  });

  it('is ended by a signal: keeps what is done, and takes nothing for gone', async () => {
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
    const { kinds, error } = await run([''], { source: stopping, signal: ending.signal, concurrency: 1 });
    expect(error).toBeUndefined();
    expect(kinds).toEqual({ 'a.fits': 'changed' });
    expect((await run()).kinds).toMatchObject({
      'a.fits': 'unchanged',
      'b.fits': 'changed',
      'e.fits': 'removed',
    });
  });

  it('makes damaged objects anew', async () => {
    await fill('a.fits', 'b.fits', 'c.fits');
    await run();
    await remove('c.fits');
    await run();
    const damaged = new Set(['a.fits', 'c.fits'].map((key) => lakeKey({ bucket: BUCKET, key })));
    const before = (await lake.head(lakeKey({ bucket: BUCKET, key: 'c.fits' })))?.etag;
    expect((await run([''], { damaged })).kinds).toEqual({
      'a.fits': 'changed',
      'b.fits': 'unchanged',
      'c.fits': 'unchanged',
    });
    expect((await lake.head(lakeKey({ bucket: BUCKET, key: 'c.fits' })))?.etag).not.toBe(before);
  });

  it('tells how many files there are once all are listed', async () => {
    await fill('a.fits', 'b.fits', 'notes.txt');
    const told: number[] = [];
    await run([''], { onListed: (files) => told.push(files) });
    expect(told).toEqual([2]);
  });
});

describe('sweepBucket: files with other suffixes', () => {
  it('are told one by one; markers of folders, known files and named ones are none of them', async () => {
    await fill('a.fits', 'b.arf', 'n1/c.txt', 'n1/', 'odd.dat');
    await put(bucket, 'n2', '');
    const skipped: string[] = [];
    const onSkipped = (key: string) => skipped.push(key);
    const { kinds } = await run(['', 'odd.dat'], { onSkipped });
    expect(kinds).toEqual({ 'a.fits': 'new', 'odd.dat': 'new' });
    expect(skipped).toEqual(['b.arf', 'n1/c.txt']);
    skipped.length = 0;
    expect((await run([''], { onSkipped })).kinds['odd.dat']).toBe('unchanged');
    expect(skipped).toEqual(['b.arf', 'n1/c.txt']);
  });

  it('can be selected, and are kept up to date by later runs', async () => {
    await fill('a.fits', 'b.arf');
    const wants = (key: string): boolean => /\.(?:fits|arf)$/.test(key);
    expect((await run([''], { wants })).kinds).toEqual({ 'a.fits': 'new', 'b.arf': 'new' });
    expect((await run()).kinds).toEqual({ 'a.fits': 'unchanged', 'b.arf': 'unchanged' });
  });

  it('are opened where that is asked for, in one request each, and taken if they are FITS', async () => {
    await fill('a.fits', 'b.arf', 'n1/', '.hidden');
    await put(bucket, 'c.txt', 'text');
    await put(bucket, 'd.bin', gzipSync(primary()));
    await put(bucket, 'empty.txt', '');
    const sniff = sniffer();
    const first = await run([''], { sniff, concurrency: 1 });
    expect(first.kinds).toEqual({ 'a.fits': 'new', 'b.arf': 'new', 'c.txt': 'not-fits', 'd.bin': 'new' });
    expect(first.requests).toEqual(['read', 'read ifMatch', 'read', 'read ifMatch', 'read ifMatch', 'read']);
    const again = await run([''], { sniff });
    expect(again.kinds).toMatchObject({ 'b.arf': 'unchanged', 'c.txt': 'not-fits', 'd.bin': 'unchanged' });
    expect(again.requests).toEqual(['read ifMatch']);
    expect((await run()).requests).toEqual([]);
  });

  it('stay left out where they are archived', async () => {
    await fill('b.tar');
    const source: Store = { ...bucket, read: async (key) => Promise.reject(new Archived(key, 'GLACIER')) };
    expect((await run([''], { source, sniff: sniffer() })).kinds).toEqual({ 'b.tar': 'skipped' });
  });
});

describe('sweepBucket by force', () => {
  it('reads all again, and says that nothing has changed', async () => {
    await fill('a.fits', 'b.fits');
    await run();
    const { kinds, requests } = await run([''], { force: true });
    expect(kinds).toEqual({ 'a.fits': 'unchanged', 'b.fits': 'unchanged' });
    expect(requests).toEqual(['read', 'read']);
  });
});

describe('openPrefix', () => {
  it('knows whether there is anything, and whether the lake has known it', async () => {
    await fill('n1/a.fits');
    await put(bucket, 'packed/a.fits.gz', gzipSync(primary()));
    await run(['n1/']);
    await remove('n1/a.fits');
    const empty = await openPrefix(bucket, 'n1/');
    expect(empty).toMatchObject({ isEmpty: true, isKey: false });
    expect(isKnown(empty, await indexNow())).toBe(true);
    const wrong = await openPrefix(bucket, 'typo/');
    expect(wrong).toMatchObject({ isEmpty: true });
    expect(isKnown(wrong, await indexNow())).toBe(false);
    expect(await openPrefix(bucket, 'packed/a.fits.gz')).toMatchObject({ isEmpty: false, isKey: true });
  });
});
