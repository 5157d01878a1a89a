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

const PLACE = { bucket: 'archive', key: 'm:31/a.fits' };
const OLD = formerLakeKey(PLACE);
const NEW = lakeKey(PLACE);

/** A file whose lake object is where it was up to 0.1.0. */
async function world(before?: (request: string) => unknown) {
  const w = syncWorld(before);
  const run = (options: Partial<SyncOptions> = {}) =>
    syncAndMove({
      ...{ source: w.closable, lake: w.lake.store, extract: fakeExtract, file: PLACE },
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
  return { ...w, run, toOld, state, change: (content: string) => put(w.source.store, PLACE.key, content) };
}

async function moving(before?: (request: string) => unknown) {
  const w = await world(before);
  await w.change('one');
  await w.run();
  await w.toOld();
  w.lake.requests.length = w.source.requests.length = 0;
  return w;
}

describe('an event about a file whose lake object is in an old place', () => {
  it('writes the right place, then deletes the old one', async () => {
    const w = await moving();
    await w.change('two');
    expect(await w.run()).toMatchObject({ outcome: 'changed', lakeKey: NEW, moved: true });
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 3 });
    expect(w.lake.requests.indexOf('remove')).toBeGreaterThan(w.lake.requests.lastIndexOf('write ifMatch'));
  });

  it('takes its rows along where the file is archived by now', async () => {
    const w = await moving();
    w.archive.shut = true;
    expect(await w.run()).toMatchObject({ outcome: 'unchanged', moved: true });
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: true });
  });

  it('takes the time along when the file was found gone', async () => {
    const w = await world();
    const goneAt = new Date('2026-11-01T00:00:00Z');
    await w.run({ now: () => goneAt });
    await w.toOld();
    await w.run();
    expect(await keysOf(w.lake.store)).toEqual([NEW]);
    expect(await w.state()).toMatchObject({ kind: 'tombstone', goneAt });
  });

  it('leaves it to a backfill where somebody writes the old place meanwhile, and does not fail', async () => {
    let meddle = false;
    const w = await moving(async (request) => {
      if (request !== 'lake remove' || !meddle) return;
      meddle = false;
      await put(w.lake.store, OLD, 'written by an older function');
    });
    meddle = true;
    const outcome = await w.run();
    expect(outcome.outcome).toBe('unchanged');
    expect(outcome.moved).toBeUndefined();
    expect((await keysOf(w.lake.store)).sort()).toEqual([OLD, NEW].sort());
  });

  it('fails where the old place cannot be deleted, and does it the next time', async () => {
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

  it('leaves alone what stands there and says nothing of the file', async () => {
    const w = await world();
    await w.change('one');
    await put(w.lake.store, OLD, 'not a lake object');
    expect((await w.run()).moved).toBeUndefined();
    expect((await keysOf(w.lake.store)).sort()).toEqual([OLD, NEW].sort());
  });
});

describe('what a move costs', () => {
  it('an event of a key with two places takes one HEAD more, of another key none', async () => {
    const w = await world();
    await w.change('one');
    await w.run();
    w.lake.requests.length = 0;
    await w.run();
    expect(w.lake.requests).toEqual(['head', 'head', 'write ifMatch']);
    const plain = { ...PLACE, key: 'm31/a.fits' };
    await put(w.source.store, plain.key, 'one');
    await w.run({ file: plain });
    w.lake.requests.length = 0;
    await w.run({ file: plain });
    expect(w.lake.requests).toEqual(['head', 'write ifMatch']);
  });

  it('a sweep of a key with two places takes no request more, and moves without a look at the file', async () => {
    const w = await moving();
    const listed = (await w.list()).find(({ key }) => key === PLACE.key)!;
    expect(await w.run({ sweep: true, listed })).toMatchObject({ outcome: 'unchanged', moved: true });
    expect(w.source.requests).toEqual([]);
    w.lake.requests.length = 0;
    expect(await w.run({ sweep: true, listed })).toMatchObject({ outcome: 'unchanged' });
    expect(w.lake.requests).toEqual(['head']);
  });
});
