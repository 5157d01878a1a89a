import { describe, expect, it } from 'vitest';
import { pinned } from '../../lib/lake/pinned.ts';
import { memoryStore } from '../../lib/stores/memory.ts';
import { Changed, Missing, Unchanged } from '../../lib/stores/store.ts';
import { recorded } from '../helpers/recorded-store.ts';
import { put } from '../helpers/store.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

describe('a pinned source', () => {
  it('reads one state of an object, with one request for each read', async () => {
    const { store, requests } = recorded(memoryStore());
    const etag = await put(store, 'a', '0123456789');
    requests.length = 0;
    const source = pinned(store, 'a');
    const reads = [await source.read(0, 4), await source.read(8, 4)];
    expect(reads.map(({ bytes }) => text(bytes))).toEqual(['0123', '89']);
    for (const read of reads) expect(read).toMatchObject({ size: 10, head: { etag } });
    expect(requests).toEqual(['read', 'read ifMatch']);
    await put(store, 'a', 'changed');
    await expect(source.read(0, 4)).rejects.toThrow(Changed);
  });

  it('applies conditions to the first read only', async () => {
    const store = memoryStore();
    const etag = await put(store, 'a', 'one');
    await expect(pinned(store, 'a', { ifNoneMatch: etag }).read(0, 1)).rejects.toThrow(Unchanged);
    const source = pinned(store, 'a', { ifNoneMatch: 'another' });
    await source.read(0, 1);
    expect(text((await source.read(1, 2)).bytes)).toBe('ne');
  });

  it('is not opened before the first read', async () => {
    const { store, requests } = recorded(memoryStore());
    const source = pinned(store, 'missing');
    expect(requests).toEqual([]);
    await expect(source.read(0, 1)).rejects.toThrow(Missing);
  });
});
