import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { HEADERS, lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { keysOf, listed } from '../../helpers/store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

// Local lakes of 0.1.0, whose collections were named by the folders themselves.

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});
const lakeFolder = (): string => join(folder, 'fits-lake');
const lake = () => folderStore(lakeFolder());

const put = (path: string, object = path): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), primary([], [`OBJECT  = '${object.slice(-8)}'`]));
};
const run = (...args: string[]) => runCli(args, { cwd: folder });
const ingest = (...args: string[]) => JSON.parse(run('ingest', '--json', ...args).stdout);
const rows = (sql: string): unknown[][] => {
  const { stdout, stderr } = run('query', '--format', 'json', sql);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as Record<string, unknown>[]).map((row) => Object.values(row));
};
const FILES = 'SELECT source_key, collection, object FROM files ORDER BY source_key';

/** Moves all lake objects to where they were up to 0.1.0; returns how many there are. */
async function backTo010(): Promise<number> {
  let count = 0;
  for (const { key, metadata } of await listed(lake(), HEADERS)) {
    const former = formerLakeKey(fromMetadata(metadata ?? {})!);
    if (former === key) continue;
    mkdirSync(join(lakeFolder(), dirname(former)), { recursive: true });
    renameSync(join(lakeFolder(), key), join(lakeFolder(), former));
    count++;
  }
  rmSync(join(lakeFolder(), '.cache'), { recursive: true, force: true });
  return count;
}

describe('a lake of 0.1.0', () => {
  it('answers as before until an ingest of any folder moves its objects; no file is read again', async () => {
    for (const path of ['night 1/a.fits', 'night 1/b.fits', 'n:2/c.fits', 'plain/d.fits'])
      put(`data/${path}`);
    ingest('data');
    rmSync(join(folder, 'data/n:2/c.fits'));
    put('other/x.fits');
    ingest('data', 'other');
    const before = rows('SELECT source_key, object FROM files ORDER BY source_key');
    expect(await backTo010()).toBe(3);
    expect(rows("SELECT source_key FROM files WHERE collection = 'night 1' ORDER BY 1")).toHaveLength(2);
    expect(rows('SELECT source_key, object FROM files ORDER BY source_key')).toEqual(before);

    expect(ingest('other')).toMatchObject({ moved: 3, files: 1, unchanged: 1, failed: 0, requests: 0 });
    expect(rows(FILES)).toEqual([
      ['night 1/a.fits', 'night_1', '1/a.fits'],
      ['night 1/b.fits', 'night_1', '1/b.fits'],
      ['plain/d.fits', 'plain', 'n/d.fits'],
      ['x.fits', '-', 'r/x.fits'],
    ]);
    expect(rows('SELECT source_key, collection FROM removed')).toEqual([['n:2/c.fits', 'n_2']]);
    expect((await keysOf(lake(), HEADERS)).filter((key) => /[^\w./=~-]/.test(key))).toEqual([]);
    expect(ingest('data', 'other')).toMatchObject({ moved: 0, unchanged: 4, requests: 0 });
  });

  it('is reported in one line', async () => {
    put('data/n:1/a.fits');
    ingest('data');
    await backTo010();
    expect(run('ingest', 'data').stdout).toMatch(/^1 file: .*\n1 lake object moved to its new place\nlake /);
    expect(run('ingest', 'data').stdout).not.toMatch(/ moved /);
  });

  it('is swept in the same run: changed and deleted files are recorded only in the right place', async () => {
    for (const name of ['a', 'b', 'c']) put(`data/n:1/${name}.fits`);
    ingest('data');
    await backTo010();
    put('data/n:1/a.fits', 'changed!');
    rmSync(join(folder, 'data/n:1/b.fits'));
    expect(ingest('data')).toMatchObject({ moved: 3, changed: 1, removed: 1, unchanged: 1, new: 0 });
    expect(rows(FILES)).toEqual([
      ['n:1/a.fits', 'n_1', 'changed!'],
      ['n:1/c.fits', 'n_1', '1/c.fits'],
    ]);
    expect(await keysOf(lake(), HEADERS)).toHaveLength(3);
  });

  it('loses nothing to an ingest that is killed, and the next one completes it', async () => {
    const count = 300;
    for (let i = 0; i < count; i++) put(`data/n:${i % 7}/${i}.fits`, `${i}`);
    ingest('data');
    expect(await backTo010()).toBe(count);
    const isOld = (): boolean => readdirSync(join(lakeFolder(), 'headers')).includes('collection=n%3A0');
    expect(isOld()).toBe(true);
    for (let round = 0; round < 4; round++) {
      const program = [resolve('bin/fits-datalake.js'), 'ingest', '--json', 'data'];
      const child = spawn(process.execPath, program, { cwd: folder, stdio: 'ignore' });
      const ended = once(child, 'exit');
      // the first folder is being moved, or has been
      while (!existsSync(join(lakeFolder(), 'headers/collection=n_0')) && child.exitCode === null)
        await new Promise((done) => setTimeout(done, 2));
      await new Promise((done) => setTimeout(done, 10 * round));
      child.kill('SIGKILL');
      await ended;
      const [[files] = []] = rows('SELECT count(DISTINCT source_key) FROM files');
      expect(files).toBe(count);
    }
    expect(ingest('data')).toMatchObject({ unchanged: count, failed: 0, requests: 0 });
    expect(rows('SELECT count(*), count(DISTINCT object) FROM files')).toEqual([[count, count]]);
    expect(await keysOf(lake(), HEADERS)).toHaveLength(count);
  });
});

