import { describe, expect, it } from 'vitest';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { Missing } from '../../../lib/stores/store.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { LAKE_KEY, syncFixture } from '../../helpers/sync-fixture.ts';

describe('the sync of an archived file', () => {
  it('writes a fault, checks the source in each sweep, and reads the file after it is restored', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    fixture.archive.isArchived = true;
    expect(await fixture.event()).toMatchObject({ outcome: 'new', faults: 1 });
    expect(await fixture.state()).toMatchObject({ kind: 'rows', readable: false, faults: 1 });
    expect(await fixture.sweep()).toMatchObject({ outcome: 'unchanged', faults: 1 });
    const requests = await fixture.requests(() => fixture.sweep());
    expect(requests.source[0]).toBe('read');
    expect(requests.lake).toEqual(['head']);
    fixture.archive.isArchived = false;
    expect((await fixture.sweep()).outcome).toBe('changed');
    expect(await fixture.state()).toMatchObject({ readable: true, faults: 0 });
    expect(await fixture.rows()).toBe('one');
  });

  it('keeps the good rows of the same state, which an event rewrites', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    const { etag } = await fixture.event();
    fixture.archive.isArchived = true;
    // a later revision, so that the sweep reads the source
    expect(await fixture.sweep({ revision: 2 })).toEqual({
      outcome: 'unchanged',
      lakeKey: LAKE_KEY,
      faults: 0,
    });
    expect((await fixture.lake.store.head(LAKE_KEY))?.etag).toBe(etag);
    const again = await fixture.event();
    expect(again).toEqual({ outcome: 'unchanged', lakeKey: LAKE_KEY, etag: expect.any(String), faults: 0 });
    expect(again.etag).not.toBe(etag);
    expect(await fixture.rows()).toBe('one');
    expect(await fixture.state()).toMatchObject({ readable: true, faults: 0, generation: 2 });
  });

  it('replaces the rows of another state', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.event();
    fixture.archive.isArchived = true;
    await fixture.put('two');
    expect((await fixture.event()).outcome).toBe('changed');
    expect(await fixture.state()).toMatchObject({ readable: false });
  });

  it('starts again if the lake object changes while it is being rewritten', async () => {
    let interfere = false;
    const fixture = syncFixture(async (request) => {
      if (request !== 'lake read ifMatch' || !interfere) return;
      interfere = false;
      await fixture.event({ extract: async () => Promise.reject(new Missing('m31/a.fits')) });
    });
    await fixture.put('one');
    await fixture.event();
    fixture.archive.isArchived = true;
    interfere = true;
    // a tombstone has replaced the rows, so that only the fault is left to write
    expect((await fixture.event()).outcome).toBe('new');
    expect(await fixture.state()).toMatchObject({ kind: 'rows', readable: false, generation: 3 });
  });
});

describe('the sync of a file whose time ran out', () => {
  /** An extractor whose time runs out after some HDUs. */
  const withTimeFor =
    (hdus: number): Extract =>
    async (...call) => {
      const extraction = await fakeExtract(...call);
      const fault = { code: 'limit-time' as const, hdu: hdus, byte: 0, reason: 'reading took too long' };
      return { ...extraction, hdus, faults: [fault] };
    };

  it('never replaces more rows of the same state, which an event rewrites', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    const { etag } = await fixture.event();
    expect(await fixture.sweep({ extract: withTimeFor(1), reread: true })).toMatchObject({
      outcome: 'unchanged',
      faults: 0,
    });
    expect((await fixture.lake.store.head(LAKE_KEY))?.etag).toBe(etag);
    const event = await fixture.event({ extract: withTimeFor(1) });
    expect(event).toMatchObject({ outcome: 'unchanged', etag: expect.any(String), faults: 0 });
    expect(event.etag).not.toBe(etag);
    expect(await fixture.state()).toMatchObject({ faults: 0, generation: 2 });
  });

  it('reads it again for an event, but not in a sweep', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    expect(await fixture.event({ extract: withTimeFor(3) })).toMatchObject({ outcome: 'new', faults: 1 });
    expect(await fixture.state()).toMatchObject({ outOfTime: 3 });
    const [listed] = await fixture.list();
    for (const options of [{}, { listed: listed! }]) {
      const { source } = await fixture.requests(() => fixture.sweep(options));
      expect(source).toEqual(options.listed ? [] : ['read ifNoneMatch']);
    }
    // as backfill --force does
    expect(await fixture.event()).toMatchObject({ outcome: 'changed', faults: 0 });
    expect(await fixture.state()).not.toHaveProperty('outOfTime');
  });

  it('replaces the rows of another state', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.event();
    await fixture.put('two');
    expect(await fixture.event({ extract: withTimeFor(1) })).toMatchObject({ outcome: 'changed', faults: 1 });
    expect(await fixture.state()).toMatchObject({ outOfTime: 1 });
  });
});
