import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { formerLakeKey } from '../../../lib/lake/former-naming.ts';
import { HEADERS, lakeKey } from '../../../lib/lake/naming.ts';
import { fromMetadata } from '../../../lib/lake/object.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { PROGRAM } from '../../helpers/run-cli.ts';
import { keysOf, listed } from '../../helpers/store.ts';

// Lakes of 0.1.0 named collections by the folders themselves, so some of their objects are misplaced now.

let runs: ReturnType<typeof ingestRuns>;
let lakeFolder: string;
beforeEach(() => {
  runs = ingestRuns();
  lakeFolder = join(runs.folder, 'fits-lake');
});

const lake = () => folderStore(lakeFolder);
const put = (path: string, object = path): void =>
  runs.put(path, primary([], [`OBJECT  = '${object.slice(-8)}'`]));
const ingest = async (...paths: readonly string[]) => (await runs.ingest(...paths)).report;

/** Moves all lake objects to where 0.1.0 kept them; returns how many were moved. */
async function backTo010(): Promise<number> {
  let count = 0;
  for (const { key, metadata } of await listed(lake(), HEADERS)) {
    const former = formerLakeKey(fromMetadata(metadata ?? {})!);
    if (former === key) continue;
    mkdirSync(join(lakeFolder, dirname(former)), { recursive: true });
    renameSync(join(lakeFolder, key), join(lakeFolder, former));
    count++;
  }
  rmSync(join(lakeFolder, '.cache'), { recursive: true, force: true });
  return count;
}

const FILES = 'SELECT source_key, collection, object FROM files ORDER BY source_key';

describe('a lake of 0.1.0', () => {
  it('answers as before until an ingest of any folder moves its objects; no file is read again', async () => {
    for (const path of ['night 1/a.fits', 'night 1/b.fits', 'n:2/c.fits', 'plain/d.fits'])
      put(`data/${path}`);
    await ingest('data');
    rmSync(join(runs.folder, 'data/n:2/c.fits'));
    put('other/x.fits');
    await ingest('data', 'other');
    const objects = 'SELECT source_key, object FROM files ORDER BY source_key';
    const before = await runs.rows(objects);
    expect(await backTo010()).toBe(3);
    expect(
      await runs.rows("SELECT source_key FROM files WHERE collection = 'night 1' ORDER BY 1"),
    ).toHaveLength(2);
    expect(await runs.rows(objects)).toEqual(before);

    expect(await ingest('other')).toMatchObject({ moved: 3, files: 1, unchanged: 1, failed: 0, requests: 0 });
    expect(await runs.rows(FILES)).toEqual([
      ['night 1/a.fits', 'night_1', '1/a.fits'],
      ['night 1/b.fits', 'night_1', '1/b.fits'],
      ['plain/d.fits', 'plain', 'n/d.fits'],
      ['x.fits', '-', 'r/x.fits'],
    ]);
    expect(await runs.rows('SELECT source_key, collection FROM removed')).toEqual([['n:2/c.fits', 'n_2']]);
    expect((await keysOf(lake(), HEADERS)).filter((key) => /[^\w./=~-]/.test(key))).toEqual([]);
    expect(await ingest('data', 'other')).toMatchObject({ moved: 0, unchanged: 4, requests: 0 });
  });

  it('has its moved objects counted in the report', async () => {
    put('data/n:1/a.fits');
    await ingest('data');
    await backTo010();
    expect((await runs.run('ingest', 'data')).stdout).toMatch(/^1 file: .*\n1 lake object moved .*\nlake /);
    expect((await runs.run('ingest', 'data')).stdout).not.toMatch(/ moved /);
  });

  it('is swept in the same run: changed and removed files are recorded only in the new place', async () => {
    for (const name of ['a', 'b', 'c']) put(`data/n:1/${name}.fits`);
    await ingest('data');
    await backTo010();
    put('data/n:1/a.fits', 'changed!');
    rmSync(join(runs.folder, 'data/n:1/b.fits'));
    expect(await ingest('data')).toMatchObject({ moved: 3, changed: 1, removed: 1, unchanged: 1, new: 0 });
    expect(await runs.rows(FILES)).toEqual([
      ['n:1/a.fits', 'n_1', 'changed!'],
      ['n:1/c.fits', 'n_1', '1/c.fits'],
    ]);
    expect(await keysOf(lake(), HEADERS)).toHaveLength(3);
  });

  it('loses nothing if the ingest is killed, and the next one completes the move', async () => {
    const count = 90;
    for (let i = 0; i < count; i++) put(`data/n:${i % 7}/${i}.fits`, `${i}`);
    await ingest('data');
    expect(await backTo010()).toBe(count);
    expect(readdirSync(join(lakeFolder, 'headers'))).toContain('collection=n%3A0');
    for (let round = 0; round < 2; round++) {
      const args = [PROGRAM, 'ingest', '--json', 'data'];
      const child = spawn(process.execPath, args, { cwd: runs.folder, stdio: 'ignore' });
      const ended = once(child, 'exit');
      // the objects of the first folder are being moved
      while (!existsSync(join(lakeFolder, 'headers/collection=n_0')) && child.exitCode === null)
        await pause(2);
      await pause(10 * round);
      child.kill('SIGKILL');
      await ended;
      expect(await runs.rows('SELECT count(DISTINCT source_key) FROM files')).toEqual([[count]]);
    }
    expect(await ingest('data')).toMatchObject({ unchanged: count, failed: 0, requests: 0 });
    expect(await runs.rows('SELECT count(*), count(DISTINCT object) FROM files')).toEqual([[count, count]]);
    expect(await keysOf(lake(), HEADERS)).toHaveLength(count);
  });
});

