import { describe, expect, it } from 'vitest';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { Missing } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { LAKE_KEY, syncWorld } from '../../helpers/sync-world.ts';

describe('the sync of an archived file', () => {
  it('writes a fault, asks the source in each sweep, and reads the file after it is restored', async () => {
    const w = syncWorld();
    await w.put('one');
    w.archive.isClosed = true;
    expect(await w.event()).toMatchObject({ outcome: 'new', faults: 1 });
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false, faults: 1 });
    expect(await w.sweep()).toMatchObject({ outcome: 'unchanged', faults: 1 });
    const requests = await w.requests(() => w.sweep());
    expect(requests.source[0]).toBe('read');
    expect(requests.lake).toEqual(['head']);
    w.archive.isClosed = false;
    expect((await w.sweep()).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ readable: true, faults: 0 });
    expect(await w.rows()).toBe('one');
  });

  it('keeps the good rows of the same state, which an event rewrites', async () => {
    const w = syncWorld();
    await w.put('one');
    const { etag } = await w.event();
    w.archive.isClosed = true;
    // a later revision, so that the sweep asks the source
    expect(await w.sweep({ revision: 2 })).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, faults: 0 });
    expect((await w.lake.store.head(LAKE_KEY))?.etag).toBe(etag);
    const again = await w.event();
    expect(again).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, etag: expect.any(String), faults: 0 });
    expect(again.etag).not.toBe(etag);
    expect(await w.rows()).toBe('one');
    expect(await w.state()).toMatchObject({ readable: true, faults: 0, generation: 2 });
  });

  it('replaces the rows of another state', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.event();
    w.archive.isClosed = true;
    await w.put('two');
    expect((await w.event()).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ readable: false });
  });

  it('starts again if the lake object changes while it is being rewritten', async () => {
    let interfere = false;
    const w = syncWorld(async (request) => {
      if (request !== 'lake read ifMatch' || !interfere) return;
      interfere = false;
      await w.event({ extract: async () => Promise.reject(new Missing('m31/a.fits')) });
    });
    await w.put('one');
    await w.event();
    w.archive.isClosed = true;
    interfere = true;
    // a tombstone has replaced the rows, so that only the fault is left to write
    expect((await w.event()).outcome).toBe('new');
    expect(await w.state()).toMatchObject({ kind: 'rows', readable: false, generation: 3 });
  });
});

describe('the sync of a file whose time ran out', () => {
  /** An extractor whose time runs out after some HDUs. */
  const hurried =
    (hdus: number): Extract =>
    async (...call) => {
      const extraction = await fakeExtract(...call);
      const fault = { code: 'limit-time' as const, hdu: hdus, byte: 0, reason: 'reading took too long' };
      return { ...extraction, hdus, faults: [fault] };
    };

  it('never replaces more rows of the same state, which an event rewrites', async () => {
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

  it('does not read it again in a sweep, but in an event', async () => {
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

  it('replaces the rows of another state', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.event();
    await w.put('two');
    expect(await w.event({ extract: hurried(1) })).toMatchObject({ outcome: 'changed', faults: 1 });
    expect(await w.state()).toMatchObject({ outOfTime: 1 });
  });
});
