import { describe, expect, it } from 'vitest';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { LAKE_KEY, syncWorld } from '../../helpers/sync-world.ts';

describe('the requests of a sync', () => {
  it('go to the lake first, then to the source', async () => {
    const order: string[] = [];
    const w = syncWorld((request) => order.push(request));
    await w.put('one');
    order.length = 0;
    await w.event();
    expect(order).toEqual(['lake head', 'source read', 'source read ifMatch', 'lake write new']);
  });

  it('are one to the lake and one to the source if a sweep finds the file unchanged', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    expect(await w.requests(() => w.sweep())).toEqual({ source: ['read ifNoneMatch'], lake: ['head'] });
  });

  it('go only to the lake if a sweep has a listing that shows the file unchanged', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    const [listed] = await w.list();
    expect(await w.requests(() => w.sweep({ listed: listed! }))).toEqual({ source: [], lake: ['head'] });
    // an event writes in any case
    expect((await w.event({ listed: listed! })).etag).toEqual(expect.any(String));
  });

  it.each([
    ['the same bytes, written again', { lastModified: new Date('2030-01-01T00:00:00Z') }],
    ['other bytes', { etag: 'another' }],
    ['another size', { size: 99 }],
  ])('go to the source if a listing shows %s', async (_, change) => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    const [listed] = await w.list();
    const { source } = await w.requests(() => w.sweep({ listed: { ...listed!, ...change } }));
    expect(source.length).toBeGreaterThan(0);
  });

  it('read a file again whose bytes were written again', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep();
    w.clock.now = new Date('2030-01-01T00:00:00Z');
    await w.put('one');
    const [listed] = await w.list();
    expect((await w.sweep({ listed: listed! })).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ generation: 2, lastModified: w.clock.now });
  });

  it('do not include a HEAD of the lake object if the caller has it, except after a conflict', async () => {
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

  it('read a file again if an earlier revision wrote its rows, but not if a later one did', async () => {
    const w = syncWorld();
    await w.put('one');
    await w.sweep({ revision: 2 });
    expect((await w.sweep({ revision: 1 })).outcome).toBe('unchanged');
    expect((await w.sweep({ revision: 3 })).outcome).toBe('changed');
    expect(await w.state()).toMatchObject({ revision: 3, generation: 2 });
  });

  it('do not include a write if a store ignores the condition of a read', async () => {
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
});
