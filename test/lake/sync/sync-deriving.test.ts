import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { DamagedRows, type DeriveAgain } from '../../../lib/lake/extraction.ts';
import { toMetadata } from '../../../lib/lake/object.ts';
import { derivingExtract } from '../../helpers/fake-extract.ts';
import { LAKE_KEY, syncFixture } from '../../helpers/sync-fixture.ts';

const RULES = '0123456789abcdef';

/** Marks the rows that were derived again. */
const marking: DeriveAgain = async (body) => ({
  body: gzipSync(`${gunzipSync(body)} again`),
  csv: undefined,
});
const damaged: DeriveAgain = async () => {
  throw new DamagedRows('it is damaged');
};

const extract = derivingExtract(RULES, marking);

/** A fixture whose lake has rows of the file, derived with the default rules. */
async function withRows(before?: (request: string) => unknown) {
  const fixture = syncFixture(before);
  await fixture.put('one');
  await fixture.sweep();
  return fixture;
}

describe('a sweep with other rules', () => {
  it('derives rows again, without a request to the source if a listing shows the file unchanged', async () => {
    const fixture = await withRows();
    const [listed] = await fixture.list();
    const requests = await fixture.requests(async () => {
      expect(await fixture.sweep({ extract, listed: listed! })).toEqual({
        ...{ outcome: 'derived', lakeKey: LAKE_KEY, faults: 0, etag: expect.any(String) },
      });
    });
    expect(requests).toEqual({ source: [], lake: ['head', 'read ifMatch', 'write ifMatch'] });
    expect(await fixture.rows()).toBe('one again');
    expect(await fixture.state()).toMatchObject({ generation: 2, rules: RULES });
    expect((await fixture.sweep({ extract, listed: listed! })).outcome).toBe('unchanged');
  });

  it('needs one request to the source without a listing', async () => {
    const fixture = await withRows();
    const { source } = await fixture.requests(() => fixture.sweep({ extract }));
    expect(source).toEqual(['read ifNoneMatch']);
    expect(await fixture.rows()).toBe('one again');
  });

  it('reads a file that has changed, or of which nothing is known', async () => {
    const fixture = await withRows();
    await fixture.put('two');
    expect((await fixture.sweep({ extract })).outcome).toBe('changed');
    expect(await fixture.rows()).toBe('two');
    expect(await fixture.state()).toMatchObject({ rules: RULES });
  });

  it('goes back to the default rules', async () => {
    const fixture = await withRows();
    await fixture.sweep({ extract });
    const defaults = derivingExtract('', marking);
    expect((await fixture.sweep({ extract: defaults })).outcome).toBe('derived');
    expect(await fixture.state()).not.toHaveProperty('rules');
  });

  it('reads the file if it is to be read in any case', async () => {
    const fixture = await withRows();
    expect((await fixture.sweep({ extract, reread: true })).outcome).toBe('changed');
    expect(await fixture.rows()).toBe('one');
  });

  it('keeps what the lake object records about the file, such as faults and HDUs read in time', async () => {
    const fixture = await withRows();
    const head = await fixture.lake.store.head(LAKE_KEY);
    const { bytes } = await fixture.lake.store.read(LAKE_KEY, 0, 1e6);
    const state = { ...(await fixture.state())!, faults: 2, outOfTime: 3, versionId: 'v1' };
    const metadata = toMetadata(state as Parameters<typeof toMetadata>[0]);
    await fixture.lake.store.write(LAKE_KEY, bytes, { ifMatch: head!.etag, metadata });
    expect(await fixture.sweep({ extract })).toMatchObject({ outcome: 'derived', faults: 2 });
    expect(await fixture.state()).toMatchObject({ faults: 2, outOfTime: 3, versionId: 'v1', rules: RULES });
  });

  it('records a file that no longer exists as removed', async () => {
    const fixture = await withRows();
    await fixture.remove();
    expect((await fixture.sweep({ extract })).outcome).toBe('removed');
  });
});

describe('a lake object that turns out to be damaged when its rows are derived again', () => {
  const failing = derivingExtract(RULES, damaged);

  it('is made from the source file', async () => {
    const fixture = await withRows();
    const [listed] = await fixture.list();
    const requests = await fixture.requests(async () => {
      const result = await fixture.sweep({ extract: failing, listed: listed! });
      expect(result).toMatchObject({ outcome: 'changed', extraction: { readable: true } });
    });
    expect(requests.source).toEqual(['read', 'read ifMatch']);
    expect(await fixture.state()).toMatchObject({ generation: 2, rules: RULES });
  });

  it('becomes a tombstone if the file no longer exists', async () => {
    const fixture = await withRows();
    const [listed] = await fixture.list();
    await fixture.remove();
    expect((await fixture.sweep({ extract: failing, listed: listed! })).outcome).toBe('removed');
  });

  it('is left alone if the error is another one', async () => {
    const fixture = await withRows();
    const broken = derivingExtract(RULES, async () => {
      throw new TypeError('a mistake');
    });
    await expect(fixture.sweep({ extract: broken })).rejects.toThrow(TypeError);
    expect(await fixture.state()).toMatchObject({ generation: 1 });
  });
});

describe('deriving rows again', () => {
  it.each(['lake read ifMatch', 'lake write ifMatch'])(
    'is tried again if an event writes the lake object before: %s',
    async (request) => {
      let change: (() => Promise<unknown>) | undefined;
      const fixture = await withRows(async (next) => {
        if (next !== request || change === undefined) return;
        const once = change;
        change = undefined;
        await once();
      });
      const [listed] = await fixture.list();
      change = async () => {
        await fixture.put('two');
        await fixture.event();
      };
      expect((await fixture.sweep({ extract, listed: listed! })).outcome).toBe('derived');
      expect(await fixture.rows()).toBe('two again');
      expect(await fixture.state()).toMatchObject({ generation: 3 });
    },
  );

  it('is not what an event does: it reads the source file', async () => {
    const fixture = await withRows();
    expect((await fixture.event({ extract })).outcome).toBe('changed');
    expect(await fixture.rows()).toBe('one');
  });

  it('brings the rows of an archived file up to date, even after an event', async () => {
    for (const sync of ['event', 'sweep'] as const) {
      const fixture = await withRows();
      fixture.archive.isArchived = true;
      expect((await fixture[sync]({ extract })).outcome).toBe('derived');
      expect(await fixture.rows()).toBe('one again');
      expect(await fixture.state()).toMatchObject({ readable: true, rules: RULES });
    }
  });

  it('is not done with rows of a later release, or before revision 1', async () => {
    const fixture = await withRows();
    await fixture.sweep({ revision: 5 });
    expect((await fixture.sweep({ extract })).outcome).toBe('unchanged');
    const old = syncFixture();
    await old.put('one');
    await old.sweep({ revision: 0 });
    expect((await old.sweep({ extract })).outcome).toBe('changed');
    expect(await old.rows()).toBe('one');
  });
});
