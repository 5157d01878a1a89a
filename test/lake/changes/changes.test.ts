import { randomBytes } from 'node:crypto';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { changesOf, DeltaNotWritten } from '../../../lib/lake/changes/changes.ts';
import {
  CHANGES,
  deltaKey,
  isDeltaId,
  newDeltaId,
  RECEIPTS,
  receiptKey,
} from '../../../lib/lake/changes/delta.ts';
import { receiptFinder } from '../../../lib/lake/changes/receipt.ts';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { lakeKey } from '../../../lib/lake/naming.ts';
import { toMetadata } from '../../../lib/lake/object.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { Conflict, type Store } from '../../../lib/stores/store.ts';
import { deltaRows, refusing } from '../../helpers/deltas.ts';
import { keysOf, listed } from '../../helpers/store.ts';

const metadataOf = (key: string) =>
  toMetadata({
    ...{ kind: 'rows', bucket: 'archive', key, generation: 1, revision: 1, sourceEtag: 'e' },
    ...{ lastModified: new Date(0), size: 1, readable: true, faults: 0 },
  });
/** A body that hardly gets smaller by compression. */
const bodyOf = (bytes: number): Buffer =>
  gzipSync(`${HEADER_LINE}0,archive,k,OBJECT,${randomBytes(bytes / 2).toString('hex')},,0,string\n`);
const keyOf = (i: number): string => lakeKey({ bucket: 'archive', key: `m31/${i}.fits` });

/** A lake that notes the bytes of lake objects that are written but in no delta yet. */
function watched(store: Store) {
  const waiting = new Map<string, number>();
  const seen = { most: 0, atOnce: 0, mostAtOnce: 0 };
  const lake: Store = {
    ...store,
    write: async (key, body, options) => {
      const isDelta = key.startsWith(CHANGES);
      if (isDelta) seen.mostAtOnce = Math.max(seen.mostAtOnce, ++seen.atOnce);
      await new Promise((resolve) => setTimeout(resolve, isDelta ? 5 : 1));
      const etag = await store.write(key, body, options);
      if (key.startsWith('headers/')) waiting.set(key, body.length);
      if (isDelta) {
        seen.atOnce--;
        const lines = gunzipSync(body).toString().split('\n');
        for (const name of [...waiting.keys()])
          if (lines.some((line) => line.includes(name))) waiting.delete(name);
      }
      seen.most = Math.max(
        seen.most,
        [...waiting.values()].reduce((sum, bytes) => sum + bytes, 0),
      );
      return etag;
    },
  };
  return { lake, seen };
}

