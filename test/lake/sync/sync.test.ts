import { describe, expect, it } from 'vitest';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { toMetadata } from '../../../lib/lake/object.ts';
import { Missing } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { keysOf } from '../../helpers/store.ts';
import { LAKE_KEY, PLACE, syncWorld } from '../../helpers/sync-world.ts';

describe('sync: what becomes of a file', () => {
  it.each(['event', 'sweep'] as const)('%s: new, changed, removed, new again', async (how) => {
    const w = syncWorld();
    const etag = await w.put('one');
    const first = await w[how]();
    expect(first).toMatchObject({ outcome: 'new', lakeKey: LAKE_KEY, etag: expect.any(String), faults: 0 });
    expect(first.extraction?.csv?.toString()).toContain('one');
    expect(await w.rows()).toBe('one');
    expect(await w.state()).toMatchObject({
      ...PLACE,
      kind: 'rows',
      sourceEtag: etag,
      size: 3,
      readable: true,
      faults: 0,
      generation: 1,
      revision: 1,
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
    expect(await w.state()).toMatchObject({ kind: 'tombstone', generation: 3, ...PLACE });

    await w.put('two');
    expect(await w[how]()).toMatchObject({ outcome: 'new' });
    expect(await w.rows()).toBe('two');
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 4 });
    expect(await keysOf(w.lake.store)).toEqual([LAKE_KEY]);
  });

  it('puts it where the depth of collections says', async () => {
    const w = syncWorld();
    await w.put('one');
    const { lakeKey: key } = await w.event({ collectionDepth: 0 });
    expect(key).toBe(lakeKey(PLACE, 0));
    expect(await keysOf(w.lake.store)).toEqual([key]);
  });

  it('an event writes even where the lake agrees, a sweep does not', async () => {
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

  it('of a file that was never known: an event leaves a tombstone, a sweep nothing', async () => {
    const w = syncWorld();
    expect(await w.sweep()).toEqual({ outcome: 'absent', lakeKey: LAKE_KEY, faults: 0 });
    expect(await keysOf(w.lake.store)).toEqual([]);
    expect(await w.event()).toMatchObject({ outcome: 'absent', etag: expect.any(String) });
    expect(await w.state()).toMatchObject({ kind: 'tombstone', generation: 1, known: false });
    // and so it stays, until the file is there
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

  it('of a file that is known to be gone: an event writes the tombstone again, with its first time', async () => {
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

describe('sync: requests', () => {
  it('the lake is looked at before the source', async () => {
    const order: string[] = [];
    const w = syncWorld((request) => order.push(request));
    await w.put('one');
    order.length = 0;
    await w.event();
    expect(order).toEqual(['lake head', 'source read', 'source read ifMatch', 'lake write new']);
  });

  it("a sweep's skip costs one request to each", async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    expect(await w.requests(() => w.sweep())).toEqual({ source: ['read ifNoneMatch'], lake: ['head'] });
  });

  it('of a file that a listing shows as it was, a sweep asks the lake alone', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    const [listed] = await w.list();
    expect(await w.requests(() => w.sweep({ listed: listed! }))).toEqual({ source: [], lake: ['head'] });
    // whatever is listed, an event writes
    expect((await w.event({ listed: listed! })).etag).toEqual(expect.any(String));
  });

  it.each([
    ['the same bytes, written later', { lastModified: new Date('2030-01-01T00:00:00Z') }],
    ['other bytes', { etag: 'another' }],
    ['another size', { size: 99 }],
  ])('of %s in a listing a sweep looks at the file', async (_, change) => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    const [listed] = await w.list();
    const { source } = await w.requests(() => w.sweep({ listed: { ...listed!, ...change } }));
    expect(source.length).toBeGreaterThan(0);
  });

  it('a sweep renews the rows of a file whose bytes were written once more', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    w.clock.now = new Date('2030-01-01T00:00:00Z');
    await w.put('one');
    const [listed] = await w.list();
    expect((await w.sweep({ listed: listed! })).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ generation: 2, lastModified: w.clock.now });
  });

  it('a sweep that has just asked for the lake object does not ask again, but after a conflict', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    const lakeHead = await w.lake.store.head(LAKE_KEY);
    await w.put('two');
    const direct = await w.requests(() => w.sweep({ lakeHead: lakeHead! }));
    expect(direct.lake).toEqual(['write ifMatch']);
    await w.put('three');
    const stale = await w.requests(() => w.sweep({ lakeHead: lakeHead! }));
    expect(stale.lake).toEqual(['write ifMatch', 'head', 'write ifMatch']);
    expect(await w.rows()).toBe('three');
  });

  it('a sweep reads again what an earlier revision wrote, and not what a later one did', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep({ revision: 2 });
    expect((await w.sweep({ revision: 1 })).outcome).toBe('unchanged');
    expect((await w.sweep({ revision: 3 })).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ revision: 3, generation: 2 });
  });

  it('a sweep writes nothing where a store takes no notice of its condition', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    const careless: Extract = (source, place) => fakeExtract(source, place);
    expect(await w.sweep({ extract: careless })).toEqual({
      outcome: 'unchanged',
      lakeKey: LAKE_KEY,
      faults: 0,
    });
  });

  it.each([
    ['none', {}],
    [
      'damaged ones',
      {
        ...toMetadata({ kind: 'tombstone', ...PLACE, generation: 7, revision: 1, goneAt: new Date(0) }),
        key: '?',
      },
    ],
    [
      "another file's",
      toMetadata({
        kind: 'tombstone',
        bucket: 'other',
        key: 'x',
        generation: 7,
        revision: 1,
        goneAt: new Date(0),
      }),
    ],
  ])('a lake object with %s of its metadata is made anew', async (_, metadata) => {
    const w = syncWorld();
    await w.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null, metadata });
    await w.put('one');
    expect((await w.sweep()).outcome).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 1 });
  });

  it('a damaged lake object of a file that is gone becomes a tombstone', async () => {
    const w = syncWorld();
    await w.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null });
    expect((await w.sweep()).outcome).toBe('removed');
    expect(await w.state()).toMatchObject({ kind: 'tombstone' });
  });
});

