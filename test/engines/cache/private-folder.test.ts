import {
  chmodSync,
  chownSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { databaseIn } from '../../../lib/engines/cache/database-files.ts';
import { cacheFolder, cacheRoot } from '../../../lib/engines/cache/location.ts';
import { openCacheFolder } from '../../../lib/engines/cache/private-folder.ts';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { asOrdinaryUser } from '../../helpers/permissions.ts';
import { addToLake } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { withEnvironment } from '../../helpers/with-environment.ts';

const modeOf = (path: string): string => (lstatSync(path).mode & 0o777).toString(8);
const lakeNow = (): string => lakeOf({ bucket: 'b', key: 'a/1', hdus: [[['OBJECT', 'x']]] });
const ASK = "SELECT card_value FROM headers WHERE card_name = 'OBJECT'";

describe('the path of a cache', () => {
  const users = '/users/cache';
  const HOME = join(homedir(), '.cache/fits-datalake');
  it.each<readonly [string | undefined, string | undefined, string]>([
    [undefined, undefined, HOME],
    ['', '', HOME],
    [undefined, users, `${users}/fits-datalake`],
    // the XDG specification says to ignore relative paths
    [undefined, 'relative', HOME],
    ['/own', users, '/own'],
    ['own/caches', users, join(process.cwd(), 'own/caches')],
  ])('begins, with FITS_CACHE %j and XDG_CACHE_HOME %j, with %s', (FITS_CACHE, XDG_CACHE_HOME, root) => {
    withEnvironment({ FITS_CACHE, XDG_CACHE_HOME });
    expect(cacheRoot()).toBe(root);
  });
  it('depends on the real path, the device and the inode of the lake', () => {
    const [one, other] = [lakeNow(), lakeNow()];
    const link = join(tempFolder(), 'link');
    symlinkSync(one, link);
    expect(cacheFolder(link)).toBe(cacheFolder(one));
    expect(cacheFolder(other)).not.toBe(cacheFolder(one));
    const folder = openCacheFolder(link);
    const { dev, ino } = statSync(one, { bigint: true });
    expect(JSON.parse(readFileSync(`${folder}/lake.json`, 'utf8'))).toEqual({
      lake: realpathSync(one),
      device: String(dev),
      inode: String(ino),
    });
  });
  it.each(["it's a [a-c]*.cache", 'Ångström 星 %20'])('can contain %j', async (name) => {
    withEnvironment({ FITS_CACHE: join(tempFolder(), name) });
    const lake = lakeNow();
    const notices: string[] = [];
    expect(await askOnce(lake, ASK, { onNotice: (notice) => notices.push(notice) })).toEqual([['x']]);
    expect(notices).toEqual([]);
    expect(readdirSync(cacheFolder(lake))).toContain('lake.duckdb');
  });
  it('cannot contain a ?, which DuckDB would read as the start of options', async () => {
    withEnvironment({ FITS_CACHE: join(tempFolder(), 'why?') });
    const notices: string[] = [];
    expect(await askOnce(lakeNow(), ASK, { onNotice: (notice) => notices.push(notice) })).toEqual([['x']]);
    expect(notices).toEqual([expect.stringMatching(/has a \? in its path/)]);
  });
});

describe('the folder of a cache', () => {
  it('belongs only to its user, as do the folders that are created for it', async () => {
    const base = tempFolder();
    chmodSync(base, 0o755);
    withEnvironment({ FITS_CACHE: undefined, XDG_CACHE_HOME: `${base}/users/cache` });
    const lake = lakeNow();
    await askOnce(lake, ASK);
    const made = ['users', 'users/cache', 'users/cache/fits-datalake'].map((name) => join(base, name));
    expect([...made, cacheFolder(lake)].map(modeOf)).toEqual(['700', '700', '700', '700']);
    expect(modeOf(base)).toBe('755');
  });
  it('is closed to others who could read it', () => {
    const folder = openCacheFolder(lakeNow());
    const lake = JSON.parse(readFileSync(`${folder}/lake.json`, 'utf8')).lake;
    writeFileSync(databaseIn(folder), 'kept');
    chmodSync(folder, 0o755);
    openCacheFolder(lake);
    expect(modeOf(folder)).toBe('700');
    expect(readFileSync(databaseIn(folder), 'utf8')).toBe('kept');
  });
  it('is closed to others who could write to it, and emptied', () => {
    const lake = lakeNow();
    const folder = openCacheFolder(lake);
    const outside = tempFolder();
    writeFileSync(`${outside}/precious`, 'x');
    mkdirSync(`${folder}/theirs`);
    for (const path of [databaseIn(folder), `${folder}/theirs/x`]) writeFileSync(path, 'theirs');
    symlinkSync(outside, `${folder}/theirs/link`);
    symlinkSync(outside, `${folder}/link`);
    chmodSync(folder, 0o777);
    openCacheFolder(lake);
    expect(modeOf(folder)).toBe('700');
    expect(readdirSync(folder)).toEqual(['lake.json']);
    expect(readdirSync(outside)).toEqual(['precious']);
  });
  it('is refused if it is a link or a file', async () => {
    const [lake, other] = [lakeNow(), lakeNow()];
    const outside = tempFolder();
    symlinkSync(outside, cacheFolder(lake));
    writeFileSync(cacheFolder(other), 'x');
    expect(() => openCacheFolder(lake)).toThrow(
      expect.objectContaining({ folder: cacheFolder(lake), problem: 'link' }),
    );
    expect(() => openCacheFolder(other)).toThrow(
      expect.objectContaining({ folder: cacheFolder(other), problem: 'not-a-folder' }),
    );
    const notices: string[] = [];
    expect(await askOnce(lake, ASK, { onNotice: (notice) => notices.push(notice) })).toEqual([['x']]);
    expect(notices).toEqual([
      expect.stringMatching(/^no cache can be kept \(.* is a symbolic link\); a temporary/),
    ]);
    expect(readdirSync(outside)).toEqual([]);
  });
});

describe('the folder of caches', () => {
  it('is not below a folder that everyone can write to, unless that is sticky as /tmp is', () => {
    const base = tempFolder();
    const above = join(base, 'above');
    mkdirSync(above);
    withEnvironment({ FITS_CACHE: join(above, 'mine') });
    chmodSync(above, 0o777);
    expect(() => openCacheFolder(lakeNow())).toThrow(`is below ${above}, which everyone can write to`);
    chmodSync(above, 0o1777);
    expect(openCacheFolder(lakeNow())).toContain(join(above, 'mine'));
  });
  it('is closed to others who could write to it, unless its user named it', () => {
    const base = tempFolder();
    withEnvironment({ FITS_CACHE: undefined, XDG_CACHE_HOME: base });
    mkdirSync(cacheRoot());
    chmodSync(cacheRoot(), 0o777);
    openCacheFolder(lakeNow());
    expect(modeOf(cacheRoot())).toBe('700');
    chmodSync(cacheRoot(), 0o775);
    withEnvironment({ FITS_CACHE: cacheRoot() });
    expect(() => openCacheFolder(lakeNow())).toThrow(
      expect.objectContaining({ problem: 'writable-by-others' }),
    );
    expect(modeOf(cacheRoot())).toBe('775');
  });
  it("can be a link of the user's own", () => {
    const link = join(tempFolder(), 'link');
    const target = tempFolder();
    symlinkSync(target, link);
    withEnvironment({ FITS_CACHE: link });
    const folder = openCacheFolder(lakeNow());
    expect(folder.startsWith(`${realpathSync(target)}/lake-`)).toBe(true);
  });
  it.skipIf(process.geteuid?.() !== 0)('is refused if it belongs to another user', async () => {
    const NOBODY = 65534;
    const base = tempFolder();
    chmodSync(base, 0o755);
    const theirs = join(base, 'theirs');
    mkdirSync(theirs);
    chownSync(theirs, NOBODY, NOBODY);
    withEnvironment({ FITS_CACHE: theirs });
    const lake = lakeNow();
    const refused = expect.objectContaining({ name: 'CacheRefused', problem: 'other-user' });
    expect(() => openCacheFolder(lake)).toThrow(refused);
    expect(readdirSync(theirs)).toEqual([]);
    withEnvironment({ FITS_CACHE: base });
    mkdirSync(cacheFolder(lake), 0o700);
    chownSync(cacheFolder(lake), NOBODY, NOBODY);
    expect(() => openCacheFolder(lake)).toThrow(refused);
  });
  it('serves an up-to-date cache even if it is read-only', async () => {
    await asOrdinaryUser(async () => {
      const lake = tempFolder();
      withEnvironment({ FITS_CACHE: join(tempFolder(), 'caches') });
      addToLake(lake, { bucket: 'b', key: 'a/1', hdus: [[['OBJECT', 'x']]] });
      await askOnce(lake, ASK);
      await askOnce(lake, ASK);
      const folder = cacheFolder(lake);
      for (const path of [...readdirSync(folder).map((name) => join(folder, name)), folder, cacheRoot()])
        chmodSync(path, 0o500);
      const notices: string[] = [];
      expect(await askOnce(lake, ASK, { onNotice: (notice) => notices.push(notice) })).toEqual([['x']]);
      expect(notices).toEqual([]);
      for (const path of [cacheRoot(), folder]) chmodSync(path, 0o700);
    });
  });
});
