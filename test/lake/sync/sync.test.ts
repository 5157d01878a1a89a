import { describe, expect, it } from 'vitest';
import { EXTRACTOR_REVISION } from '../../../lib/lake/extraction.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { toMetadata } from '../../../lib/lake/object.ts';
import { keysOf } from '../../helpers/store.ts';
import { FILE, LAKE_KEY, syncFixture } from '../../helpers/sync-fixture.ts';

describe('the outcome of a sync', () => {
  it.each(['event', 'sweep'] as const)('is new, changed, removed and new again, for an %s', async (how) => {
    const fixture = syncFixture();
    const etag = await fixture.put('one');
    const first = await fixture[how]();
    expect(first).toMatchObject({ outcome: 'new', lakeKey: LAKE_KEY, etag: expect.any(String), faults: 0 });
    expect(first.extraction?.csv?.toString()).toContain('one');
    expect(await fixture.rows()).toBe('one');
    expect(await fixture.state()).toMatchObject({
      ...FILE,
      kind: 'rows',
      sourceEtag: etag,
      size: 3,
      readable: true,
      faults: 0,
      generation: 1,
      revision: EXTRACTOR_REVISION,
    });

    await fixture.put('two');
    expect(await fixture[how]()).toMatchObject({ outcome: 'changed' });
    expect(await fixture.rows()).toBe('two');
    expect(await fixture.state()).toMatchObject({ generation: 2 });

    await fixture.remove();
    const removed = await fixture[how]();
    expect(removed).toMatchObject({ outcome: 'removed', etag: expect.any(String) });
    expect(removed.extraction).toBeUndefined();
    expect(await fixture.rows()).toContain('removed,2026-11-25 01:02:03.456,,,tombstone');
    expect(await fixture.state()).toMatchObject({ kind: 'tombstone', generation: 3, ...FILE });

    await fixture.put('two');
    expect(await fixture[how]()).toMatchObject({ outcome: 'new' });
    expect(await fixture.rows()).toBe('two');
    expect(await fixture.state()).toMatchObject({ kind: 'rows', generation: 4 });
    expect(await keysOf(fixture.lake.store)).toEqual([LAKE_KEY]);
  });

  it('is written to the collection that collectionDepth determines', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    const { lakeKey: key } = await fixture.event({ collectionDepth: 0 });
    expect(key).toBe(lakeKey(FILE, 0));
    expect(await keysOf(fixture.lake.store)).toEqual([key]);
  });

  it('is written by an event even if the lake agrees, but not by a sweep', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    const { etag } = await fixture.event();
    const again = await fixture.event();
    expect(again.outcome).toBe('unchanged');
    expect(again.etag).not.toBe(etag);
    expect(again.extraction).toBeDefined();
    const swept = await fixture.sweep();
    expect(swept).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, faults: 0 });
    expect((await fixture.lake.store.head(LAKE_KEY))?.etag).toBe(again.etag);
  });

  it('is a tombstone after an event, and nothing after a sweep, for a file that the lake never had', async () => {
    const fixture = syncFixture();
    expect(await fixture.sweep()).toEqual({ outcome: 'absent', lakeKey: LAKE_KEY, faults: 0 });
    expect(await keysOf(fixture.lake.store)).toEqual([]);
    expect(await fixture.event()).toMatchObject({ outcome: 'absent', etag: expect.any(String) });
    expect(await fixture.state()).toMatchObject({ kind: 'tombstone', generation: 1, known: false });
    // this does not change until the file exists
    await fixture.event();
    expect(await fixture.state()).toMatchObject({ generation: 2, known: false });
    expect(await fixture.rows()).toContain(',absent,2026-11-25 01:02:03.456');
    await fixture.put('one');
    await fixture.event();
    await fixture.remove();
    expect(await fixture.event()).toMatchObject({ outcome: 'removed' });
    expect(await fixture.state()).not.toHaveProperty('known');
    expect(await fixture.rows()).toContain(',removed,2026-11-25 01:02:03.456');
  });

  it('is the same tombstone, written again by an event, for a file that has one', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.event();
    await fixture.remove();
    const { etag } = await fixture.event();
    expect(await fixture.requests(() => fixture.sweep())).toMatchObject({ lake: ['head'] });
    expect(await fixture.sweep()).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, faults: 0 });
    const again = await fixture.event({ now: () => new Date('2027-01-01T00:00:00Z') });
    expect(again.outcome).toBe('unchanged');
    expect(again.etag).not.toBe(etag);
    expect(await fixture.state()).toMatchObject({
      generation: 3,
      goneAt: new Date('2026-11-25T01:02:03.456Z'),
    });
    expect(await fixture.rows()).toContain('removed,2026-11-25 01:02:03.456');
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
    const fixture = syncFixture();
    await fixture.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null, metadata });
    await fixture.put('one');
    expect((await fixture.sweep()).outcome).toBe('new');
    expect(await fixture.state()).toMatchObject({ kind: 'rows', generation: 1 });
  });

  it('is replaced by a tombstone if the file does not exist', async () => {
    const fixture = syncFixture();
    await fixture.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null });
    expect((await fixture.sweep()).outcome).toBe('removed');
    expect(await fixture.state()).toMatchObject({ kind: 'tombstone' });
  });
});
