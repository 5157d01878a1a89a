import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Extract } from '../../lib/lake/extraction.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { fromMetadata, toMetadata } from '../../lib/lake/object.ts';
import { type Outcome, type SyncOptions, sync } from '../../lib/lake/sync.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { Changed, Conflict, Missing, type Store, StoreFailure, Unchanged } from '../../lib/stores/store.ts';
import { Archived, fakeExtract } from '../helpers/fake-extract.ts';
import { recorded } from '../helpers/recorded-store.ts';
import { keysOf, put } from '../helpers/store.ts';

const PLACE = { bucket: 'archive', key: 'm31/a.fits' };
const LAKE_KEY = lakeKey(PLACE);

/** A source and a lake in memory, with requests written down. */
function world(before?: (request: string) => unknown) {
  const source = recorded(memoryStore({ contentEtags: true }), (request) => before?.(`source ${request}`));
  const lake = recorded(memoryStore(), (request) => before?.(`lake ${request}`));
  const archive = { shut: false };
  const closable: Store = {
    ...source.store,
    read: async (...request) => {
      const result = await source.store.read(...request);
      if (archive.shut) throw new Archived();
      return result;
    },
    head: async (key) => {
      const head = await source.store.head(key);
      return head && archive.shut ? { ...head, archived: 'GLACIER' } : head;
    },
  };
  const run = (options: Partial<SyncOptions> = {}): Promise<Outcome> =>
    sync({
      source: closable,
      lake: lake.store,
      extract: fakeExtract,
      place: PLACE,
      now: () => new Date('2026-11-25T01:02:03.456Z'),
      sleep: async () => {},
      ...options,
    });
  return {
    source,
    lake,
    archive,
    event: (options: Partial<SyncOptions> = {}) => run(options),
    sweep: (options: Partial<SyncOptions> = {}) => run({ sweep: true, ...options }),
    /** Does `work` and gives the requests that it made to the two stores. */
    requests: async (work: () => Promise<unknown>) => {
      source.requests.length = 0;
      lake.requests.length = 0;
      await work();
      return { source: [...source.requests], lake: [...lake.requests] };
    },
    state: async () => fromMetadata((await lake.store.head(LAKE_KEY))?.metadata ?? {}),
    rows: async () =>
      gunzipSync((await lake.store.read(LAKE_KEY, 0, 10_000)).bytes)
        .toString()
        .split('\n')
        .slice(1)
        .join('\n'),
    put: (content: string) => put(source.store, PLACE.key, content),
    remove: async () => {
      const head = await source.store.head(PLACE.key);
      await source.store.remove(PLACE.key, { ifMatch: head?.etag ?? '' });
    },
  };
}

describe('sync: what becomes of a file', () => {
  it.each(['event', 'sweep'] as const)('%s: new, changed, removed, new again', async (how) => {
    const w = world();
    const etag = await w.put('one');
    const first = await w[how]();
    expect(first).toMatchObject({ kind: 'new', lakeKey: LAKE_KEY, etag: expect.any(String) });
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
    expect(await w[how]()).toMatchObject({ kind: 'changed' });
    expect(await w.rows()).toBe('two');
    expect(await w.state()).toMatchObject({ generation: 2 });

    await w.remove();
    const removed = await w[how]();
    expect(removed).toMatchObject({ kind: 'removed', etag: expect.any(String) });
    expect(removed.extraction).toBeUndefined();
    expect(await w.rows()).toContain('removed,2026-11-25 01:02:03.456,,,tombstone');
    expect(await w.state()).toMatchObject({ kind: 'tombstone', generation: 3, ...PLACE });

    await w.put('two');
    expect(await w[how]()).toMatchObject({ kind: 'new' });
    expect(await w.rows()).toBe('two');
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 4 });
    expect(await keysOf(w.lake.store)).toEqual([LAKE_KEY]);
  });

  it('puts it where the depth of collections says', async () => {
    const w = world();
    await w.put('one');
    const { lakeKey: key } = await w.event({ collectionDepth: 0 });
    expect(key).toBe(lakeKey(PLACE, 0));
    expect(await keysOf(w.lake.store)).toEqual([key]);
  });

  it('an event writes even where the lake agrees, a sweep does not', async () => {
    const w = world();
    await w.put('one');
    const { etag } = await w.event();
    const again = await w.event();
    expect(again.kind).toBe('unchanged');
    expect(again.etag).not.toBe(etag);
    expect(again.extraction).toBeDefined();
    const swept = await w.sweep();
    expect(swept).toEqual({ kind: 'unchanged', lakeKey: LAKE_KEY });
    expect((await w.lake.store.head(LAKE_KEY))?.etag).toBe(again.etag);
  });

  it('of a file that was never known: an event leaves a tombstone, a sweep nothing', async () => {
    const w = world();
    expect(await w.sweep()).toEqual({ kind: 'absent', lakeKey: LAKE_KEY });
    expect(await keysOf(w.lake.store)).toEqual([]);
    expect(await w.event()).toMatchObject({ kind: 'absent', etag: expect.any(String) });
    expect(await w.state()).toMatchObject({ kind: 'tombstone', generation: 1 });
  });

  it('of a file that is known to be gone: an event writes the tombstone again, with its first time', async () => {
    const w = world();
    const { etag } = await w.event();
    expect(await w.requests(() => w.sweep())).toMatchObject({ lake: ['head'] });
    expect(await w.sweep()).toEqual({ kind: 'unchanged', lakeKey: LAKE_KEY });
    const again = await w.event({ now: () => new Date('2027-01-01T00:00:00Z') });
    expect(again.kind).toBe('unchanged');
    expect(again.etag).not.toBe(etag);
    expect(await w.state()).toMatchObject({ generation: 2, goneAt: new Date('2026-11-25T01:02:03.456Z') });
    expect(await w.rows()).toContain('removed,2026-11-25 01:02:03.456');
  });
});

