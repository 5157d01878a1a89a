import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { folderStore } from '../../lib/stores/folder.ts';
import { lakeStore } from '../../lib/stores/lake-store.ts';
import { keysOf, listed } from '../helpers/store.ts';
import { tempFolder } from '../helpers/temp-folder.ts';
import { testStore } from './contract.ts';

testStore('lake folder', () => lakeStore(tempFolder()));

const KEY = 'headers/collection=a/0123456789abcdef-a.fits.csv.gz';
const BODY = gzipSync('x');
const create = { ifMatch: null } as const;

/** A lake with one object in it. */
async function lakeWithObject(): Promise<string> {
  const root = tempFolder();
  await lakeStore(root).write(KEY, BODY, create);
  return root;
}

/** Moves what is at a path elsewhere, and puts a link in its place. Returns where it is now. */
function replaceByLink(path: string): string {
  const elsewhere = `${tempFolder()}/elsewhere`;
  renameSync(path, elsewhere);
  symlinkSync(elsewhere, path);
  return elsewhere;
}

const refusal = (path: string) => ({ name: 'LinkInLake', path });

describe('a lake folder that contains a link', () => {
  it.each(['headers', 'headers/collection=a'])('is not read or written through %s', async (name) => {
    const root = await lakeWithObject();
    // opened before the link was created
    const store = lakeStore(root);
    const elsewhere = replaceByLink(`${root}/${name}`);
    const before = readdirSync(elsewhere, { recursive: true });
    const refused = refusal(`${root}/${name}`);
    await expect(listed(store, 'headers')).rejects.toMatchObject(refused);
    await expect(listed(store, 'headers/collection=a/')).rejects.toMatchObject(refused);
    await expect(store.head(KEY)).rejects.toMatchObject(refused);
    await expect(store.read(KEY, 0, 1)).rejects.toMatchObject(refused);
    await expect(store.write(KEY, BODY, create)).rejects.toMatchObject(refused);
    await expect(store.write(`${KEY}2`, BODY, create)).rejects.toMatchObject(refused);
    await expect(store.remove(KEY, { ifMatch: 'x' })).rejects.toMatchObject(refused);
    expect(readdirSync(elsewhere, { recursive: true })).toEqual(before);
    expect(readdirSync(`${root}/.writing`)).toEqual(['lock']);
  });
  it.each(['headers', '.writing', '.writing/lock'])('is not opened if %s is the link', async (name) => {
    const root = await lakeWithObject();
    replaceByLink(`${root}/${name}`);
    expect(() => lakeStore(root)).toThrow(expect.objectContaining(refusal(`${root}/${name}`)));
  });
  it('does not touch the files that a link in place of its temporary folder leads to', async () => {
    const root = await lakeWithObject();
    const elsewhere = replaceByLink(`${root}/.writing`);
    const name = '123-01234567-89ab-cdef-0123-456789abcdef';
    for (const file of [name, 'notes.txt']) {
      writeFileSync(`${elsewhere}/${file}`, 'x');
      utimesSync(`${elsewhere}/${file}`, 1, 1);
    }
    await expect(folderStore(root).write(`${KEY}2`, BODY, create)).rejects.toMatchObject(
      refusal(`${root}/.writing`),
    );
    expect(readdirSync(elsewhere).sort()).toEqual([name, 'lock', 'notes.txt'].sort());
  });
  it('can replace a link in place of an object, and never reads it', async () => {
    const root = await lakeWithObject();
    const elsewhere = replaceByLink(`${root}/${KEY}`);
    const before = readFileSync(elsewhere);
    const store = lakeStore(root);
    expect(await keysOf(store, 'headers')).toEqual([KEY]);
    const head = await store.head(KEY);
    expect(head).toMatchObject({ metadata: {} });
    await expect(store.read(KEY, 0, 1)).rejects.toMatchObject(refusal(`${root}/${KEY}`));
    await store.write(KEY, gzipSync('new'), { ifMatch: head?.etag ?? '', metadata: { a: 'b' } });
    expect(lstatSync(`${root}/${KEY}`).isFile()).toBe(true);
    expect(gunzipSync(readFileSync(`${root}/${KEY}`)).toString()).toBe('new');
    expect(readFileSync(elsewhere).equals(before)).toBe(true);
  });
  it('can remove a link in place of an object, but not its target', async () => {
    const root = await lakeWithObject();
    const elsewhere = replaceByLink(`${root}/${KEY}`);
    const store = lakeStore(root);
    await store.remove(KEY, { ifMatch: (await store.head(KEY))?.etag ?? '' });
    expect(await store.head(KEY)).toBeUndefined();
    expect(existsSync(elsewhere)).toBe(true);
  });
  it('reports any other link', async () => {
    const root = await lakeWithObject();
    symlinkSync('/etc/passwd', `${root}/headers/collection=a/passwd`);
    await expect(listed(lakeStore(root), 'headers')).rejects.toMatchObject(
      refusal(`${root}/headers/collection=a/passwd`),
    );
  });
  it('may itself be reached through a link', async () => {
    const link = `${tempFolder()}/link`;
    symlinkSync(await lakeWithObject(), link);
    const store = lakeStore(link);
    await store.write(`${KEY}2`, BODY, create);
    expect(await keysOf(store)).toEqual([KEY, `${KEY}2`]);
  });
});

describe("the folder for a lake's temporary files", () => {
  it('keeps all files except old temporary files', async () => {
    const root = await lakeWithObject();
    const temporary = '123-01234567-89ab-cdef-0123-456789abcdef';
    const others = ['123', 'notes.txt', `${temporary}.txt`, `x${temporary}`];
    for (const name of [temporary, ...others]) {
      writeFileSync(`${root}/.writing/${name}`, 'x');
      utimesSync(`${root}/.writing/${name}`, 1, 1);
    }
    mkdirSync(`${root}/.writing/${temporary.replace('123', '124')}`);
    utimesSync(`${root}/.writing/${temporary.replace('123', '124')}`, 1, 1);
    await lakeStore(root).write(`${KEY}2`, BODY, create);
    expect(readdirSync(`${root}/.writing`).sort()).toEqual(
      [...others, temporary.replace('123', '124'), 'lock'].sort(),
    );
  });
  it.each(['SQLite format 3\0', 'x'])('does not use a lock file that is not empty: %j', async (content) => {
    const root = await lakeWithObject();
    writeFileSync(`${root}/.writing/lock`, content);
    await expect(lakeStore(root).write(`${KEY}2`, BODY, create)).rejects.toMatchObject({
      name: 'StoreFailure',
      message: expect.stringContaining(`${root}/.writing/lock `),
    });
  });
});
