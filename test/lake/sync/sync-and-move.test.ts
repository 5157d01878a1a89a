import { describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import type { SyncOptions } from '../../../lib/lake/sync/sync.ts';
import { syncAndMove } from '../../../lib/lake/sync/sync-and-move.ts';
import { StoreFailure } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { keysOf, put } from '../../helpers/store.ts';
import { syncWorld } from '../../helpers/sync-world.ts';

const FILE = { bucket: 'archive', key: 'm:31/a.fits' };
const OLD = formerLakeKey(FILE);
const NEW = lakeKey(FILE);

/** Syncs of a file whose lake key has changed since release 0.1.0. */
async function world(before?: (request: string) => unknown) {
  const w = syncWorld(before);
  const run = (options: Partial<SyncOptions> = {}) =>
    syncAndMove({
      ...{ source: w.closable, lake: w.lake.store, extract: fakeExtract, file: FILE },
      ...{ sleep: async () => {}, now: () => new Date('2026-11-25T00:00:00Z'), ...options },
    });
  const toOld = async (): Promise<void> => {
    const head = await w.lake.store.head(NEW);
    const { bytes } = await w.lake.store.read(NEW, 0, 10_000);
    const ifMatch = (await w.lake.store.head(OLD))?.etag ?? null;
    await w.lake.store.write(OLD, bytes, { ifMatch, metadata: head?.metadata ?? {} });
    await w.lake.store.remove(NEW, { ifMatch: head?.etag ?? '' });
  };
  const state = async (key = NEW) => fromMetadata((await w.lake.store.head(key))?.metadata ?? {});
  return { ...w, run, toOld, state, change: (content: string) => put(w.source.store, FILE.key, content) };
}

async function moving(before?: (request: string) => unknown) {
  const w = await world(before);
  await w.change('one');
  await w.run();
  await w.toOld();
  w.lake.requests.length = w.source.requests.length = 0;
  return w;
}

describe('an event about a file whose lake object is misplaced', () => {
  it('writes the object in the right place, then removes the misplaced one', async () => {
    const w = await moving();
    await w.change('two');
    expect(await w.run()).toMatchObject({ outcome: 'changed', lakeKey: NEW, moved: true });
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 3 });
    expect(w.lake.requests.indexOf('remove')).toBeGreaterThan(w.lake.requests.lastIndexOf('write ifMatch'));
  });

  it('copies the rows if the file has been archived', async () => {
    const w = await moving();
    w.archive.isClosed = true;
    expect(await w.run()).toMatchObject({ outcome: 'unchanged', moved: true });
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: true });
  });

  it('copies the time of a tombstone', async () => {
    const w = await world();
    const goneAt = new Date('2026-11-01T00:00:00Z');
    await w.run({ now: () => goneAt });
    await w.toOld();
    await w.run();
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
    expect(await w.state()).toMatchObject({ kind: 'tombstone', goneAt });
  });

  it('leaves the misplaced object to a backfill if another writer changes it, and does not fail', async () => {
    let interfere = false;
    const w = await moving(async (request) => {
      if (request !== 'lake remove' || !interfere) return;
      interfere = false;
      await put(w.lake.store, OLD, 'written by an older function');
    });
    interfere = true;
    const outcome = await w.run();
    expect(outcome.outcome).toBe('unchanged');
    expect(outcome.moved).toBeUndefined();
    expect((await keysOf(w.lake.store)).sort()).toEqual([OLD, NEW].sort());
  });

  it('fails if the misplaced object cannot be removed, and removes it the next time', async () => {
    let deny = false;
    const w = await moving((request) => {
      if (deny && request === 'lake remove') throw new StoreFailure('lake', new Error('access denied'));
    });
    deny = true;
    await expect(w.run()).rejects.toThrow('access denied');
    expect(await w.state()).toMatchObject({ kind: 'rows' });
    deny = false;
    expect(await w.run()).toMatchObject({ moved: true });
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
  });

  it('keeps an object there that does not say which file it is about', async () => {
    const w = await world();
    await w.change('one');
    await put(w.lake.store, OLD, 'not a lake object');
    expect((await w.run()).moved).toBeUndefined();
    expect((await keysOf(w.lake.store)).sort()).toEqual([OLD, NEW].sort());
  });
});

describe('the requests of a move', () => {
  it('are one HEAD more for an event, and only if the lake key has changed', async () => {
    const w = await world();
    await w.change('one');
    await w.run();
    w.lake.requests.length = 0;
    await w.run();
    expect(w.lake.requests).toEqual(['head', 'head', 'write ifMatch']);
    const plain = { ...FILE, key: 'm31/a.fits' };
    await put(w.source.store, plain.key, 'one');
    await w.run({ file: plain });
    w.lake.requests.length = 0;
    await w.run({ file: plain });
    expect(w.lake.requests).toEqual(['head', 'write ifMatch']);
  });

  it('are none more for a sweep, which does not ask the source to move', async () => {
    const w = await moving();
    const listed = (await w.list()).find(({ key }) => key === FILE.key)!;
    expect(await w.run({ sweep: true, listed })).toMatchObject({ outcome: 'unchanged', moved: true });
    expect(w.source.requests).toEqual([]);
    w.lake.requests.length = 0;
    expect(await w.run({ sweep: true, listed })).toMatchObject({ outcome: 'unchanged' });
    expect(w.lake.requests).toEqual(['head']);
  });
});