describe('sync: requests', () => {
  it('the lake is looked at before the source', async () => {
    const order: string[] = [];
    const w = world((request) => order.push(request));
    await w.put('one');
    order.length = 0;
    await w.event();
    expect(order).toEqual(['lake head', 'source read', 'source read ifMatch', 'lake write new']);
  });

  it("a sweep's skip costs one request to each", async () => {
    const w = world();
    await w.put('one');
    await w.sweep();
    expect(await w.requests(() => w.sweep())).toEqual({ source: ['read ifNoneMatch'], lake: ['head'] });
  });

  it('a sweep reads again what an earlier revision wrote, and not what a later one did', async () => {
    const w = world();
    await w.put('one');
    await w.sweep({ revision: 2 });
    expect((await w.sweep({ revision: 1 })).kind).toBe('unchanged');
    expect((await w.sweep({ revision: 3 })).kind).toBe('changed');
    expect(await w.state()).toMatchObject({ revision: 3, generation: 2 });
  });

  it('a sweep writes nothing where a store takes no notice of its condition', async () => {
    const w = world();
    await w.put('one');
    await w.sweep();
    const careless: Extract = (source, place) => fakeExtract(source, place);
    expect(await w.sweep({ extract: careless })).toEqual({ kind: 'unchanged', lakeKey: LAKE_KEY });
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
    const w = world();
    await w.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null, metadata });
    await w.put('one');
    expect((await w.sweep()).kind).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', generation: 1 });
  });

  it('a damaged lake object of a file that is gone becomes a tombstone', async () => {
    const w = world();
    await w.lake.store.write(LAKE_KEY, Buffer.from(''), { ifMatch: null });
    expect((await w.sweep()).kind).toBe('removed');
    expect(await w.state()).toMatchObject({ kind: 'tombstone' });
  });
});

describe('sync: archived files', () => {
  it('leave a fault, are asked for by each sweep, and are read once they are restored', async () => {
    const w = world();
    await w.put('one');
    w.archive.shut = true;
    expect((await w.event()).kind).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false, faults: 1 });
    const requests = await w.requests(() => w.sweep());
    expect(requests.source[0]).toBe('read');
    expect(requests.lake).toEqual(['head']);
    w.archive.shut = false;
    expect((await w.sweep()).kind).toBe('changed');
    expect(await w.state()).toMatchObject({ readable: true, faults: 0 });
    expect(await w.rows()).toBe('one');
  });

  it('keep the good rows of the same state; an event writes them again, a sweep leaves them', async () => {
    const w = world();
    await w.put('one');
    const { etag } = await w.event();
    w.archive.shut = true;
    // an earlier revision wrote them, so that the sweep asks
    expect(await w.sweep({ revision: 2 })).toEqual({ kind: 'unchanged', lakeKey: LAKE_KEY });
    expect((await w.lake.store.head(LAKE_KEY))?.etag).toBe(etag);
    const again = await w.event();
    expect(again).toEqual({ kind: 'unchanged', lakeKey: LAKE_KEY, etag: expect.any(String) });
    expect(again.etag).not.toBe(etag);
    expect(await w.rows()).toBe('one');
    expect(await w.state()).toMatchObject({ readable: true, faults: 0, generation: 2 });
  });

  it('of another state replace the rows of the old one', async () => {
    const w = world();
    await w.put('one');
    await w.event();
    w.archive.shut = true;
    await w.put('two');
    expect((await w.event()).kind).toBe('changed');
    expect(await w.state()).toMatchObject({ readable: false });
  });

  it('start over if the lake object changes while its rows are written again', async () => {
    let meddle = false;
    const w = world(async (request) => {
      if (request !== 'lake read ifMatch' || !meddle) return;
      meddle = false;
      await w.event({ extract: async () => Promise.reject(new Missing('m31/a.fits')) });
    });
    await w.put('one');
    await w.event();
    w.archive.shut = true;
    meddle = true;
    // the rows were lost to a tombstone meanwhile, so there is only the fault to tell of
    expect((await w.event()).kind).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false, generation: 3 });
  });
});

