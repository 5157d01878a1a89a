import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { dirname } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { Changed, Missing, StoreFailure, Unchanged } from '../../lib/stores/store.ts';
import { asOrdinaryUser } from '../helpers/permissions.ts';
import { keysOf, listed, put } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { testStore } from './contract.ts';

testStore('folder', () => folderStore(tempFolder()));

/** A folder with files in it, given as path and content. */
function folderOf(files: Readonly<Record<string, string>>): string {
  const root = tempFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(`${root}/${path}`), { recursive: true });
    writeFileSync(`${root}/${path}`, content);
  }
  return root;
}

describe('a folder of source files', () => {
  it('derives ETags from the size and the time of the last change', async () => {
    const root = folderOf({ 'a.fits': '12345' });
    const store = folderStore(root);
    const { mtimeNs } = statSync(`${root}/a.fits`, { bigint: true });
    expect((await store.head('a.fits'))?.etag).toBe(`5-${mtimeNs}`);
    expect((await listed(store))[0]?.etag).toBe(`5-${mtimeNs}`);

    const { etag } = (await store.read('a.fits', 0, 5)).head;
    utimesSync(`${root}/a.fits`, 1, 1);
    await expect(store.read('a.fits', 0, 5, { ifMatch: etag })).rejects.toThrow(Changed);
  });

  it('does not open an unchanged file', async () => {
    const root = folderOf({ 'a.fits': 'x', 'control.fits': 'x' });
    const store = folderStore(root);
    // a read updates the access time of a file if it is earlier than the time of the last change
    for (const name of ['a.fits', 'control.fits']) utimesSync(`${root}/${name}`, 1_000, 2_000);
    const etag = (await store.head('a.fits'))?.etag ?? '';
    await expect(store.read('a.fits', 0, 9, { ifNoneMatch: etag })).rejects.toThrow(Unchanged);
    expect(await listed(store)).toHaveLength(2);
    expect(statSync(`${root}/a.fits`).atimeMs).toBe(1_000_000);
    await store.read('control.fits', 0, 9);
    if (statSync(`${root}/control.fits`).atimeMs === 1_000_000) console.warn('no access times on this disk');
  });

  it('is not changed by reading', async () => {
    const root = folderOf({ 'a/b.fits': 'x' });
    const store = folderStore(root);
    await listed(store);
    await store.head('a/b.fits');
    await store.read('a/b.fits', 0, 1);
    expect(readdirSync(root)).toEqual(['a']);
  });

  it('lists hidden files, except those of the store itself', async () => {
    const root = folderOf({
      '.cache/x.fits': 'x',
      '.writing/x.fits': 'x',
      'a/.cache/y.fits': 'x',
      '.z.fits': 'x',
    });
    expect(await keysOf(folderStore(root))).toEqual(['.z.fits', 'a/.cache/y.fits']);
    expect(await keysOf(folderStore(root), '.')).toEqual(['.z.fits']);
  });

  it('follows links, except broken ones and those to a folder that contains them', async () => {
    const outside = folderOf({ 'o.fits': 'outside', 'deep/p.fits': 'p' });
    const root = folderOf({ 'a/b/c.fits': 'c' });
    symlinkSync(`${outside}/o.fits`, `${root}/file.fits`);
    symlinkSync(`${root}/nothing`, `${root}/broken.fits`);
    symlinkSync('self.fits', `${root}/self.fits`);
    symlinkSync(outside, `${root}/outside`);
    symlinkSync('..', `${root}/a/up`);
    symlinkSync('.', `${root}/a/b/here`);
    symlinkSync('/', `${root}/slash`);
    symlinkSync(root, `${outside}/deep/back`);
    const store = folderStore(root);
    expect(await keysOf(store)).toEqual(['a/b/c.fits', 'file.fits', 'outside/deep/p.fits', 'outside/o.fits']);
    expect(Buffer.from((await store.read('outside/o.fits', 0, 99)).bytes).toString()).toBe('outside');
    for (const key of ['broken.fits', 'self.fits', 'outside']) {
      expect(await store.head(key)).toBeUndefined();
      await expect(store.read(key, 0, 1)).rejects.toThrow(Missing);
    }
  });

  it('does not open pipes, sockets and devices', async () => {
    const root = folderOf({ 'a.fits': 'x' });
    execFileSync('mkfifo', [`${root}/pipe.fits`]);
    const server = createServer().listen(`${root}/socket.fits`);
    onTestFinished(() => void server.close());
    symlinkSync('/dev/zero', `${root}/device.fits`);
    mkdirSync(`${root}/folder.fits`);
    const store = folderStore(root);
    await new Promise((resolve) => setImmediate(resolve));
    expect(existsSync(`${root}/socket.fits`)).toBe(true);
    expect(await keysOf(store)).toEqual(['a.fits']);
    for (const key of ['pipe.fits', 'socket.fits', 'device.fits', 'folder.fits']) {
      expect(await store.head(key)).toBeUndefined();
      await expect(store.read(key, 0, 1)).rejects.toThrow(Missing);
    }
  });

  it('skips names that are not UTF-8, and reports them', async () => {
    const root = folderOf({ 'a.fits': 'x', 'z.fits': 'x' });
    const name = (start: string, end: string) =>
      Buffer.concat([Buffer.from(`${root}/caf${start}`), Buffer.from([0xe9]), Buffer.from(end)]);
    writeFileSync(name('', '.fits'), 'x');
    mkdirSync(name('2', ''));
    writeFileSync(name('2', '/b.fits'), 'x');
    // a name that looks the same and is UTF-8
    writeFileSync(`${root}/caf3\ufffd.fits`, 'x');
    writeFileSync(name('3', '.fits'), 'x');
    const skipped: string[] = [];
    const store = folderStore(root, { onSkip: (path, reason) => skipped.push(`${path}: ${reason}`) });
    expect(await keysOf(store)).toEqual(['a.fits', 'caf3\ufffd.fits', 'z.fits']);
    expect(await keysOf(folderStore(root))).toEqual(['a.fits', 'caf3\ufffd.fits', 'z.fits']);
    expect(skipped.sort()).toEqual([
      `${root}/caf2\ufffd: its name is not UTF-8`,
      `${root}/caf\ufffd.fits: its name is not UTF-8`,
    ]);
  });

  it('never treats a file that it may not read as missing', async () => {
    const root = folderOf({ 'a.fits': 'x', 'shut/b.fits': 'x', 'shut/c.csv.gz': 'x', 'z.csv.gz': 'x' });
    chmodSync(root, 0o755);
    for (const path of ['a.fits', 'shut', 'z.csv.gz']) chmodSync(`${root}/${path}`, 0);
    const skipped: string[] = [];
    await asOrdinaryUser(async () => {
      const store = folderStore(root);
      await expect(store.read('a.fits', 0, 1)).rejects.toThrow(StoreFailure);
      expect(await store.head('a.fits')).toMatchObject({ size: 1 });
      await expect(store.head('z.csv.gz')).rejects.toThrow(StoreFailure);
      await expect(store.head('shut/b.fits')).rejects.toThrow(StoreFailure);
      await expect(store.read('shut/b.fits', 0, 1)).rejects.toThrow(/shut\/b\.fits.*EACCES/);
      await expect(listed(store)).rejects.toThrow(StoreFailure);
      await expect(put(store, 'new', 'x')).rejects.toThrow(StoreFailure);
      const keys = await keysOf(folderStore(root, { onSkip: (path) => skipped.push(path) }));
      expect(keys).toEqual(['a.fits', 'z.csv.gz']);
    });
    expect(skipped).toEqual([`${root}/shut`]);
    expect(readdirSync(root)).not.toContain('.writing');
  });

  it.each(['missing', 'a.fits'])('fails if its root is not a folder: %s', async (name) => {
    const store = folderStore(`${folderOf({ 'a.fits': 'x' })}/${name}`);
    await expect(store.head('a')).rejects.toThrow(StoreFailure);
    await expect(store.read('a', 0, 1)).rejects.toThrow(StoreFailure);
    await expect(listed(store)).rejects.toThrow(StoreFailure);
    await expect(listed(store, 'a/')).rejects.toThrow(StoreFailure);
    await expect(store.write('a', Buffer.from('x'), { ifMatch: null })).rejects.toThrow(StoreFailure);
    await expect(store.remove('a', { ifMatch: 'x' })).rejects.toThrow(StoreFailure);
  });

  it.each([
    '',
    '/',
    '/etc/passwd',
    '..',
    '../x',
    'a/../../x',
    'a/..',
    '.',
    'a/./b',
    'a//b',
    'a/',
    'a\0b',
    '\ud800',
  ])('refuses the key %j', async (key) => {
    const store = folderStore(folderOf({ 'a/b': 'x' }));
    const refused = { name: 'StoreFailure', message: expect.stringContaining(JSON.stringify(key)) };
    await expect(store.head(key)).rejects.toMatchObject(refused);
    await expect(store.read(key, 0, 1)).rejects.toMatchObject(refused);
    await expect(store.write(key, Buffer.from('x'), { ifMatch: null })).rejects.toMatchObject(refused);
    await expect(store.remove(key, { ifMatch: 'x' })).rejects.toMatchObject(refused);
  });

  it.each(['../', '/', 'a/../b', 'a//'])('refuses the prefix %j', async (prefix) => {
    await expect(listed(folderStore(tempFolder()), prefix)).rejects.toThrow(StoreFailure);
  });
});
