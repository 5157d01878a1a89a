import { describe, expect, it } from 'vitest';
import { OutOfTime } from '../../lambda/deadline.ts';
import { CHANGES, RECEIPTS } from '../../lib/lake/changes/delta.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import { backfillFixture, counted, LATER } from '../helpers/backfill-fixture.ts';
import { deltaRows, expectComplete, fileNamed, newestRows, refusing } from '../helpers/deltas.ts';
import { BUCKET, lambdaFixture, messagesOf } from '../helpers/lambda-fixture.ts';
import { keysOf, listed } from '../helpers/store.ts';

const KEY = 'm31/a.fits';

describe('a batch of messages', () => {
  it('writes one delta and its receipt after the lake objects, whose metadata names the delta', async () => {
    const fixture = lambdaFixture();
    for (const name of ['a', 'b', 'c']) await fixture.put(`m31/${name}.fits`, fileNamed(name));
    const keys = ['m31/a.fits', 'm31/b.fits', 'm31/c.fits', 'm31/gone.fits'];
    expect(await fixture.send(messagesOf(keys), { context: fixture.recording() })).toEqual([]);
    const writes = fixture.lake.requests.filter((request) => request.startsWith('write'));
    expect(writes).toEqual(['write new', 'write new', 'write new', 'write new', 'write new', 'write new']);
    const [delta, ...others] = await keysOf(fixture.lake.store, CHANGES);
    expect(others).toEqual([]);
    const [, id] =
      /^changes\/day=\d{4}-\d\d-\d\d\/(\d{8}T\d{9}-[0-9a-f]{16})\.csv\.gz$/.exec(delta ?? '') ?? [];
    expect(await keysOf(fixture.lake.store, RECEIPTS)).toEqual([
      delta?.replace('changes', 'receipts').replace('.csv.gz', '.txt.gz'),
    ]);
    expect(fixture.recordedChanges).toEqual([{ deltas: 1, bytes: expect.any(Number), requests: 2 }]);
    for (const row of await deltaRows(fixture.lake.store)) {
      const head = await fixture.lake.store.head(row.lake_key);
      expect(head?.metadata).toMatchObject({ delta: id, generation: row.generation });
      expect(row).toMatchObject({
        ...{ collection: 'm31', lake_etag: head?.etag, source_bucket: BUCKET },
        ...{ lake_key: lakeKey({ bucket: BUCKET, key: row.source_key }) },
        written: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}000Z$/),
      });
    }
    await expectComplete(fixture.lake.store);
    expect((await newestRows(fixture.lake.store)).get('m31/gone.fits')?.[0]).toMatch(
      /\|absent\|.*\|tombstone$/,
    );
  });

  it('writes nothing if it changes nothing, and no metadata names a delta if compaction is off', async () => {
    const fixture = lambdaFixture();
    await fixture.send({ a: '{}' }, { context: fixture.recording() });
    expect(fixture.lake.requests).toEqual([]);
    await fixture.put(KEY, fileNamed('a'));
    await fixture.send(messagesOf([KEY]));
    expect(await keysOf(fixture.lake.store)).toEqual([lakeKey({ bucket: BUCKET, key: KEY })]);
    expect(
      (await fixture.lake.store.head(lakeKey({ bucket: BUCKET, key: KEY })))?.metadata,
    ).not.toHaveProperty('delta');
  });

  it.each([CHANGES, RECEIPTS])(
    'fails its messages if it cannot write %s, and the next try records them',
    async (prefix) => {
      const fixture = lambdaFixture();
      await fixture.put(KEY, fileNamed('a'));
      const context = fixture.recording(refusing(fixture.lake.store, prefix));
      const bodies = { ...messagesOf([KEY]), other: '{}' };
      expect(await fixture.send(bodies, { context })).toEqual([KEY, 'other']);
      expect(fixture.attempts.at(-1)).toMatchObject({ key: KEY, error: { name: 'NotRecorded' } });
      expect(fixture.recordedChanges.at(-1)).toMatchObject({ error: { name: 'DeltaNotWritten' } });
      expect(await fixture.send(messagesOf([KEY]), { context: fixture.recording() })).toEqual([]);
      await expectComplete(fixture.lake.store);
    },
  );

  it('records what it has written when no time is left', async () => {
    const controller = new AbortController();
    const fixture = lambdaFixture((source) => ({
      ...source,
      read: async (key, ...range) => {
        if (key !== KEY) return new Promise(() => setTimeout(() => controller.abort(new OutOfTime()), 20));
        return source.read(key, ...range);
      },
    }));
    for (const key of [KEY, 'm31/slow.fits']) await fixture.put(key, fileNamed(key));
    const options = { context: fixture.recording(), signal: controller.signal };
    expect(await fixture.send(messagesOf([KEY, 'm31/slow.fits']), options)).toEqual(['m31/slow.fits']);
    expect([...(await newestRows(fixture.lake.store)).keys()]).toEqual([KEY]);
    await expectComplete(fixture.lake.store);
  });
});