describe('sync: when others meddle', () => {
  it('starts over on a conflict, and looks at both again', async () => {
    let rivals = 3;
    const w = world(async (request) => {
      if (request.startsWith('lake write') && rivals-- > 0) throw new Conflict(LAKE_KEY);
    });
    await w.put('one');
    const requests = await w.requests(() => w.event());
    expect(requests.lake.filter((request) => request === 'head')).toHaveLength(4);
    expect(requests.source).toHaveLength(8);
    expect(await w.rows()).toBe('one');
  });

  it('starts over when the source changes while it is read', async () => {
    let changes = 2;
    const w = world(async (request) => {
      if (request === 'source read ifMatch' && changes-- > 0) await w.put(`state ${changes}`);
    });
    await w.put('one');
    await w.event();
    expect(await w.rows()).toBe('state 0');
  });

  it('takes a file that vanishes while it is read for absent', async () => {
    const w = world((request) => (request === 'source read ifMatch' ? w.remove() : undefined));
    await w.put('one');
    expect((await w.event()).kind).toBe('absent');
  });

  it('gives up after eight tries, with waits that grow and are jittered', async () => {
    const waits: number[] = [];
    const options = {
      sleep: async (milliseconds: number) => void waits.push(milliseconds),
      random: () => 0.5,
    };
    const w = world((request) => {
      if (request.startsWith('lake write')) throw new Conflict(LAKE_KEY);
    });
    await w.put('one');
    await expect(w.event(options)).rejects.toMatchObject({ name: 'SyncConflict', lakeKey: LAKE_KEY });
    expect(waits).toEqual([50, 100, 200, 400, 800, 1000, 1000]);
  });

  it('says so when the source changes each time', async () => {
    let state = 0;
    const w = world((request) => (request === 'source read ifMatch' ? w.put(`state ${state++}`) : undefined));
    await w.put('one');
    await expect(w.event()).rejects.toMatchObject({ name: 'SourceChanging', place: PLACE });
    expect(state).toBe(8);
    expect(await keysOf(w.lake.store)).toEqual([]);
  });

  it.each([
    ['lake head', false],
    ['source read', false],
    ['source read ifMatch', false],
    ['lake write new', false],
    ['source read ifNoneMatch', true],
    ['lake write ifMatch', true],
  ])('passes on a failure of %s, and writes nothing', async (failing, known) => {
    let broken = false;
    const w = world((request) => {
      if (broken && request === failing) throw new StoreFailure('bucket', new Error('Access Denied'));
    });
    await w.put('one');
    if (known) await w.event();
    const before = await w.lake.store.head(LAKE_KEY);
    broken = true;
    const run = failing.endsWith('ifNoneMatch') ? w.sweep : w.event;
    await expect(run()).rejects.toThrow(/Access Denied/);
    broken = false;
    expect(await w.lake.store.head(LAKE_KEY)).toEqual(before);
  });

  it('passes on what an extractor must not say', async () => {
    const w = world();
    await w.put('one');
    for (const error of [new Unchanged('x'), new Error('a bug')]) {
      await expect(w.event({ extract: () => Promise.reject(error) })).rejects.toBe(error);
    }
    await expect(w.event({ extract: () => Promise.reject(new Changed('x')) })).rejects.toThrow(
      'each of 8 tries',
    );
  });
});
