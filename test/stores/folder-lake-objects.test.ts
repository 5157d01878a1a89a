import { execFileSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { StoreFailure } from '../../lib/stores/store.ts';
import { keysOf, put } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

const LAKE_KEY = 'headers/collection=-/0123456789abcdef-a.fits.csv.gz';

describe('a folder with lake objects', () => {
  it('changes the ETag of a file without metadata, however fast it is written again', async () => {
    const store = folderStore(tempFolder());
    const etags = new Set<string>();
    for (let i = 0; i < 50; i++) etags.add(await put(store, 'a', i % 2 ? 'x' : 'y'));
    expect(etags.size).toBe(50);
    expect(etags.has((await store.head('a'))?.etag ?? '')).toBe(true);
  });

  it('keeps metadata only in gzip bodies of objects *.csv.gz', async () => {
    const store = folderStore(tempFolder());
    const options = { ifMatch: null, metadata: { a: 'b' } };
    await expect(store.write('a.csv.gz', Buffer.from('plain'), options)).rejects.toThrow(TypeError);
    await expect(store.write('a.gz', gzipSync('x'), options)).rejects.toThrow(TypeError);
    expect(await keysOf(store)).toEqual([]);
  });

  it('keeps metadata that is longer than the first bytes it reads', async () => {
    const store = folderStore(tempFolder());
    const metadata = { long: 'é'.repeat(10_000) };
    const etag = await store.write(LAKE_KEY, gzipSync('x'), { ifMatch: null, metadata });
    expect(await store.head(LAKE_KEY)).toMatchObject({ etag, metadata });
    const tooLong = { long: 'x'.repeat(40_000) };
    await expect(store.write(LAKE_KEY, gzipSync('x'), { ifMatch: etag, metadata: tooLong })).rejects.toThrow(
      TypeError,
    );
  });

  it('finds no metadata in a damaged object, and can replace it', async () => {
    const root = tempFolder();
    const store = folderStore(root);
    await store.write(LAKE_KEY, gzipSync('some content'), { ifMatch: null, metadata: { a: 'b' } });
    const whole = Buffer.from((await store.read(LAKE_KEY, 0, 1000)).bytes);
    const broken = Buffer.from(whole);
    broken.fill('#', 16, 40);
    for (const bytes of ['', whole.subarray(0, 5), whole.subarray(0, 20), whole.subarray(0, -1), broken]) {
      writeFileSync(`${root}/${LAKE_KEY}`, bytes);
      const head = await store.head(LAKE_KEY);
      expect(head).toMatchObject({ size: bytes.length, metadata: {} });
      await store.write(LAKE_KEY, whole, { ifMatch: head?.etag ?? '', metadata: { a: 'c' } });
      expect(await store.head(LAKE_KEY)).toMatchObject({ size: whole.length, metadata: { a: 'c' } });
    }
  });

  it('keeps the metadata of objects that were copied as files', async () => {
    const [from, to] = [tempFolder(), tempFolder()];
    await folderStore(from).write(LAKE_KEY, gzipSync('x'), { ifMatch: null, metadata: { a: 'b' } });
    execFileSync('cp', ['-r', `${from}/.`, to]);
    expect(await folderStore(to).head(LAKE_KEY)).toMatchObject({ metadata: { a: 'b' } });
    const { bytes } = await folderStore(to).read(LAKE_KEY, 0, 1000);
    expect(gunzipSync(bytes).toString()).toBe('x');
  });

  it('leaves no temporary file behind if a write is refused', async () => {
    const root = tempFolder();
    const store = folderStore(root);
    await put(store, 'a', 'x');
    await expect(store.write('a', Buffer.from('y'), { ifMatch: null })).rejects.toThrow();
    await expect(store.write('a/b', Buffer.from('y'), { ifMatch: null })).rejects.toThrow(StoreFailure);
    expect(readdirSync(`${root}/.writing`)).toEqual(['lock']);
  });
});
