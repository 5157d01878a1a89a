import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';
import { withEnvironment } from '../../helpers/with-environment.ts';

let folder: string;
let caches: string;
beforeEach(() => {
  folder = tempFolder();
  caches = join(tempFolder(), 'caches');
  withEnvironment({ FITS_CACHE: caches });
  writeFileSync(join(folder, 'a.fits'), primary());
});
const run = (...args: string[]) => runCli(args, { cwd: folder });

/** Makes a lake and its cache; returns the lake's folder and the cache's. */
function lakeNamed(name: string): { lake: string; cache: string } {
  const lake = join(folder, name);
  expect(run('ingest', 'a.fits', '--lake', lake).status).toBe(0);
  return { lake, cache: cacheFolder(lake) };
}

describe('cache', () => {
  it('says that there are none', () => {
    expect(run('cache')).toEqual({ status: 0, stderr: '', stdout: `0 caches, 0 bytes in ${caches}\n` });
    expect(run('cache', '--prune')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing to remove\n'),
    });
    expect(existsSync(caches)).toBe(false);
  });
  it('lists caches with their lakes, and whether these still exist', () => {
    const [here, gone, replaced] = ['here', 'gone', 'replaced'].map(lakeNamed) as [
      ReturnType<typeof lakeNamed>,
      ReturnType<typeof lakeNamed>,
      ReturnType<typeof lakeNamed>,
    ];
    rmSync(gone.lake, { recursive: true });
    renameSync(replaced.lake, join(folder, 'moved'));
    mkdirSync(replaced.lake);
    const { stdout, status } = run('cache');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^${here.cache}: [\\d.]+ [kM]B, of the lake ${here.lake}$`, 'm'));
    expect(stdout).toMatch(
      new RegExp(
        `^${gone.cache}: .*, of the lake ${gone.lake}, which no longer exists or was made anew$`,
        'm',
      ),
    );
    expect(stdout).toMatch(new RegExp(`^3 caches, .* in ${caches}$`, 'm'));
    expect(stdout).toMatch(
      /^2 caches, .* of lakes that no longer exist; to remove them: fits-datalake cache --prune$/m,
    );
    const { folder: root, caches: list } = JSON.parse(run('cache', '--json').stdout);
    expect(root).toBe(caches);
    const bytes = readdirSync(here.cache).reduce(
      (sum, name) => sum + statSync(join(here.cache, name)).size,
      0,
    );
    expect(list).toHaveLength(3);
    expect(list).toContainEqual({ folder: here.cache, bytes, lake: here.lake, state: 'there' });
    expect(list).toContainEqual(expect.objectContaining({ folder: replaced.cache, state: 'gone' }));
  });
  it('--prune removes those of lakes that no longer exist, says which, and removes nothing else', () => {
    const here = lakeNamed('here');
    const gone = lakeNamed('gone');
    rmSync(gone.lake, { recursive: true });
    const outside = tempFolder();
    writeFileSync(join(outside, 'precious'), 'x');
    symlinkSync(outside, join(gone.cache, 'link'));
    const link = `lake-${'0'.repeat(32)}`;
    symlinkSync(outside, join(caches, link));
    const others = [
      'lake-1',
      `lake-${'g'.repeat(32)}`,
      `my-lake-${'0'.repeat(32)}`,
      `lake-${'0'.repeat(32)}.old`,
      'aws-lake',
    ];
    for (const name of others) mkdirSync(join(caches, name));
    writeFileSync(join(caches, `lake-${'1'.repeat(32)}`), 'a file');
    const before = readdirSync(caches).filter((name) => join(caches, name) !== gone.cache);
    const { stdout, status } = run('cache', '--prune');
    expect(status).toBe(0);
    expect(stdout).toMatch(
      new RegExp(
        `^removed: ${gone.cache}: .*, of the lake ${gone.lake}, which no longer exists or was made anew$`,
        'm',
      ),
    );
    expect(stdout).not.toContain(`removed: ${here.cache}`);
    expect(readdirSync(caches)).toEqual(before);
    expect(lstatSync(join(caches, link)).isSymbolicLink()).toBe(true);
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(run('cache', '--prune').stdout).toContain('nothing to remove\n');
    expect(JSON.parse(run('cache', '--prune', '--json').stdout)).toMatchObject({
      removed: [],
      caches: [{ lake: here.lake }],
    });
  });
  it('--prune removes a cache that names no lake, or the wrong one', () => {
    const [one, other] = [lakeNamed('one'), lakeNamed('other')];
    rmSync(join(one.cache, 'lake.json'));
    writeFileSync(join(other.cache, 'lake.json'), JSON.stringify({ lake: '/', device: '1', inode: '2' }));
    const { removed } = JSON.parse(run('cache', '--prune', '--json').stdout);
    expect(removed.map(({ lake }: { lake: unknown }) => lake)).toEqual([null, null]);
    expect(readdirSync(caches)).toEqual([]);
    expect(run('query', '--lake', one.lake, 'SELECT count(*) FROM files').status).toBe(0);
  });
  it('fails if there can be no caches', () => {
    writeFileSync(caches, 'in the way');
    expect(run('cache')).toMatchObject({ status: 1, stderr: `fits-datalake: ${caches} is not a folder\n` });
  });
});

describe('status', () => {
  it('says where the cache is and how large it is', () => {
    const { lake, cache } = lakeNamed('here');
    expect(run('status', '--lake', lake).stdout).toMatch(
      new RegExp(`^cache: ${cache} \\([\\d.]+ [kM]B\\)$`, 'm'),
    );
    const bytes = readdirSync(cache).reduce((sum, name) => sum + statSync(join(cache, name)).size, 0);
    expect(JSON.parse(run('status', '--lake', lake, '--json').stdout).cache).toEqual({
      folder: cache,
      bytes,
      temporary: false,
    });
  });
  it('says so if the cache is temporary', () => {
    const { lake } = lakeNamed('here');
    rmSync(caches, { recursive: true });
    writeFileSync(caches, 'in the way');
    const { stdout, stderr, status } = run('status', '--lake', lake);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^cache: temporary, removed after this run \([\d.]+ [kM]B\)$/m);
    expect(stderr).toContain('no cache can be kept');
  });
});
