import { describe, expect, it } from 'vitest';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { type ReconcileOptions, reconcile } from '../../../lib/lake/sync/reconcile.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';
import { derivingExtract, fakeExtract } from '../../helpers/fake-extract.ts';
import { keysOf } from '../../helpers/store.ts';
import { FILE, LAKE_KEY, syncFixture } from '../../helpers/sync-fixture.ts';

const NOW = new Date('2026-11-25T00:00:00Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

/** A source and a lake in memory; `run` reconciles the lake object of the file. */
function reconcileFixture(before?: (request: string) => unknown) {
  const fixture = syncFixture(before);
  const run = (options: Partial<ReconcileOptions> = {}) =>
    reconcile({
      lake: fixture.lake.store,
      extract: fakeExtract,
      lakeKey: LAKE_KEY,
      sourceOf: ({ bucket }) => (bucket === FILE.bucket ? fixture.archivableSource : undefined),
      now: () => NOW,
      sleep: async () => {},
      ...options,
    });
  return { ...fixture, run };
}

describe('reconcile', () => {
  it('keeps an object that agrees with its source, with one request to each store', async () => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event();
    const { source, lake } = await fixture.requests(async () => {
      expect(await fixture.run()).toMatchObject({ outcome: 'unchanged', file: FILE });
    });
    expect({ source, lake }).toEqual({ source: ['read ifNoneMatch'], lake: ['head'] });
  });

  it('writes a tombstone for a deleted file', async () => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event();
    await fixture.remove();
    expect(await fixture.run()).toMatchObject({ outcome: 'removed', file: FILE });
    expect(await fixture.state()).toMatchObject({ kind: 'tombstone', goneAt: NOW, generation: 2 });
  });

  it('reads a changed file again', async () => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event();
    await fixture.put('two');
    expect((await fixture.run()).outcome).toBe('changed');
    expect(await fixture.rows()).toBe('two');
  });

  it('derives rows again that have other rules, in place or misplaced', async () => {
    const extract = derivingExtract('0123456789abcdef');
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event();
    const { source, lake } = await fixture.requests(async () => {
      expect(await fixture.run({ extract })).toMatchObject({ outcome: 'derived', file: FILE });
    });
    expect({ source, lake }).toEqual({
      ...{ source: ['read ifNoneMatch'], lake: ['head', 'read ifMatch', 'write ifMatch'] },
    });
    expect((await fixture.run({ extract })).outcome).toBe('unchanged');
    const moved = await fixture.run({ extract: derivingExtract(''), collectionDepth: 0 });
    expect(moved.outcome).toBe('moved');
    const state = fromMetadata((await fixture.lake.store.head(lakeKey(FILE, 0)))?.metadata ?? {});
    expect(state).not.toHaveProperty('rules');
  });

  it('writes no tombstone if the source does not answer', async () => {
    let deny = false;
    const fixture = reconcileFixture((request) => {
      if (deny && request.startsWith('source')) throw new StoreFailure('archive', new Error('access denied'));
    });
    await fixture.put('one');
    await fixture.event();
    deny = true;
    await expect(fixture.run()).rejects.toThrow('access denied');
    expect(await fixture.state()).toMatchObject({ kind: 'rows' });
  });

  it.each([
    [29, 'unchanged', 1],
    [31, 'expired', 0],
  ])('finds a tombstone of %i days %s', async (days, outcome, left) => {
    const fixture = reconcileFixture();
    await fixture.event({ now: () => daysAgo(days) });
    expect((await fixture.run()).outcome).toBe(outcome);
    expect(await keysOf(fixture.lake.store)).toHaveLength(left);
  });

  it('replaces an old tombstone by rows if the file exists', async () => {
    const fixture = reconcileFixture();
    await fixture.event({ now: () => daysAgo(31) });
    await fixture.put('one');
    expect((await fixture.run()).outcome).toBe('new');
    expect(await fixture.rows()).toBe('one');
  });

  it('keeps an old tombstone that another writer has replaced', async () => {
    let interfere = false;
    const fixture = reconcileFixture(async (request) => {
      if (request !== 'lake remove' || !interfere) return;
      interfere = false;
      await fixture.put('one');
      await fixture.event();
    });
    await fixture.event({ now: () => daysAgo(31) });
    interfere = true;
    expect((await fixture.run()).outcome).toBe('unchanged');
    expect(await fixture.rows()).toBe('one');
  });

  it('moves an object that another collectionDepth had placed elsewhere', async () => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event({ collectionDepth: 0 });
    const old = lakeKey(FILE, 0);
    expect(await fixture.run({ lakeKey: old })).toMatchObject({
      outcome: 'moved',
      file: FILE,
      lakeKey: LAKE_KEY,
    });
    expect(await keysOf(fixture.lake.store)).toEqual([LAKE_KEY]);
    expect(await fixture.rows()).toBe('one');
  });

  it('copies the rows of a misplaced object if the file has been archived', async () => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event({ collectionDepth: 0 });
    fixture.archive.isArchived = true;
    await fixture.sweep();
    expect(await fixture.state()).toMatchObject({ kind: 'rows', readable: false });
    expect((await fixture.run({ lakeKey: lakeKey(FILE, 0) })).outcome).toBe('moved');
    expect(await keysOf(fixture.lake.store)).toEqual([LAKE_KEY]);
    expect(await fixture.state()).toMatchObject({ kind: 'rows', readable: true, generation: 2 });
    expect(await fixture.rows()).toBe('one');
  });

  it('writes the tombstone in the right place if the file of a misplaced object was deleted', async () => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event({ collectionDepth: 0 });
    await fixture.remove();
    expect((await fixture.run({ lakeKey: lakeKey(FILE, 0) })).outcome).toBe('removed');
    expect(await keysOf(fixture.lake.store)).toEqual([LAKE_KEY]);
    expect(await fixture.state()).toMatchObject({ kind: 'tombstone', goneAt: NOW });
  });

  it.each([
    [29, [LAKE_KEY]],
    [31, []],
  ])('copies a misplaced tombstone of %i days only if it is young', async (days, left) => {
    const fixture = reconcileFixture();
    await fixture.event({ now: () => daysAgo(days), collectionDepth: 0 });
    expect((await fixture.run({ lakeKey: lakeKey(FILE, 0) })).outcome).toBe('moved');
    expect(await keysOf(fixture.lake.store)).toEqual(left);
    if (left.length > 0) expect(await fixture.state()).toMatchObject({ goneAt: daysAgo(days) });
  });

  it('keeps a misplaced object if another writer writes to the right place', async () => {
    let interfere = false;
    const fixture = reconcileFixture(async (request) => {
      if (request !== 'lake write new' || !interfere) return;
      interfere = false;
      await fixture.event();
    });
    await fixture.put('one');
    await fixture.event({ collectionDepth: 0 });
    await fixture.put('two');
    interfere = true;
    const old = lakeKey(FILE, 0);
    expect((await fixture.run({ lakeKey: old })).outcome).toBe('unchanged');
    expect(await keysOf(fixture.lake.store)).toEqual([old, LAKE_KEY].toSorted());
    expect(await fixture.rows()).toBe('two');
  });

  it('keeps a misplaced object if the right place cannot be written', async () => {
    let refuse = false;
    const fixture = reconcileFixture((request) => {
      if (refuse && request === 'lake write new') throw new StoreFailure('lake', new Error('access denied'));
    });
    await fixture.put('one');
    await fixture.event({ collectionDepth: 0 });
    refuse = true;
    const old = lakeKey(FILE, 0);
    await expect(fixture.run({ lakeKey: old })).rejects.toThrow('access denied');
    expect(await keysOf(fixture.lake.store)).toEqual([old]);
  });

  it.each([
    ['a file that the lake does not cover', { sourceOf: () => undefined }],
    ['an object that no longer exists', { lakeKey: `${LAKE_KEY}x` }],
  ])('skips %s', async (_, options) => {
    const fixture = reconcileFixture();
    await fixture.put('one');
    await fixture.event();
    const { source, lake } = await fixture.requests(async () => {
      expect((await fixture.run(options)).outcome).toBe('skipped');
    });
    expect({ source, lake }).toEqual({ source: [], lake: ['head'] });
  });

  it('reports an object that is not a lake object, and keeps it', async () => {
    const fixture = reconcileFixture();
    const stray = 'headers/collection=m31/notes.txt';
    await fixture.lake.store.write(stray, Buffer.from('?'), { ifMatch: null });
    await expect(fixture.run({ lakeKey: stray })).rejects.toMatchObject({
      name: 'NotALakeObject',
      lakeKey: stray,
    });
    expect(await keysOf(fixture.lake.store)).toEqual([stray]);
  });
});
