import { describe, expect, it } from 'vitest';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { fakeExtract } from '../../helpers/fake-extract.ts';
import { LAKE_KEY, syncFixture } from '../../helpers/sync-fixture.ts';

describe('the requests of a sync', () => {
  it('go to the lake first, then to the source', async () => {
    const order: string[] = [];
    const fixture = syncFixture((request) => order.push(request));
    await fixture.put('one');
    order.length = 0;
    await fixture.event();
    expect(order).toEqual(['lake head', 'source read', 'source read ifMatch', 'lake write new']);
  });

  it('are one to the lake and one to the source if a sweep finds the file unchanged', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep();
    expect(await fixture.requests(() => fixture.sweep())).toEqual({
      source: ['read ifNoneMatch'],
      lake: ['head'],
    });
  });

  it('go only to the lake if a sweep has a listing that shows the file unchanged', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep();
    const [listed] = await fixture.list();
    expect(await fixture.requests(() => fixture.sweep({ listed: listed! }))).toEqual({
      source: [],
      lake: ['head'],
    });
    // an event writes in any case
    expect((await fixture.event({ listed: listed! })).etag).toEqual(expect.any(String));
  });

  it.each([
    ['the same bytes, written again', { lastModified: new Date('2030-01-01T00:00:00Z') }],
    ['other bytes', { etag: 'another' }],
    ['another size', { size: 99 }],
  ])('go to the source if a listing shows %s', async (_, change) => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep();
    const [listed] = await fixture.list();
    const { source } = await fixture.requests(() => fixture.sweep({ listed: { ...listed!, ...change } }));
    expect(source.length).toBeGreaterThan(0);
  });

  it('read a file again if the same bytes were written again', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep();
    fixture.clock.now = new Date('2030-01-01T00:00:00Z');
    await fixture.put('one');
    const [listed] = await fixture.list();
    expect((await fixture.sweep({ listed: listed! })).outcome).toBe('changed');
    expect(await fixture.state()).toMatchObject({ generation: 2, lastModified: fixture.clock.now });
  });

  it('do not include a HEAD of the lake object if the caller has it, except after a conflict', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep();
    const lakeHead = await fixture.lake.store.head(LAKE_KEY);
    await fixture.put('two');
    const direct = await fixture.requests(() => fixture.sweep({ lakeHead: lakeHead! }));
    expect(direct.lake).toEqual(['write ifMatch']);
    await fixture.put('three');
    const stale = await fixture.requests(() => fixture.sweep({ lakeHead: lakeHead! }));
    expect(stale.lake).toEqual(['write ifMatch', 'head', 'write ifMatch']);
    expect(await fixture.rows()).toBe('three');
  });

  it('read a file again if an earlier revision wrote its rows, but not if a later one did', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep({ revision: 2 });
    expect((await fixture.sweep({ revision: 1 })).outcome).toBe('unchanged');
    expect((await fixture.sweep({ revision: 3 })).outcome).toBe('changed');
    expect(await fixture.state()).toMatchObject({ revision: 3, generation: 2 });
  });

  it('do not include a write if a store ignores the condition of a read', async () => {
    const fixture = syncFixture();
    await fixture.put('one');
    await fixture.sweep();
    const careless: Extract = (source, place) => fakeExtract(source, place);
    expect(await fixture.sweep({ extract: careless })).toEqual({
      outcome: 'unchanged',
      lakeKey: LAKE_KEY,
      faults: 0,
    });
  });
});
