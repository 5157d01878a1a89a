import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { changeDatabase } from '../helpers/duckdb-file.ts';
import { primary } from '../helpers/fits.ts';
import { runCli } from '../helpers/run-cli.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

let folder: string;
let lake: string;
let elsewhere: string;
beforeEach(() => {
  folder = tempFolder();
  lake = join(folder, 'fits-lake');
  elsewhere = tempFolder();
  mkdirSync(join(folder, 'x'));
  writeFileSync(join(folder, 'x/a.fits'), primary());
});
const run = (...args: string[]) => runCli(args, { cwd: folder });
const ingest = () => run('ingest', '.');
const COUNT = ['query', '--format', 'csv', 'SELECT count(*) FROM files'];
const REFUSED = 'is a symbolic link; a lake must not contain links\n';

/** Files old enough for an earlier release to delete. */
function putOldFiles(...names: readonly string[]): void {
  for (const name of names) {
    writeFileSync(join(elsewhere, name), 'precious');
    utimesSync(join(elsewhere, name), 1, 1);
  }
}

describe('links in a lake', () => {
  it('the temporary folder: ingest deletes nothing in its target', () => {
    const names = ['notes.txt', '123-01234567-89ab-cdef-0123-456789abcdef'];
    putOldFiles(...names);
    for (const name of ['.cache/tmp', '.writing']) {
      mkdirSync(join(lake, name, '..'), { recursive: true });
      symlinkSync(elsewhere, join(lake, name));
    }
    expect(ingest()).toMatchObject({ status: 1, stderr: `fits-datalake: ${lake}/.writing ${REFUSED}` });
    rmSync(join(lake, '.writing'));
    expect(ingest().status).toBe(0);
    expect(readdirSync(elsewhere).sort()).toEqual(names.sort());
  });
  it('.cache: query deletes and writes nothing in its target', () => {
    ingest();
    const names = ['batch-1', 'batch-1-x-0.csv', 'lake.duckdb'];
    putOldFiles(...names);
    rmSync(join(lake, '.cache'), { recursive: true, force: true });
    symlinkSync(elsewhere, join(lake, '.cache'));
    expect(run(...COUNT)).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('\n1\n') });
    expect(readdirSync(elsewhere).sort()).toEqual(names.sort());
  });
  it.each(['headers', 'headers/collection=x'])('%s: ingest writes nothing in its target', (name) => {
    mkdirSync(join(lake, name, '..'), { recursive: true });
    symlinkSync(elsewhere, join(lake, name));
    for (const { status, stderr } of [ingest(), run(...COUNT), run('status')])
      expect({ status, stderr }).toEqual({ status: 1, stderr: `fits-datalake: ${lake}/${name} ${REFUSED}` });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
  it('the lock: ingest does not open its target', () => {
    mkdirSync(join(lake, '.writing'), { recursive: true });
    symlinkSync(join(elsewhere, 'made'), join(lake, '.writing/lock'));
    expect(ingest()).toMatchObject({ status: 1, stderr: `fits-datalake: ${lake}/.writing/lock ${REFUSED}` });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
  it('an object: query leaves it out and says so, and ingest replaces it', () => {
    ingest();
    const objects = join(lake, 'headers/collection=x');
    const [name = ''] = readdirSync(objects);
    const object = join(objects, name);
    copyFileSync(object, join(elsewhere, name));
    for (const target of ['/etc/passwd', join(elsewhere, name), join(elsewhere, 'nothing')]) {
      rmSync(object);
      symlinkSync(target, object);
      const { status, stdout, stderr } = run(...COUNT);
      expect({ status, stdout }).toEqual({ status: 3, stdout: expect.stringContaining('\n0\n') });
      expect(stderr).toContain(
        `left out, damaged: headers/collection=x/${name}: it is a symbolic link; a lake must not contain links; ` +
          'ingest the folder again',
      );
      expect(ingest().status).toBe(0);
      expect(run(...COUNT)).toMatchObject({ status: 0, stdout: expect.stringContaining('\n1\n') });
    }
    expect(readdirSync(elsewhere)).toEqual([name]);
  });
  it('the path of the lake may be one', () => {
    ingest();
    const moved = join(elsewhere, 'moved');
    renameSync(lake, moved);
    symlinkSync(moved, lake);
    writeFileSync(join(folder, 'x/b.fits'), primary());
    expect(ingest().status).toBe(0);
    expect(run(...COUNT)).toMatchObject({ status: 0, stdout: expect.stringContaining('\n2\n') });
  });
});

/** The tables of a cache, and in the place of one a view that reads what a query may not, and writes. */
const hostile = (out: string): readonly string[] => [
  "CREATE TABLE format AS SELECT '3' AS format",
  'CREATE TABLE collections (path VARCHAR, mtime_ns BIGINT)',
  'CREATE TABLE cards (object INTEGER, hdu INTEGER, card_name VARCHAR, card_value VARCHAR, card_comment VARCHAR, ' +
    'card_index INTEGER, card_type VARCHAR)',
  `CREATE VIEW objects AS SELECT 1 AS object, content AS path, 'b' AS source_bucket, 'k' AS source_key, 'x' AS collection,
    0::BIGINT AS size, 0::BIGINT AS mtime_ns, content AS damage
    FROM read_text('/etc/passwd'), enable_logging('QueryLog', storage = 'file', storage_path = '${out}')`,
];

describe('a lake made by a stranger, with a .cache in it', () => {
  it('can be queried and ingested into as if that were not there', async () => {
    ingest();
    const copied = join(folder, 'copied');
    renameSync(lake, copied);
    const cache = join(copied, '.cache/lake.duckdb');
    rmSync(join(copied, '.cache'), { recursive: true, force: true });
    mkdirSync(join(copied, '.cache'));
    const out = join(elsewhere, 'out');
    await changeDatabase(cache, ...hostile(out));
    const before = readFileSync(cache);
    for (const args of [COUNT, ['status'], ['ingest', '.']]) {
      const { status, stderr, stdout } = run(...args, '--lake', copied);
      expect({ status, stderr }, args[0]).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toContain('root:');
      expect(readdirSync(elsewhere)).toEqual([]);
    }
    expect(readFileSync(cache).equals(before)).toBe(true);
    expect(readdirSync(join(copied, '.cache'))).toEqual(['lake.duckdb']);
  });
});
