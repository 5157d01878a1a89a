import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Changed, Conflict, Missing, type Store, Unchanged } from '../../lib/stores/store.ts';
import { keysOf, listed } from '../helpers/store.ts';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString();
const bytes = (content: string): Buffer => Buffer.from(content);

/** The key of a lake object, with which every store keeps metadata. */
const LAKE_KEY = 'headers/collection=-/0123456789abcdef-a.fits.csv.gz';

/** What every store must do. `open` returns an empty one. */
export function testStore(name: string, open: () => Store | Promise<Store>): void {
  describe(`a ${name} store`, () => {
    describe('reads', () => {
      it.each([
        ['from the start', 0, 4, '0123'],
        ['from the middle', 3, 4, '3456'],
        ['to the last byte', 6, 4, '6789'],
        ['one byte beyond the end', 6, 5, '6789'],
        ['more than it has', 0, 65_536, '0123456789'],
        ['the last byte', 9, 1, '9'],
        ['at the end', 10, 1, ''],
        ['beyond the end', 11, 5, ''],
        ['far beyond the end', 5_000_000_000, 5, ''],
        ['nothing', 3, 0, ''],
      ])('%s', async (_, offset, length, expected) => {
        const store = await open();
        const etag = await store.write('a', bytes('0123456789'), { ifMatch: null });
        const read = await store.read('a', offset, length);
        expect(text(read.bytes)).toBe(expected);
        expect(read.head).toMatchObject({ key: 'a', size: 10, etag });
      });

      it('an empty object', async () => {
        const store = await open();
        await store.write('empty', bytes(''), { ifMatch: null });
        const read = await store.read('empty', 0, 100);
        expect(read.bytes).toHaveLength(0);
        expect(read.head.size).toBe(0);
      });

      it('nothing of a missing object, and throws Missing, with or without conditions', async () => {
        const store = await open();
        await store.write('a/b', bytes('x'), { ifMatch: null });
        for (const key of ['c', 'a', 'a/b/c', 'a/c', 'x'.repeat(300)]) {
          await expect(store.read(key, 0, 1)).rejects.toThrow(Missing);
          await expect(store.read(key, 0, 1, { ifMatch: 'x' })).rejects.toThrow(Missing);
          await expect(store.read(key, 0, 1, { ifNoneMatch: 'x' })).rejects.toThrow(Missing);
        }
      });

      it('the state that ifMatch names, or throws Changed', async () => {
        const store = await open();
        const old = await store.write('a', bytes('old'), { ifMatch: null });
        expect(text((await store.read('a', 0, 9, { ifMatch: old })).bytes)).toBe('old');
        const recent = await store.write('a', bytes('new one'), { ifMatch: old });
        await expect(store.read('a', 0, 9, { ifMatch: old })).rejects.toThrow(Changed);
        expect(text((await store.read('a', 0, 9, { ifMatch: recent })).bytes)).toBe('new one');
      });

      it('any state but the one that ifNoneMatch names, or throws Unchanged', async () => {
        const store = await open();
        const old = await store.write('a', bytes('old'), { ifMatch: null });
        await expect(store.read('a', 0, 9, { ifNoneMatch: old })).rejects.toThrow(Unchanged);
        await store.write('a', bytes('new one'), { ifMatch: old });
        expect(text((await store.read('a', 0, 9, { ifNoneMatch: old })).bytes)).toBe('new one');
      });
    });

    describe('returns a head', () => {
      it('with size, ETag and time', async () => {
        const store = await open();
        const before = Date.now();
        const etag = await store.write('a', bytes('12345'), { ifMatch: null });
        const head = await store.head('a');
        expect(head).toMatchObject({ key: 'a', size: 5, etag, metadata: {} });
        expect(Math.abs((head?.lastModified.getTime() ?? 0) - before)).toBeLessThan(60_000);
      });

      it('that is undefined for a missing object', async () => {
        const store = await open();
        await store.write('a/b', bytes('x'), { ifMatch: null });
        for (const key of ['c', 'a', 'a/b/c', 'x'.repeat(300)]) expect(await store.head(key)).toBeUndefined();
      });
    });

    describe('writes', () => {
      it('a new object, or throws Conflict if there is one', async () => {
        const store = await open();
        await store.write('a', bytes('first'), { ifMatch: null });
        await expect(store.write('a', bytes('second'), { ifMatch: null })).rejects.toThrow(Conflict);
        expect(text((await store.read('a', 0, 9)).bytes)).toBe('first');
      });

      it('in place of the expected state, or throws Conflict', async () => {
        const store = await open();
        const first = await store.write('a', bytes('first'), { ifMatch: null });
        const second = await store.write('a', bytes('second!'), { ifMatch: first });
        expect(second).not.toBe(first);
        await expect(store.write('a', bytes('third'), { ifMatch: first })).rejects.toThrow(Conflict);
        await expect(store.write('b', bytes('third'), { ifMatch: second })).rejects.toThrow(Conflict);
        expect(text((await store.read('a', 0, 9)).bytes)).toBe('second!');
        expect(await store.head('b')).toBeUndefined();
      });

      it('only the first of many new objects with one key', async () => {
        const store = await open();
        const writes = Array.from({ length: 5 }, (_, i) =>
          store.write('a', bytes(`writer ${i}`), { ifMatch: null }),
        );
        const results = await Promise.allSettled(writes);
        const won = results.flatMap((result, i) => (result.status === 'fulfilled' ? [i] : []));
        expect(won).toHaveLength(1);
        expect(text((await store.read('a', 0, 99)).bytes)).toBe(`writer ${won[0]}`);
      });

      it('the metadata of a lake object, and replaces it', async () => {
        const store = await open();
        const metadata = { key: 'YS9iIGMuZml0cw', bucket: 'file:///a', etag: '"abc-1"', generation: '1' };
        const body = gzipSync('one\n');
        const first = await store.write(LAKE_KEY, body, { ifMatch: null, metadata });
        const head = await store.head(LAKE_KEY);
        expect(head).toMatchObject({ key: LAKE_KEY, etag: first, metadata });
        const read = await store.read(LAKE_KEY, 0, 100_000);
        expect(read.head).toEqual(head);
        expect(read.bytes).toHaveLength(head?.size ?? -1);
        expect(gunzipSync(read.bytes).toString()).toBe('one\n');

        // a body that was read can be written again
        const second = await store.write(LAKE_KEY, read.bytes, {
          ifMatch: first,
          metadata: { generation: '2' },
        });
        expect(await store.head(LAKE_KEY)).toMatchObject({ etag: second, metadata: { generation: '2' } });
        expect((await store.head(LAKE_KEY))?.metadata).toEqual({ generation: '2' });
        expect(gunzipSync((await store.read(LAKE_KEY, 0, 100_000)).bytes).toString()).toBe('one\n');
      });

      it('each state of a lake object with another ETag, even if the bytes are the same', async () => {
        const store = await open();
        const etags = new Set<string>();
        let ifMatch: string | null = null;
        for (let i = 0; i < 20; i++) {
          ifMatch = await store.write(LAKE_KEY, gzipSync('same'), { ifMatch, metadata: { generation: '1' } });
          etags.add(ifMatch);
        }
        expect(etags.size).toBe(20);
        await store.remove(LAKE_KEY, { ifMatch: ifMatch ?? '' });
        etags.add(
          await store.write(LAKE_KEY, gzipSync('same'), { ifMatch: null, metadata: { generation: '1' } }),
        );
        expect(etags.size).toBe(21);
      });

      it('the bytes as they are at the call', async () => {
        const store = await open();
        const body = bytes('before');
        await store.write('a', body, { ifMatch: null });
        body.fill('x');
        expect(text((await store.read('a', 0, 99)).bytes)).toBe('before');
      });
    });

    describe('removes', () => {
      it('the expected state', async () => {
        const store = await open();
        const etag = await store.write('a', bytes('x'), { ifMatch: null });
        await store.remove('a', { ifMatch: etag });
        expect(await store.head('a')).toBeUndefined();
        expect(await keysOf(store)).toEqual([]);
      });

      it('nothing else, and throws Conflict', async () => {
        const store = await open();
        const first = await store.write('a', bytes('first'), { ifMatch: null });
        const second = await store.write('a', bytes('second!'), { ifMatch: first });
        await expect(store.remove('a', { ifMatch: first })).rejects.toThrow(Conflict);
        await store.remove('a', { ifMatch: second });
        await expect(store.remove('a', { ifMatch: second })).rejects.toThrow(Conflict);
      });
    });

    describe('lists', () => {
      // in byte order: `-` and `.` before `/` before `0`, U+FF21 before U+1F52D
      const KEYS = ['A', 'a-b', 'a.fits', 'a/b', 'a/b0/c', 'a/é', 'a0', 'aa', 'ｚ', '🔭'];

      it('all keys in byte order', async () => {
        const store = await open();
        for (const key of KEYS.toReversed()) await store.write(key, bytes(key), { ifMatch: null });
        expect(await keysOf(store)).toEqual(KEYS);
      });

      it.each([
        ['a', ['a-b', 'a.fits', 'a/b', 'a/b0/c', 'a/é', 'a0', 'aa']],
        ['a/', ['a/b', 'a/b0/c', 'a/é']],
        ['a/b', ['a/b', 'a/b0/c']],
        ['a/b0/', ['a/b0/c']],
        ['a/b/', []],
        ['nothing/', []],
      ])('the keys that start with %s', async (prefix, expected) => {
        const store = await open();
        for (const key of KEYS) await store.write(key, bytes(key), { ifMatch: null });
        expect(await keysOf(store, prefix)).toEqual(expected);
      });

      it('objects as their heads show them', async () => {
        const store = await open();
        await store.write('a', bytes('12345'), { ifMatch: null });
        await store.write(LAKE_KEY, gzipSync('x'), { ifMatch: null, metadata: { generation: '1' } });
        for (const { key, size, etag, lastModified } of await listed(store)) {
          expect(await store.head(key)).toMatchObject({ key, size, etag, lastModified });
        }
      });
    });

    it.each([
      'with blanks/ a  b .fits',
      'ü/Ωμέγα/天文.fits',
      'e\u0301 and \u00e9.fits',
      'plus+plus.fits',
      '100%/%41%2F.fits',
      '...fits',
      'a/.hidden/..x',
      `quotes'"\`/<>&;|$!~(){}[]^#?*.fits`,
      'back\\slash.fits',
      `${'long/'.repeat(50)}${'n'.repeat(200)}.fits`,
    ])('accepts the key %j', async (key) => {
      const store = await open();
      const etag = await store.write(key, bytes('content'), { ifMatch: null });
      expect(await store.head(key)).toMatchObject({ key, size: 7, etag });
      expect(text((await store.read(key, 0, 99)).bytes)).toBe('content');
      expect(await keysOf(store)).toEqual([key]);
      await store.remove(key, { ifMatch: etag });
      expect(await keysOf(store)).toEqual([]);
    });
  });
}