describe('a backfill', () => {
  it('records what it writes, and nothing if nothing has changed', async () => {
    const fixture = backfillFixture();
    for (const name of ['a', 'b']) await fixture.put(`m31/${name}.fits`, fileNamed(name));
    expect(counted(await fixture.run({ context: fixture.recording() }))).toEqual({ new: 2 });
    await expectComplete(fixture.lake.store);
    expect(await fixture.run({ context: fixture.recording() })).toMatchObject({ requests: 2, told: [] });
    expect(await keysOf(fixture.lake.store, CHANGES)).toHaveLength(1);
  });

  it.each([true, false])(
    'whose changes cannot be recorded sends them to the queue (which accepts: %s)',
    async (accepts) => {
      const fixture = backfillFixture();
      for (const name of ['a', 'b']) await fixture.put(`m31/${name}.fits`, fileNamed(name));
      await fixture.run({ context: fixture.recording() });
      await fixture.put(KEY, fileNamed('changed'));
      const context = fixture.recording(refusing(fixture.lake.store, CHANGES));
      const report = await fixture.run({ context, accepts });
      expect(counted(report)).toEqual({ unchanged: 1, [accepts ? 'queued' : 'failed']: 1 });
      expect(fixture.queued).toEqual(accepts ? [KEY] : []);
      await fixture.send(messagesOf([KEY]), { context: fixture.recording() });
      await expectComplete(fixture.lake.store);
    },
  );

  it('records files that are gone, and tombstones that expire, so that no view shows them', async () => {
    const fixture = backfillFixture();
    const { store } = fixture.lake;
    await fixture.put(KEY, fileNamed('a'));
    await fixture.run({ context: fixture.recording() });
    await fixture.source.store.remove(KEY, { ifMatch: (await fixture.source.store.head(KEY))?.etag ?? '' });
    const reconcile = async () =>
      counted(await fixture.run({ context: fixture.recording(), task: 'reconcile', began: LATER }));
    expect(await reconcile()).toEqual({ removed: 1 });
    expect((await newestRows(store)).get(KEY)?.join()).toMatch(/\|removed\|.*\|tombstone$/);
    await fixture.age(KEY, 31);
    expect(await reconcile()).toEqual({ expired: 1 });
    expect(await listed(store, 'headers/')).toEqual([]);
    expect((await newestRows(store)).get(KEY)?.join()).toMatch(/\|absent\|.*\|tombstone$/);
  });
});

describe('a lake object that begins anew', () => {
  it.each([
    ['after it was deleted by hand', 1],
    ['in another collection', 2],
  ])('%s has a higher generation than before', async (_, collectionDepth) => {
    const fixture = lambdaFixture();
    const { store } = fixture.lake;
    const key = 'm31/raw/a.fits';
    for (const object of ['first', 'second', 'third']) {
      await fixture.put(key, fileNamed(object));
      await fixture.send(messagesOf([key]), { context: fixture.recording() });
    }
    const before = await fixture.states();
    for (const { key: lake, etag } of await listed(store, 'headers/'))
      await store.remove(lake, { ifMatch: etag });
    await new Promise((resolve) => setTimeout(resolve, 2));
    await fixture.put(key, fileNamed('fourth'));
    await fixture.send(messagesOf([key]), { context: { ...fixture.recording(), collectionDepth } });
    const after = await fixture.states();
    expect(after.get(key)?.generation).toBeGreaterThan(
      before.get(key)?.generation ?? Number.POSITIVE_INFINITY,
    );
    await expectComplete(store);
  });
});