describe('a file in the lake that is not a lake object', () => {
  const REMEDY = /delete it or move it elsewhere$/m;

  it('is listed; ingesting again is not suggested', async () => {
    put('data/a.fits');
    await ingest('data');
    const foreign = join(lakeFolder, 'headers/collection=-/notes.csv.gz');
    writeFileSync(foreign, gzipSync('name,ra\nM31,10.68\n'));
    await ingest('data');
    const query = await runs.run('query', '--format', 'csv', 'SELECT count(*) FROM files');
    expect(query).toMatchObject({ status: 3, stdout: expect.stringMatching(/\n1\n$/) });
    expect(query.stderr).toMatch(
      /notes\.csv\.gz: it is not a lake object; delete it or move it elsewhere\n$/,
    );
    expect((await runs.run('status')).stdout).toMatch(REMEDY);
    writeFileSync(foreign, 'not even gzip');
    expect((await runs.run('status')).stdout).toMatch(REMEDY);
    expect((await runs.run('query', 'SELECT 1')).stderr).not.toContain('ingest');
    rmSync(foreign);
    expect((await runs.run('status')).status).toBe(0);
  });

  it('is listed with damaged objects, which an ingest repairs', async () => {
    put('data/a.fits');
    put('data/b.fits');
    await ingest('data');
    const key = lakeKey({ bucket: `file://${runs.folder}/data`, key: 'a.fits' });
    writeFileSync(join(lakeFolder, key), 'damaged');
    writeFileSync(join(lakeFolder, 'headers/collection=-/notes.csv.gz'), 'mine');
    const { stderr } = await runs.run('query', 'SELECT 1');
    expect(stderr).toMatch(REMEDY);
    expect(stderr).toMatch(/; ingest the folder again to repair it\n$/);
  });

  it('may be a copy of an object, which an ingest removes', async () => {
    put('data/a.fits');
    await ingest('data');
    const [key = ''] = await keysOf(lake(), HEADERS);
    const copy = key.replace('.csv.gz', ' (1).csv.gz');
    const { bytes } = await lake().read(key, 0, 100_000);
    writeFileSync(join(lakeFolder, copy), bytes);
    expect((await runs.run('query', 'SELECT count(*) FROM files')).stderr).toMatch(REMEDY);
    expect(await ingest('data')).toMatchObject({ moved: 1, files: 1, failed: 0 });
    expect(await keysOf(lake(), HEADERS)).toEqual([key]);
    expect(await runs.rows('SELECT count(*) FROM files')).toEqual([[1]]);
  });
});
