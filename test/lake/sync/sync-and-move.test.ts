import { describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import type { SyncOptions } from '../../../lib/lake/sync/sync.ts';
import { syncAndMove } from '../../../lib/lake/sync/sync-and-move.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { keysOf, put } from '../../helpers/store.ts';
import { syncFixture } from '../../helpers/sync-fixture.ts';

const FILE = { bucket: 'archive', key: 'm:31/a.fits' };
const OLD = formerLakeKey(FILE);
const NEW = lakeKey(FILE);

/** Syncs of a file whose lake key has changed since release 0.1.0. */
async function moveFixture(before?: (request: string) => unknown) {
  const fixture = syncFixture(before);
  const run = (options: Partial<SyncOptions> = {}) =>
    syncAndMove({
      ...{ source: fixture.archivableSource, lake: fixture.lake.store, extract: fakeExtract, file: FILE },
      ...{ sleep: async () => {}, now: () => new Date('2026-11-25T00:00:00Z'), ...options },
    });
  const toOld = async (): Promise<void> => {
    const head = await fixture.lake.store.head(NEW);
    const { bytes } = await fixture.lake.store.read(NEW, 0, 10_000);
    const ifMatch = (await fixture.lake.store.head(OLD))?.etag ?? null;
    await fixture.lake.store.write(OLD, bytes, { ifMatch, metadata: head?.metadata ?? {} });
    await fixture.lake.store.remove(NEW, { ifMatch: head?.etag ?? '' });
  };
  const state = async (key = NEW) => fromMetadata((await fixture.lake.store.head(key))?.metadata ?? {});
  return {
    ...fixture,
    run,
    toOld,
    state,
    change: (content: string) => put(fixture.source.store, FILE.key, content),
  };
}

/** The same, with rows of the file at the key that release 0.1.0 used. */
async function moving(before?: (request: string) => unknown) {
  const fixture = await moveFixture(before);
  await fixture.change('one');
  await fixture.run();
  await fixture.toOld();
  fixture.lake.requests.length = fixture.source.requests.length = 0;
  return fixture;
}

describe('an event about a file whose lake object is misplaced', () => {
  it('writes the object in the right place, then removes the misplaced one', async () => {
    const fixture = await moving();
    await fixture.change('two');
    expect(await fixture.run()).toMatchObject({ outcome: 'changed', lakeKey: NEW, moved: true });
    expect(await keysOf(fixture.lake.store)).toEqual([NEW]);
    expect(await fixture.state()).toMatchObject({ kind: 'rows', generation: 3 });
    expect(fixture.lake.requests.indexOf('remove')).toBeGreaterThan(
      fixture.lake.requests.lastIndexOf('write ifMatch'),
    );
  });

  it('copies the rows if the file has been archived', async () => {
    const fixture = await moving();
    fixture.archive.isArchived = true;
    expect(await fixture.run()).toMatchObject({ outcome: 'unchanged', moved: true });
    expect(await keysOf(fixture.lake.store)).toEqual([NEW]);
    expect(await fixture.state()).toMatchObject({ kind: 'rows', readable: true });
  });

  it('copies the time of a tombstone', async () => {
    const fixture = await moveFixture();
    const goneAt = new Date('2026-11-01T00:00:00Z');
    await fixture.run({ now: () => goneAt });
    await fixture.toOld();
    await fixture.run();
    expect(await keysOf(fixture.lake.store)).toEqual([NEW]);
    expect(await fixture.state()).toMatchObject({ kind: 'tombstone', goneAt });
  });

  it('leaves the misplaced object to a backfill if another writer changes it, and does not fail', async () => {
    let interfere = false;
    const fixture = await moving(async (request) => {
      if (request !== 'lake remove' || !interfere) return;
      interfere = false;
      await put(fixture.lake.store, OLD, 'written by an older function');
    });
    interfere = true;
    const outcome = await fixture.run();
    expect(outcome.outcome).toBe('unchanged');
    expect(outcome.moved).toBeUndefined();
    expect((await keysOf(fixture.lake.store)).sort()).toEqual([OLD, NEW].sort());
  });

  it('fails if the misplaced object cannot be removed, and removes it the next time', async () => {
    let deny = false;
    const fixture = await moving((request) => {
      if (deny && request === 'lake remove') throw new StoreFailure('lake', new Error('access denied'));
    });
    deny = true;
    await expect(fixture.run()).rejects.toThrow('access denied');
    expect(await fixture.state()).toMatchObject({ kind: 'rows' });
    deny = false;
    expect(await fixture.run()).toMatchObject({ moved: true });
    expect(await keysOf(fixture.lake.store)).toEqual([NEW]);
  });

  it('keeps an object at the former key that is not about the file', async () => {
    const fixture = await moveFixture();
    await fixture.change('one');
    await put(fixture.lake.store, OLD, 'not a lake object');
    expect((await fixture.run()).moved).toBeUndefined();
    expect((await keysOf(fixture.lake.store)).sort()).toEqual([OLD, NEW].sort());
  });
});

describe('the requests of a move', () => {
  it('include one more HEAD for an event, and only if the lake key has changed', async () => {
    const fixture = await moveFixture();
    await fixture.change('one');
    await fixture.run();
    fixture.lake.requests.length = 0;
    await fixture.run();
    expect(fixture.lake.requests).toEqual(['head', 'head', 'write ifMatch']);
    const plain = { ...FILE, key: 'm31/a.fits' };
    await put(fixture.source.store, plain.key, 'one');
    await fixture.run({ file: plain });
    fixture.lake.requests.length = 0;
    await fixture.run({ file: plain });
    expect(fixture.lake.requests).toEqual(['head', 'write ifMatch']);
  });

  it('are no more than usual for a sweep, and none go to the source', async () => {
    const fixture = await moving();
    const listed = (await fixture.list()).find(({ key }) => key === FILE.key)!;
    expect(await fixture.run({ sweep: true, listed })).toMatchObject({ outcome: 'unchanged', moved: true });
    expect(fixture.source.requests).toEqual([]);
    fixture.lake.requests.length = 0;
    expect(await fixture.run({ sweep: true, listed })).toMatchObject({ outcome: 'unchanged' });
    expect(fixture.lake.requests).toEqual(['head']);
  });
});
