import { describe, expect, it } from 'vitest';
import { CHANGES, RECEIPTS } from '../../lib/lake/changes/delta.ts';
import { lakeKey } from '../../lib/lake/naming.ts';
import type { Store } from '../../lib/stores/store.ts';
import { backfillFixture, counted } from '../helpers/backfill-fixture.ts';
import { expectComplete, fileNamed, refusing } from '../helpers/deltas.ts';
import { BUCKET, messagesOf } from '../helpers/lambda-fixture.ts';
import { keysOf, listed } from '../helpers/store.ts';

const KEY = 'm31/a.fits';

describe('the check by listing', () => {
  /** Ten files, of which the changes of some were lost. */
  async function withLost(lost: readonly string[]) {
    const fixture = backfillFixture();
    for (let i = 0; i < 10; i++) await fixture.put(`m31/${i}.fits`, fileNamed(String(i)));
    const keys = await keysOf(fixture.source.store);
    const kept = keys.filter((key) => !lost.includes(key));
    await fixture.send(messagesOf(kept), { context: fixture.recording() });
    const context = fixture.recording(refusing(fixture.lake.store, CHANGES));
    await fixture.send(messagesOf(lost), { context });
    return fixture;
  }

  it('records exactly the lake objects whose delta was lost, without opening a source file', async () => {
    const fixture = await withLost(['m31/3.fits', 'm31/7.fits']);
    const report = await fixture.check();
    expect(counted(report)).toEqual({ recorded: 2, unchanged: 8 });
    // a HEAD for each, and a GET and a PUT for those that were lost; two receipts, which are asked for once
    expect(report.requests).toBe(10 + 2 * 2);
    expect(fixture.source.requests).toEqual([]);
    expect(fixture.lake.requests.filter((request) => request === 'read').length).toBe(2);
    await expectComplete(fixture.lake.store);
    expect(counted(await fixture.check())).toEqual({ unchanged: 10 });
  });

  it('finds deltas that were lost although their batch was acknowledged', async () => {
    const fixture = await withLost([]);
    for (const folder of [CHANGES, RECEIPTS])
      for (const { key, etag } of await listed(fixture.lake.store, folder))
        await fixture.lake.store.remove(key, { ifMatch: etag });
    expect(counted(await fixture.check())).toEqual({ recorded: 10 });
    await expectComplete(fixture.lake.store);
  });

  it('leaves alone what was written in the last minutes, before the oldest delta, or while compaction was off', async () => {
    const fixture = await withLost(['m31/3.fits']);
    expect(await fixture.check({ after: 5 })).toMatchObject({ requests: 0, counts: { skipped: 10 } });
    expect(await fixture.check({ after: 90 * 24 * 60 })).toMatchObject({
      requests: 0,
      counts: { skipped: 10 },
    });
    const before = backfillFixture();
    await before.put(KEY, fileNamed('a'));
    await before.send(messagesOf([KEY]));
    expect(counted(await before.check())).toEqual({ skipped: 1 });
  });

  it('records everything for a first build, with one GET per lake object', async () => {
    const fixture = backfillFixture();
    for (const name of ['a', 'b', 'c']) await fixture.put(`m31/${name}.fits`, fileNamed(name));
    await fixture.send(messagesOf(['m31/a.fits', 'm31/b.fits', 'm31/c.fits', 'm31/gone.fits']));
    const etags = (await listed(fixture.lake.store)).map(({ etag }) => etag);
    const report = await fixture.check({ force: true, after: 0 });
    expect(counted(report)).toEqual({ recorded: 4 });
    expect(report.requests).toBe(4);
    expect((await listed(fixture.lake.store, 'headers/')).map(({ etag }) => etag)).toEqual(etags);
    await expectComplete(fixture.lake.store);
  });

  it('covers a prefix, and reports what is not a lake object', async () => {
    const fixture = await withLost(['m31/3.fits', 'm31/7.fits']);
    await fixture.lake.store.write('headers/collection=m31/stray.csv.gz', Buffer.from('x'), {
      ifMatch: null,
    });
    expect(await fixture.check({ prefix: 'm31/7' })).toMatchObject({
      counts: { recorded: 1, skipped: 9, failed: 1 },
      told: [{ key: 'headers/collection=m31/stray.csv.gz', kind: 'failed', foreign: true }],
    });
  });

  it('reports a lake object that is damaged, and writes nothing of it', async () => {
    const fixture = backfillFixture();
    await fixture.put(KEY, fileNamed('a'));
    await fixture.send(messagesOf([KEY]));
    const { store } = fixture.lake;
    const key = lakeKey({ bucket: BUCKET, key: KEY });
    const head = await store.head(key);
    await store.write(key, Buffer.from('not gzip'), {
      ifMatch: head?.etag ?? '',
      metadata: head?.metadata ?? {},
    });
    expect(counted(await fixture.check({ force: true }))).toEqual({ failed: 1 });
    expect(await keysOf(store, CHANGES)).toEqual([]);
  });

  it('leaves an object to whoever changes it', async () => {
    const fixture = await withLost(['m31/3.fits']);
    const { store } = fixture.lake;
    const through: Store = {
      ...store,
      head: async (key) => {
        const head = await store.head(key);
        if (head !== undefined && head.metadata['generation'] !== '0')
          await store.write(key, (await store.read(key, 0, 1e6)).bytes, {
            ifMatch: head.etag,
            metadata: head.metadata,
          });
        return head;
      },
    };
    expect(counted(await fixture.check({ through }))).toEqual({ skipped: 1, unchanged: 9 });
  });
});