describe('the changes of a large batch', () => {
  it('are in several deltas, of which few are in memory at the same time', async () => {
    const [objects, bytes, atOnce, deltaBytes] = [200, 10_000, 8, 100_000];
    const store = memoryStore();
    const { lake, seen } = watched(store);
    const changes = changesOf(lake, { deltaBytes });
    let next = 0;
    const worker = async (): Promise<void> => {
      for (let i = next++; i < objects; i = next++)
        await changes.lake.write(keyOf(i), bodyOf(bytes), {
          ifMatch: null,
          metadata: metadataOf(`m31/${i}.fits`),
        });
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    const sums = await changes.close();
    const sizes = (await listed(store, CHANGES)).map(({ size }) => size);
    expect(sums).toEqual({
      ...{ deltas: sizes.length, requests: 2 * sizes.length },
      bytes: sizes.reduce((sum, size) => sum + size, 0),
    });
    // one that is full and being written, one that fills up, and what the workers hold
    expect(seen.most).toBeLessThan(2 * (deltaBytes + atOnce * bytes));
    expect(seen.mostAtOnce).toBe(1);
    expect(Math.max(...sizes)).toBeLessThan(1.3 * (deltaBytes + atOnce * bytes));
    expect(new Set((await deltaRows(store)).map((row) => row.lake_key)).size).toBe(objects);
    const inReceipt = receiptFinder(store);
    for (const { key, etag } of await listed(store, 'headers/')) {
      const delta = (await store.head(key))?.metadata['delta'] ?? '';
      expect(await inReceipt(delta, { lakeKey: key, etag })).toBe(true);
      expect(await inReceipt(delta, { lakeKey: key, etag: 'another' })).toBe(false);
    }
  });

  it('have failed if one of several deltas could not be written', async () => {
    const store = memoryStore();
    const changes = changesOf(refusing(store, CHANGES), { deltaBytes: 1 });
    for (const i of [1, 2])
      await changes.lake.write(keyOf(i), bodyOf(100), {
        ifMatch: null,
        metadata: metadataOf(`m31/${i}.fits`),
      });
    await expect(changes.close()).rejects.toThrow(DeltaNotWritten);
    await expect(changes.close()).rejects.toThrow(DeltaNotWritten);
  });
});

describe('the changes of a batch', () => {
  const write = (lake: Store, i: number, ifMatch: string | null = null): Promise<string> =>
    lake.write(keyOf(i), bodyOf(100), { ifMatch, metadata: metadataOf(`m31/${i}.fits`) });

  it('are not those of a write that was refused', async () => {
    const store = memoryStore();
    const changes = changesOf(store);
    await write(changes.lake, 1);
    await expect(write(changes.lake, 1)).rejects.toThrow(Conflict);
    await changes.close();
    expect(await deltaRows(store)).toHaveLength(1);
  });

  it('are written once, and nothing is written to the lake afterwards', async () => {
    const store = memoryStore();
    const changes = changesOf(store);
    await write(changes.lake, 1);
    await changes.close();
    await expect(write(changes.lake, 2)).rejects.toThrow(DeltaNotWritten);
    await changes.close();
    expect((await keysOf(store)).map((key) => key.split('/')[0])).toEqual(['changes', 'headers', 'receipts']);
  });

  it('are written if a repeated request finds that the first one had succeeded', async () => {
    const store = memoryStore();
    const lost: Store = {
      ...store,
      write: async (key, body, options) => {
        const etag = await store.write(key, body, options);
        if (key.startsWith(CHANGES) || key.startsWith(RECEIPTS)) throw new Conflict(key);
        return etag;
      },
    };
    const changes = changesOf(lost);
    await write(changes.lake, 1);
    expect(await changes.close()).toMatchObject({ deltas: 1 });
  });
});

describe('the name of a delta', () => {
  it('sorts by time, and decides its day', () => {
    const times = ['2026-11-29T23:59:59.999Z', '2026-11-30T00:00:00.000Z', '2027-01-01T00:00:00.000Z'];
    const ids = times.map((time) => newDeltaId(new Date(time)));
    expect(ids.toSorted()).toEqual(ids);
    expect(ids.every(isDeltaId)).toBe(true);
    expect(deltaKey(ids[0] ?? '')).toBe(`changes/day=2026-11-29/${ids[0]}.csv.gz`);
    expect(receiptKey(ids[1] ?? '')).toBe(`receipts/day=2026-11-30/${ids[1]}.txt.gz`);
    expect(newDeltaId(new Date(0))).not.toBe(newDeltaId(new Date(0)));
  });

  it.each(['', '../x', '20261129T010203456', 'a'.repeat(35)])(
    'is not %j, and no receipt of it is read',
    async (id) => {
      expect(isDeltaId(id)).toBe(false);
      const read = () => Promise.reject(new Error('not to be called'));
      expect(await receiptFinder({ read })(id, { lakeKey: 'a', etag: 'b' })).toBe(false);
    },
  );
});

describe('receipts', () => {
  it('are read once each, and again after a request that failed', async () => {
    const store = memoryStore();
    const changes = changesOf(store);
    const etag = await changes.lake.write(keyOf(1), bodyOf(10), {
      ifMatch: null,
      metadata: metadataOf('m31/1.fits'),
    });
    await changes.close();
    const delta = (await store.head(keyOf(1)))?.metadata['delta'] ?? '';
    let reads = 0;
    const find = receiptFinder({
      read: (...range) => (reads++ === 0 ? Promise.reject(new Error('timeout')) : store.read(...range)),
    });
    await expect(find(delta, { lakeKey: keyOf(1), etag })).rejects.toThrow('timeout');
    const both = await Promise.all([1, 2].map((i) => find(delta, { lakeKey: keyOf(i), etag })));
    expect(both).toEqual([true, false]);
    expect(reads).toBe(2);
  });

  it('that are damaged or missing name nothing', async () => {
    const store = memoryStore();
    const id = newDeltaId(new Date());
    const find = () => receiptFinder(store)(id, { lakeKey: keyOf(1), etag: 'e' });
    expect(await find()).toBe(false);
    await store.write(receiptKey(id), Buffer.from('not gzip'), { ifMatch: null });
    expect(await find()).toBe(false);
  });
});
