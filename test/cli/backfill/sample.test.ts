import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { reservoir, sampleOf } from '../../../lib/cli/backfill/sample.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { sync } from '../../../lib/lake/sync/sync.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';
import { downgrade } from '../../helpers/earlier-release.ts';
import { primary } from '../../helpers/fits.ts';
import { listed, put } from '../../helpers/store.ts';

const BUCKET = 'archive';
const mine = extractor({ derivation: { rules: [], authority: 'my.archive' } });

/** A source with files, and a lake that has some of them. */
async function stack() {
  const [source, lake] = [memoryStore(), memoryStore()];
  const ingest = async (key: string, extract = extractor()) => {
    await put(source, key, primary());
    await sync({ source, lake, extract, file: { bucket: BUCKET, key } });
  };
  await ingest('old.fits');
  await downgrade(lake);
  for (const key of ['a.fits', 'b.fits', 'c.fits', 'gone.fits']) await ingest(key);
  await ingest('mine.fits', mine);
  await put(source, 'new.fits', primary());
  await put(source, 'b.fits', primary(['OBJECT  = 1']));
  await source.remove('gone.fits', { ifMatch: (await source.head('gone.fits'))!.etag });
  const file = { bucket: BUCKET, key: 'gone.fits' };
  await sync({ source, lake, extract: extractor(), file });
  await put(source, 'gone.fits', primary());
  const sample = async (rules = '') =>
    sampleOf(
      (await listed(source, '')).map((file) => ({ ...file, bucket: BUCKET })),
      { lake, collectionDepth: 1, rules },
    );
  return { lake, sample };
}

describe('a sample', () => {
  it('says what a run would do with each file', async () => {
    const { sample } = await stack();
    expect(await sample()).toEqual({ files: 7, new: 2, readAgain: 1, derived: 2, unchanged: 2 });
    expect(await sample(mine.rules)).toEqual({ files: 7, new: 2, readAgain: 1, derived: 3, unchanged: 1 });
  });
  it('is undefined if the lake cannot be read', async () => {
    const failing = {
      ...memoryStore(),
      head: async (key: string) => {
        throw new StoreFailure(lakeKey({ bucket: BUCKET, key }), 'access denied');
      },
    };
    const file = { bucket: BUCKET, key: 'a.fits', size: 1, etag: 'e', lastModified: new Date(0) };
    const lake = { lake: failing, collectionDepth: 1, rules: '' };
    expect(await sampleOf([file], lake)).toBeUndefined();
  });
});

describe('a reservoir', () => {
  it('has all items if there are few, and otherwise as many as it can hold, of the whole series', () => {
    fc.assert(
      fc.property(fc.nat(300), fc.integer({ min: 1, max: 50 }), (total, size) => {
        const { add, items } = reservoir<number>(size);
        for (let item = 0; item < total; item++) add(item);
        expect(items).toHaveLength(Math.min(total, size));
        expect(new Set(items).size).toBe(items.length);
      }),
    );
  });
  it('takes every item with the same probability', () => {
    let random = 1;
    const next = () => {
      random = (random * 48271) % 2147483647;
      return random / 2147483647;
    };
    const taken = Array.from({ length: 20 }, () => 0);
    for (let round = 0; round < 4000; round++) {
      const { add, items } = reservoir<number>(5, next);
      for (let item = 0; item < 20; item++) add(item);
      for (const item of items) taken[item]!++;
    }
    for (const count of taken) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });
});
