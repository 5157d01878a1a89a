import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { image, primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const put = (path: string, bytes: Uint8Array | string = primary()): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
};
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runCli(args, { cwd: folder, env });
/** The counts of an ingest's report. */
function ingest(...args: string[]) {
  const { stdout, stderr, status } = run(['ingest', '--json', ...args]);
  return { status, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
}
const rows = (sql: string): unknown[][] => {
  const { stdout, stderr } = run(['query', '--format', 'json', sql]);
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as Record<string, unknown>[]).map((row) => Object.values(row));
};

describe('ingest', () => {
  it('counts what is new, changed, unchanged, removed and faulty, and the lake follows', () => {
    put('archive/night1/a.fits', primary([], ["OBJECT  = 'M31'"]));
    put('archive/night1/b.fits');
    put('archive/c.fits', '<html>');
    expect(ingest('archive')).toMatchObject({
      status: 3,
      report: { files: 3, new: 3, changed: 0, unchanged: 0, removed: 0, faulty: 1, hdus: 2, cards: 7 },
    });
    expect(rows('SELECT source_bucket, source_key, object FROM files ORDER BY source_key')).toEqual([
      [`file://${folder}/archive`, 'c.fits', null],
      [`file://${folder}/archive`, 'night1/a.fits', 'M31'],
      [`file://${folder}/archive`, 'night1/b.fits', null],
    ]);
    put('archive/night1/a.fits', Buffer.concat([primary([], ["OBJECT  = 'M33'"]), image()]));
    rmSync(join(folder, 'archive/night1/b.fits'));
    put('archive/night2/d.fit');
    expect(ingest('archive')).toMatchObject({
      status: 3,
      report: { files: 3, new: 1, changed: 1, unchanged: 1, removed: 1, faulty: 1 },
    });
    expect(rows('SELECT source_key, object, hdu_count FROM files ORDER BY source_key')).toEqual([
      ['c.fits', null, 0],
      ['night1/a.fits', 'M33', 2],
      ['night2/d.fit', null, 1],
    ]);
    expect(rows('SELECT source_key FROM removed')).toEqual([['night1/b.fits']]);
    expect(rows('SELECT source_key, code FROM faults')).toEqual([['c.fits', 'not-fits']]);
    rmSync(join(folder, 'archive/c.fits'));
    expect(ingest('archive')).toMatchObject({ status: 0, report: { faulty: 0, removed: 1 } });
  });

  it('reads a file again whose size or time is another', () => {
    put('a/x.fits');
    ingest('a');
    utimesSync(join(folder, 'a/x.fits'), 1e9, 1e9);
    expect(ingest('a').report).toMatchObject({ changed: 1 });
    expect(ingest('a').report).toMatchObject({ unchanged: 1, requests: 0, bytesRead: 0 });
  });

  it('gives a part of a root to that root, and refuses its parent', () => {
    put('data/archive/n1/a.fits');
    put('data/archive/n2/b.fits');
    ingest('data/archive');
    put('data/archive/n2/c.fits');
    rmSync(join(folder, 'data/archive/n1/a.fits'));
    expect(ingest('data/archive/n2').report).toMatchObject({ files: 2, new: 1, removed: 0 });
    const refused = ingest('data');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain(`${folder}/data/archive is a root of this lake already`);
    expect(ingest('data/archive').report).toMatchObject({ removed: 1 });
  });

  it('opens what is named outright, whatever its name', () => {
    put('raw/image.dat');
    put('raw/other.dat');
    expect(ingest('raw').report).toMatchObject({ files: 0 });
    expect(ingest('raw/image.dat').report).toMatchObject({ files: 1, new: 1 });
    expect(ingest('raw').report).toMatchObject({ files: 1, unchanged: 1 });
  });

  it('fails where a path or a root is missing, and changes nothing', () => {
    put('a/x.fits');
    ingest('a');
    expect(ingest('nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('no such file or folder'),
    });
    renameSync(join(folder, 'a'), join(folder, 'b'));
    const missing = ingest('a');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain(`${folder}/a`);
    expect(rows('SELECT count(*) FROM files')).toEqual([[1]]);
  });

  it('removes more than half only if told so', () => {
    for (const name of ['a', 'b', 'c']) put(`d/${name}.fits`);
    ingest('d');
    rmSync(join(folder, 'd/a.fits'));
    rmSync(join(folder, 'd/b.fits'));
    const refused = ingest('d');
    expect(refused.status).toBe(1);
    expect(refused.stderr).toContain('--allow-removals');
    expect(rows('SELECT count(*) FROM files')).toEqual([[3]]);
    expect(ingest('--allow-removals', 'd')).toMatchObject({ status: 0, report: { removed: 2 } });
  });

  it.skipIf(process.getuid?.() === 0)('goes on after a file that may not be read', () => {
    put('d/a.fits');
    put('d/b.fits');
    chmodSync(join(folder, 'd/a.fits'), 0);
    const { status, report } = ingest('d');
    expect(status).toBe(1);
    expect(report).toMatchObject({ new: 1, failed: 1, failures: [{ file: `${folder}/d/a.fits` }] });
  });

  it('finds the lake by --lake, else FITS_LAKE, else ./fits-lake', () => {
    put('d/a.fits');
    run(['ingest', '--lake', 'one', 'd'], { FITS_LAKE: 'two' });
    run(['ingest', 'd'], { FITS_LAKE: 'two' });
    run(['ingest', 'd']);
    for (const lake of ['one', 'two', 'fits-lake'])
      expect(existsSync(join(folder, lake, 'headers'))).toBe(true);
  });

  it('says why a lake cannot be made', () => {
    put('d/a.fits');
    writeFileSync(join(folder, 'taken'), '');
    const places = ['taken', 'taken/lake', ...(existsSync('/proc/self') ? ['/proc/fits-lake'] : [])];
    for (const lake of places) {
      const { status, stderr } = ingest('--lake', lake, 'd');
      expect(status).toBe(1);
      expect(stderr).toContain('the lake cannot be made there: ');
    }
  });

  it('takes paths from where npm was called, which changes folder itself', () => {
    put('d/a.fits');
    const { status } = runCli(['ingest', 'd'], {
      cwd: '/',
      env: { npm_lifecycle_event: 'start', INIT_CWD: folder },
    });
    expect(status).toBe(0);
    expect(existsSync(join(folder, 'fits-lake'))).toBe(true);
  });

  it('makes a damaged object anew, even one that says that it is whole', () => {
    put('d/a.fits');
    put('d/b.fits');
    ingest('d');
    const objects = join(folder, 'fits-lake/headers/collection=-');
    const path = join(objects, readdirSync(objects)[0] ?? '');
    const bytes = readFileSync(path);
    bytes[bytes.length - 6]! ^= 1;
    writeFileSync(path, bytes);
    rmSync(cacheFolder(join(folder, 'fits-lake')), { recursive: true });
    const count = () => run(['query', '--format', 'csv', 'SELECT count(*) FROM files']);
    expect(count()).toMatchObject({ stdout: expect.stringMatching(/\n1\n$/), status: 3 });
    expect(ingest('d')).toMatchObject({ status: 0, report: { changed: 1, unchanged: 1 } });
    expect(count()).toMatchObject({ stdout: expect.stringMatching(/\n2\n$/), status: 0, stderr: '' });
  });

  it('prints no progress into a pipe', () => {
    put('d/a.fits');
    expect(run(['ingest', 'd']).stderr).toBe('');
  });

  it('keeps odd names apart and whole', () => {
    const names = [
      'a,b.fits',
      'a"b.fits',
      'a b+%20.fits',
      '\u00e9\u4e00.fits',
      "it's.fits",
      'line\nbreak.fits',
      '-.fits',
    ];
    for (const name of names) put(`odd/${name}`);
    expect(ingest('odd').report).toMatchObject({ new: names.length });
    const keys = rows('SELECT source_key FROM files').map(([key]) => key);
    expect(keys.sort()).toEqual(names.map((name) => name.replace('\n', '\ufffd')).sort());
    expect(ingest('odd').report).toMatchObject({ unchanged: names.length });
  });
});