describe('sync: archived files', () => {
  it('leave a fault, are asked for by each sweep, and are read once they are restored', async () => {
    const w = syncWorld();
    await w.put('one');
    w.archive.shut = true;
    expect(await w.event()).toMatchObject({ outcome: 'new', faults: 1 });
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false, faults: 1 });
    expect(await w.sweep()).toMatchObject({ outcome: 'unchanged', faults: 1 });
    const requests = await w.requests(() => w.sweep());
    expect(requests.source[0]).toBe('read');
    expect(requests.lake).toEqual(['head']);
    w.archive.shut = false;
    expect((await w.sweep()).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ readable: true, faults: 0 });
    expect(await w.rows()).toBe('one');
  });

  it('keep the good rows of the same state; an event writes them again, a sweep leaves them', async () => {
    const w = syncWorld();
    await w.put('one');
    const { etag } = await w.event();
    w.archive.shut = true;
    // an earlier revision wrote them, so that the sweep asks
    expect(await w.sweep({ revision: 2 })).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, faults: 0 });
    expect((await w.lake.store.head(LAKE_KEY))?.etag).toBe(etag);
    const again = await w.event();
    expect(again).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, etag: expect.any(String), faults: 0 });
    expect(again.etag).not.toBe(etag);
    expect(await w.rows()).toBe('one');
    expect(await w.state()).toMatchObject({ readable: true, faults: 0, generation: 2 });
  });

  it('of another state replace the rows of the old one', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.event();
    w.archive.shut = true;
    await w.put('two');
    expect((await w.event()).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ readable: false });
  });

  it('start over if the lake object changes while its rows are written again', async () => {
    let meddle = false;
    const w = syncWorld(async (request) => {
      if (request !== 'lake read ifMatch' || !meddle) return;
      meddle = false;
      await w.event({ extract: async () => Promise.reject(new Missing('m31/a.fits')) });
    });
    await w.put('one');
    await w.event();
    w.archive.shut = true;
    meddle = true;
    // the rows were lost to a tombstone meanwhile, so there is only the fault to tell of
    expect((await w.event()).outcome).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false, generation: 3 });
  });
});

describe('sync: files whose time was over', () => {
  /** An extractor whose time is over after so many HDUs. */
  const hurried =
    (hdus: number): Extract =>
    async (...call) => {
      const extraction = await fakeExtract(...call);
      const fault = { code: 'limit-time' as const, hdu: hdus, byte: 0, reason: 'reading took too long' };
      return { ...extraction, hdus, faults: [fault] };
    };

  it('never replace rows of the same state by fewer; an event writes the old ones again', async () => {
    const w = syncWorld();
    await w.put('one');
    const { etag } = await w.event();
    expect(await w.sweep({ extract: hurried(1), reread: true })).toMatchObject({
      outcome: 'unchanged',
      faults: 0,
    });
    expect((await w.lake.store.head(LAKE_KEY))?.etag).toBe(etag);
    const event = await w.event({ extract: hurried(1) });
    expect(event).toMatchObject({ outcome: 'unchanged', etag: expect.any(String), faults: 0 });
    expect(event.etag).not.toBe(etag);
    expect(await w.state()).toMatchObject({ faults: 0, generation: 2 });
  });

  it('are not read again by sweeps of a stack, but by force', async () => {
    const w = syncWorld();
    await w.put('one');
    expect(await w.event({ extract: hurried(3) })).toMatchObject({ outcome: 'new', faults: 1 });
    expect(await w.state()).toMatchObject({ outOfTime: 3 });
    const [listed] = await w.list();
    for (const options of [{}, { listed: listed! }]) {
      const { source } = await w.requests(() => w.sweep(options));
      expect(source).toEqual(options.listed ? [] : ['read ifNoneMatch']);
    }
    // as backfill --force does
    expect(await w.event()).toMatchObject({ outcome: 'changed', faults: 0 });
    expect(await w.state()).not.toHaveProperty('outOfTime');
  });

  it('of another state replace the rows of the old one', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.event();
    await w.put('two');
    expect(await w.event({ extract: hurried(1) })).toMatchObject({ outcome: 'changed', faults: 1 });
    expect(await w.state()).toMatchObject({ outOfTime: 1 });
  });
});
