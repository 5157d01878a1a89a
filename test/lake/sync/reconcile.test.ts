import { describe, expect, it } from 'vitest';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { type ReconcileOptions, reconcile } from '../../../lib/lake/sync/reconcile.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { keysOf } from '../../helpers/store.ts';
import { LAKE_KEY, PLACE, syncWorld } from '../../helpers/sync-world.ts';

const NOW = new Date('2026-11-25T00:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

function world(before?: (request: string) => unknown) {
  const w = syncWorld(before);
  const run = (options: Partial<ReconcileOptions> = {}) =>
    reconcile({
      source: w.closable,
      lake: w.lake.store,
      extract: fakeExtract,
      lakeKey: LAKE_KEY,
      bucket: PLACE.bucket,
      wants: () => true,
      now: () => NOW,
      sleep: async () => {},
      ...options,
    });
  return { ...w, run };
}

describe('reconcile', () => {
  it('leaves what agrees with its source, with one request to each', async () => {
    const w = world();
    await w.put('one');
    await w.event();
    const { source, lake } = await w.requests(async () => {
      expect(await w.run()).toMatchObject({ outcome: 'unchanged', key: PLACE.key });
    });
    expect({ source, lake }).toEqual({ source: ['read ifNoneMatch'], lake: ['head'] });
  });

  it('buries what is gone', async () => {
    const w = world();
    await w.put('one');
    await w.event();
    await w.remove();
    expect(await w.run()).toMatchObject({ outcome: 'removed', key: PLACE.key });
    expect(await w.state()).toMatchObject({ kind: 'tombstone', goneAt: NOW, generation: 2 });
  });

  it('reads again what has changed', async () => {
    const w = world();
    await w.put('one');
    await w.event();
    await w.put('two');
    expect((await w.run()).outcome).toBe('changed');
    expect(await w.rows()).toBe('two');
  });

  it('buries nothing where the source does not answer', async () => {
    let deny = false;
    const w = world((request) => {
      if (deny && request.startsWith('source')) throw new StoreFailure('archive', new Error('access denied'));
    });
    await w.put('one');
    await w.event();
    deny = true;
    await expect(w.run()).rejects.toThrow('access denied');
    expect(await w.state()).toMatchObject({ kind: 'rows' });
  });

  it.each([
    [29, 'unchanged', 1],
    [31, 'expired', 0],
  ])('of a tombstone of %i days: %s', async (days, kind, left) => {
    const w = world();
    await w.event({ now: () => daysAgo(days) });
    expect((await w.run()).outcome).toBe(kind);
    expect(await keysOf(w.lake.store)).toHaveLength(left);
  });

  it('makes rows of an old tombstone whose file is there', async () => {
    const w = world();
    await w.event({ now: () => daysAgo(31) });
    await w.put('one');
    expect((await w.run()).outcome).toBe('new');
    expect(await w.rows()).toBe('one');
  });

  it('deletes no tombstone that somebody has written anew', async () => {
    let meddle = false;
    const w = world(async (request) => {
      if (request !== 'lake remove' || !meddle) return;
      meddle = false;
      await w.put('one');
      await w.event();
    });
    await w.event({ now: () => daysAgo(31) });
    meddle = true;
    expect((await w.run()).outcome).toBe('unchanged');
    expect(await w.rows()).toBe('one');
  });

  it('deletes what stands where another collectionDepth had put it, once it stands in the right place', async () => {
    const w = world();
    await w.put('one');
    await w.event({ collectionDepth: 0 });
    const old = lakeKey(PLACE, 0);
    expect(await w.run({ lakeKey: old })).toMatchObject({
      outcome: 'moved',
      key: PLACE.key,
      lakeKey: LAKE_KEY,
    });
    expect(await keysOf(w.lake.store)).toEqual([LAKE_KEY]);
    expect(await w.rows()).toBe('one');
  });

  it('keeps the rows of a file that was archived since they were read, in another place too', async () => {
    const w = world();
    await w.put('one');
    await w.event({ collectionDepth: 0 });
    w.archive.shut = true;
    await w.sweep();
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false });
    expect((await w.run({ lakeKey: lakeKey(PLACE, 0) })).outcome).toBe('moved');
    expect(await keysOf(w.lake.store)).toEqual([LAKE_KEY]);
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: true, generation: 2 });
    expect(await w.rows()).toBe('one');
  });

  it('buries in the right place what went before it stood there', async () => {
    const w = world();
    await w.put('one');
    await w.event({ collectionDepth: 0 });
    await w.remove();
    expect((await w.run({ lakeKey: lakeKey(PLACE, 0) })).outcome).toBe('removed');
    expect(await keysOf(w.lake.store)).toEqual([LAKE_KEY]);
    expect(await w.state()).toMatchObject({ kind: 'tombstone', goneAt: NOW });
  });

  it.each([
    [29, [LAKE_KEY]],
    [31, []],
  ])('takes a tombstone of %i days along where it is young', async (days, left) => {
    const w = world();
    await w.event({ now: () => daysAgo(days), collectionDepth: 0 });
    expect((await w.run({ lakeKey: lakeKey(PLACE, 0) })).outcome).toBe('moved');
    expect(await keysOf(w.lake.store)).toEqual(left);
    if (left.length > 0) expect(await w.state()).toMatchObject({ goneAt: daysAgo(days) });
  });

  it('takes nothing along where others write at the same time, and keeps it', async () => {
    let meddle = false;
    const w = world(async (request) => {
      if (request !== 'lake write new' || !meddle) return;
      meddle = false;
      await w.event();
    });
    await w.put('one');
    await w.event({ collectionDepth: 0 });
    await w.put('two');
    meddle = true;
    const old = lakeKey(PLACE, 0);
    expect((await w.run({ lakeKey: old })).outcome).toBe('unchanged');
    expect(await keysOf(w.lake.store)).toEqual([old, LAKE_KEY].toSorted());
    expect(await w.rows()).toBe('two');
  });

  it('keeps it where the right place cannot be written', async () => {
    let refuse = false;
    const w = world((request) => {
      if (refuse && request === 'lake write new') throw new StoreFailure('lake', new Error('access denied'));
    });
    await w.put('one');
    await w.event({ collectionDepth: 0 });
    refuse = true;
    const old = lakeKey(PLACE, 0);
    await expect(w.run({ lakeKey: old })).rejects.toThrow('access denied');
    expect(await keysOf(w.lake.store)).toEqual([old]);
  });

  it.each([
    ['another bucket', { bucket: 'other' }],
    ['a key that nobody asks for', { wants: () => false }],
    ['an object that has gone', { lakeKey: `${LAKE_KEY}x` }],
  ])('looks no further at %s', async (_, options) => {
    const w = world();
    await w.put('one');
    await w.event();
    const { source, lake } = await w.requests(async () => {
      expect((await w.run(options)).outcome).toBe('skipped');
    });
    expect({ source, lake }).toEqual({ source: [], lake: ['head'] });
  });

  it('names what is no object of the lake, and leaves it', async () => {
    const w = world();
    const stray = 'headers/collection=m31/notes.txt';
    await w.lake.store.write(stray, Buffer.from('?'), { ifMatch: null });
    await expect(w.run({ lakeKey: stray })).rejects.toMatchObject({ name: 'NotALakeObject', lakeKey: stray });
    expect(await keysOf(w.lake.store)).toEqual([stray]);
  });
});