describe('something in the lake that is not a lake object', () => {
  const NOT = /it is not a lake object.*delete it or move it elsewhere$/m;

  it('is named, with what to do instead of another ingest', () => {
    put('data/a.fits');
    ingest('data');
    const foreign = join(lakeFolder(), 'headers/collection=-/notes.csv.gz');
    writeFileSync(foreign, gzipSync('name,ra\nM31,10.68\n'));
    ingest('data');
    const query = run('query', '--format', 'csv', 'SELECT count(*) FROM files');
    expect(query).toMatchObject({ status: 3, stdout: expect.stringMatching(/\n1\n$/) });
    expect(query.stderr).toMatch(
      /notes\.csv\.gz: it is not a lake object; delete it or move it elsewhere\n$/,
    );
    expect(run('status').stdout).toMatch(NOT);
    writeFileSync(foreign, 'no gzip at all');
    expect(run('status').stdout).toMatch(NOT);
    expect(run('query', 'SELECT 1').stderr).not.toMatch(/ingest the folder again/);
    rmSync(foreign);
    expect(run('status')).toMatchObject({ status: 0 });
  });

  it('does not hide that damaged objects can be repaired', () => {
    put('data/a.fits');
    put('data/b.fits');
    ingest('data');
    const key = lakeKey({ bucket: `file://${folder}/data`, key: 'a.fits' });
    writeFileSync(join(lakeFolder(), key), 'damaged');
    writeFileSync(join(lakeFolder(), 'headers/collection=-/notes.csv.gz'), 'mine');
    const { stderr } = run('query', 'SELECT 1');
    expect(stderr).toMatch(NOT);
    expect(stderr).toMatch(/ingest the folder again to repair it\n$/);
  });

  it('may be a copy of an object, which an ingest removes', async () => {
    put('data/a.fits');
    ingest('data');
    const [key = ''] = await keysOf(lake(), HEADERS);
    const copy = key.replace('.csv.gz', ' (1).csv.gz');
    const { bytes } = await lake().read(key, 0, 100_000);
    writeFileSync(join(lakeFolder(), copy), bytes);
    const { stderr } = run('query', 'SELECT count(*) FROM files');
    expect(stderr).toMatch(/it is a copy: delete it or move it elsewhere\n$/);
    expect(ingest('data')).toMatchObject({ moved: 1, files: 1, failed: 0 });
    expect(await keysOf(lake(), HEADERS)).toEqual([key]);
    expect(rows('SELECT count(*) FROM files')).toEqual([[1]]);
  });
});
