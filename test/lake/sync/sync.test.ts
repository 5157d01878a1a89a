import { describe, expect, it } from 'vitest';
import { EXTRACTOR_REVISION } from '../../../lib/lake/extraction.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { toMetadata } from '../../../lib/lake/object.ts';
import { keysOf } from '../../helpers/store.ts';
import { FILE, LAKE_KEY, syncWorld } from '../../helpers/sync-world.ts';

describe('the outcome of a sync', () => {
  it.each(['event', 'sweep'] as const)('is new, changed, removed and new again, for an %s', async (how) => {
    const w = syncWorld();
    const etag = await w.put('one');
    const first = await w[how]();
    expect(first).toMatchObject({ outcome: 'new', lakeKey: LAKE_KEY, etag: expect.any(String), faults: 0 });
    expect(first.extraction?.csv?.toString()).toContain('one');
    expect(await w.rows()).toBe('one');
    expect(await w.state()).toMatchObject({
      ...FILE,
      kind: 'rows',
      sourceEtag: etag,
      size: 3,
      readable: true,
      faults: 0,
      generation: 1,
      revision: EXTRACTOR_REVISION,
    });

    await w.put('two');
    expect(await w[how]()).toMatchObject({ outcome: 'changed' });
    expect(await w.rows()).toBe('two');
    expect(await w.state()).toMatchObject({ generation: 2 });

    await w.remove();
    const removed = await w[how]();
    expect(removed).toMatchObject({ outcome: 'removed', etag: expect.any(String) });
    expect(removed.extraction).toBeUndefined();
    expect(await w.rows()).toContain('removed,2026-11-25 01:02:03.456,,,tombstone');
    expect(await w.state()).toMatchObject({ kind: 'tombstone', generation: 3, ...FILE });

    await w.put('two');
    expect(await w[how]()).toMatchObject({ outcome: 'new' });
    expect(await w.rows()).toBe('two');
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 4 });
    expect(await keysOf(w.lake.store)).toEqual([LAKE_KEY]);
  });

  it('is written to the collection that collectionDepth determines', async () => {
    const w = syncWorld();
    await w.put('one');
    const { lakeKey: key } = await w.event({ collectionDepth: 0 });
    expect(key).toBe(lakeKey(FILE, 0));
    expect(await keysOf(w.lake.store)).toEqual([key]);
  });

  it('is written by an event even if the lake agrees, but not by a sweep', async () => {
    const w = syncWorld();
    await w.put('one');
    const { etag } = await w.event();
    const again = await w.event();
    expect(again.outcome).toBe('unchanged');
    expect(again.etag).not.toBe(etag);
    expect(again.extraction).toBeDefined();
    const swept = await w.sweep();
    expect(swept).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, faults: 0 });
    expect((await w.lake.store.head(LAKE_KEY))?.etag).toBe(again.etag);
  });

  it('for a file that the lake never had is a tombstone after an event, and nothing after a sweep', async () => {
    const w = syncWorld();
    expect(await w.sweep()).toEqual({ outcome: 'absent', lakeKey: LAKE_KEY, faults: 0 });
    expect(await keysOf(w.lake.store)).toEqual([]);
    expect(await w.event()).toMatchObject({ outcome: 'absent', etag: expect.any(String) });
    expect(await w.state()).toMatchObject({ kind: 'tombstone', generation: 1, known: false });
    // this does not change until the file exists
    await w.event();
    expect(await w.state()).toMatchObject({ generation: 2, known: false });
    expect(await w.rows()).toContain(',absent,2026-11-25 01:02:03.456');
    await w.put('one');
    await w.event();
    await w.remove();
    expect(await w.event()).toMatchObject({ outcome: 'removed' });
    expect(await w.state()).not.toHaveProperty('known');
    expect(await w.rows()).toContain(',removed,2026-11-25 01:02:03.456');
  });

  it('for a file with a tombstone is the same tombstone, written again by an event', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.event();
    await w.remove();
    const { etag } = await w.event();
    expect(await w.requests(() => w.sweep())).toMatchObject({ lake: ['head'] });
    expect(await w.sweep()).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, faults: 0 });
    const again = await w.event({ now: () => new Date('2027-01-01T00:00:00Z') });
    expect(again.outcome).toBe('unchanged');
    expect(again.etag).not.toBe(etag);
    expect(await w.state()).toMatchObject({ generation: 3, goneAt: new Date('2026-11-25T01:02:03.456Z') });
    expect(await w.rows()).toContain('removed,2026-11-25 01:02:03.456');
  });
});

describe('a lake object whose metadata is damaged', () => {
  it.each([
    ['missing', {}],
    [
      'broken',
      {
        ...toMetadata({ kind: 'tombstone', ...FILE, generation: 7, revision: 1, goneAt: new Date(0) }),
        key: '?',
      },
    ],
    [
      'about another file',
      toMetadata({
        kind: 'tombstone',
        bucket: 'other',
        key: 'x',
        generation: 7,
        revision: 1,
        goneAt: new Date(0),
      }),
    ],
  ])('is replaced by rows: %s', async (_, metadata) => {
    const w = syncWorld();
    await w.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null, metadata });
    await w.put('one');
    expect((await w.sweep()).outcome).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 1 });
  });

  it('is replaced by a tombstone if the file does not exist', async () => {
    const w = syncWorld();
    await w.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null });
    expect((await w.sweep()).outcome).toBe('removed');
    expect(await w.state()).toMatchObject({ kind: 'tombstone' });
  });
});