const PROGRAM = resolve('bin/fits-datalake.js');
const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [PROGRAM, 'ingest', '--json', ...args], {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
  });

describe('ingests that meet or are ended', () => {
  const FILES = 400;
  beforeEach(() => {
    for (let i = 0; i < FILES; i++) put(`d/${i}.fits`, primary([], [`N       = ${i}`]));
  });
  const whole = (): void => {
    expect(rows("SELECT count(*), count(DISTINCT card_value) FROM headers WHERE card_name = 'N'")).toEqual([
      [FILES, FILES],
    ]);
    expect(rows('SELECT count(*), sum(card_count) FROM files')).toEqual([[FILES, 4 * FILES]]);
  };

  it('two at once make one sound lake', async () => {
    const both = [start('d'), start('d')];
    const codes = await Promise.all(both.map(async (child) => (await once(child, 'exit'))[0]));
    expect(codes).toEqual([0, 0]);
    whole();
  });

  it('one that is killed leaves a sound lake, and the next one completes it', async () => {
    for (const after of [150, 250, 350]) {
      const child = start('d');
      const ended = once(child, 'exit');
      await new Promise((resolve) => setTimeout(resolve, after));
      child.kill('SIGKILL');
      await ended;
      const { stdout, status } = run([
        'query',
        '--format',
        'csv',
        'SELECT count(*) FROM files WHERE card_count <> 4',
      ]);
      if (status === 0) expect(stdout.split('\n')[1]).toBe('0');
    }
    expect(ingest('d').report).toMatchObject({ files: FILES, failed: 0 });
    whole();
  });

  it('Ctrl-C ends it in order, with what was done', async () => {
    const child = start('d');
    let printed = '';
    child.stdout?.on('data', (data) => {
      printed += data;
    });
    const ended = once(child, 'exit');
    const lake = join(folder, 'fits-lake/headers');
    while (!existsSync(lake) || readdirSync(lake).length === 0)
      await new Promise((resolve) => setTimeout(resolve, 2));
    child.kill('SIGINT');
    const [code] = await ended;
    expect([0, 130]).toContain(code);
    const report = JSON.parse(printed);
    expect(report.interrupted).toBe(code === 130);
    expect(rows('SELECT count(*) FROM files')).toEqual([[report.new]]);
    expect(ingest('d').report).toMatchObject({ unchanged: report.new, new: FILES - report.new });
    whole();
  });
});
