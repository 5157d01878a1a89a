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
import { runMain } from '../../helpers/run-main.ts';
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

const run = (...args: readonly string[]) => runMain(args, { cwd: folder });
const stdoutOf = async (...args: readonly string[]): Promise<string> => (await run(...args)).stdout;
const jsonOf = async (...args: readonly string[]) => JSON.parse(await stdoutOf(...args, '--json'));

/** Makes a lake with a cache; returns their folders. */
async function makeLake(name: string): Promise<{ readonly lake: string; readonly cache: string }> {
  const lake = join(folder, name);
  expect((await run('ingest', 'a.fits', '--lake', lake)).status).toBe(0);
  return { lake, cache: cacheFolder(lake) };
}

const sizeOf = (cache: string): number =>
  readdirSync(cache).reduce((sum, name) => sum + statSync(join(cache, name)).size, 0);

describe('cache', () => {
  it('prints that there are no caches, and creates no folder for them', async () => {
    expect(await run('cache')).toEqual({ status: 0, stderr: '', stdout: `0 caches, 0 bytes in ${caches}\n` });
    expect(await run('cache', '--prune')).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('nothing to remove\n'),
    });
    expect(existsSync(caches)).toBe(false);
  });

  it('lists caches with their lakes, and whether these still exist', async () => {
    const existing = await makeLake('existing');
    const gone = await makeLake('gone');
    const replaced = await makeLake('replaced');
    rmSync(gone.lake, { recursive: true });
    renameSync(replaced.lake, join(folder, 'moved'));
    mkdirSync(replaced.lake);
    const { stdout, status } = await run('cache');
    expect(status).toBe(0);
    const line = (text: string): RegExp => new RegExp(`^${text}$`, 'm');
    expect(stdout).toMatch(line(`${existing.cache}: [\\d.]+ [kM]B, of the lake ${existing.lake}`));
    expect(stdout).toMatch(line(`${gone.cache}: .*, of the lake ${gone.lake}, which no longer exists .*`));
    expect(stdout).toMatch(line(`3 caches, .* in ${caches}`));
    expect(stdout).toMatch(line('2 caches, .*: fits-datalake cache --prune'));
    const { folder: root, caches: list } = await jsonOf('cache');
    expect(root).toBe(caches);
    expect(list).toHaveLength(3);
    expect(list).toContainEqual({
      ...{ folder: existing.cache, lake: existing.lake },
      ...{ bytes: sizeOf(existing.cache), state: 'there' },
    });
    expect(list).toContainEqual(expect.objectContaining({ folder: replaced.cache, state: 'gone' }));
  });

  it('fails if the folder of the caches is a file', async () => {
    writeFileSync(caches, 'in the way');
    expect(await run('cache')).toMatchObject({
      status: 1,
      stderr: `fits-datalake: ${caches} is not a folder\n`,
    });
  });
});

describe('cache --prune', () => {
  it('lists and removes the caches of lakes that no longer exist, and nothing else', async () => {
    const existing = await makeLake('existing');
    const gone = await makeLake('gone');
    rmSync(gone.lake, { recursive: true });
    const outside = tempFolder();
    writeFileSync(join(outside, 'precious'), 'x');
    symlinkSync(outside, join(gone.cache, 'link'));
    const link = `lake-${'0'.repeat(32)}`;
    symlinkSync(outside, join(caches, link));
    const foreign = [
      ...['lake-1', `lake-${'g'.repeat(32)}`, `my-lake-${'0'.repeat(32)}`],
      ...[`lake-${'0'.repeat(32)}.old`, 'aws-lake'],
    ];
    for (const name of foreign) mkdirSync(join(caches, name));
    writeFileSync(join(caches, `lake-${'1'.repeat(32)}`), 'a file');
    const kept = readdirSync(caches).filter((name) => join(caches, name) !== gone.cache);
    const { stdout, status } = await run('cache', '--prune');
    expect(status).toBe(0);
    expect(stdout).toMatch(new RegExp(`^removed: ${gone.cache}: .*, of the lake ${gone.lake}, `, 'm'));
    expect(stdout).not.toContain(`removed: ${existing.cache}`);
    expect(readdirSync(caches)).toEqual(kept);
    expect(lstatSync(join(caches, link)).isSymbolicLink()).toBe(true);
    expect(readdirSync(outside)).toEqual(['precious']);
    expect(await stdoutOf('cache', '--prune')).toContain('nothing to remove\n');
    expect(await jsonOf('cache', '--prune')).toMatchObject({
      removed: [],
      caches: [{ lake: existing.lake }],
    });
  });

  it('removes a cache that names no lake, or the wrong one', async () => {
    const [first, second] = [await makeLake('first'), await makeLake('second')];
    rmSync(join(first.cache, 'lake.json'));
    writeFileSync(join(second.cache, 'lake.json'), JSON.stringify({ lake: '/', device: '1', inode: '2' }));
    const { removed } = await jsonOf('cache', '--prune');
    expect(removed.map(({ lake }: { lake: unknown }) => lake)).toEqual([null, null]);
    expect(readdirSync(caches)).toEqual([]);
    expect((await run('query', '--lake', first.lake, 'SELECT count(*) FROM files')).status).toBe(0);
  });
});

describe('status', () => {
  it('prints the folder and the size of the cache', async () => {
    const { lake, cache } = await makeLake('existing');
    expect(await stdoutOf('status', '--lake', lake)).toMatch(
      new RegExp(`^cache: ${cache} \\([\\d.]+ [kM]B\\)$`, 'm'),
    );
    expect((await jsonOf('status', '--lake', lake)).cache).toEqual({
      ...{ folder: cache, bytes: sizeOf(cache), temporary: false },
    });
  });

  it('says that the cache is temporary if it cannot be kept', async () => {
    const { lake } = await makeLake('existing');
    rmSync(caches, { recursive: true });
    writeFileSync(caches, 'in the way');
    const { stdout, stderr, status } = await run('status', '--lake', lake);
    expect(status).toBe(0);
    expect(stdout).toMatch(/^cache: temporary, .* \([\d.]+ [kM]B\)$/m);
    expect(stderr).toContain(caches);
  });
});
