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
import { runMain } from '../helpers/run-main.ts';
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
const run = (...args: string[]) => runMain(args, { cwd: folder });
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
  it('in place of the temporary folder: ingest deletes nothing in the target', async () => {
    const names = ['notes.txt', '123-01234567-89ab-cdef-0123-456789abcdef'];
    putOldFiles(...names);
    for (const name of ['.cache/tmp', '.writing']) {
      mkdirSync(join(lake, name, '..'), { recursive: true });
      symlinkSync(elsewhere, join(lake, name));
    }
    expect(await ingest()).toMatchObject({ status: 1, stderr: `fits-datalake: ${lake}/.writing ${REFUSED}` });
    rmSync(join(lake, '.writing'));
    expect((await ingest()).status).toBe(0);
    expect(readdirSync(elsewhere).sort()).toEqual(names.sort());
  });
  it('in place of .cache: query deletes and writes nothing in the target', async () => {
    await ingest();
    const names = ['batch-1', 'batch-1-x-0.csv', 'lake.duckdb'];
    putOldFiles(...names);
    rmSync(join(lake, '.cache'), { recursive: true, force: true });
    symlinkSync(elsewhere, join(lake, '.cache'));
    expect(await run(...COUNT)).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining('\n1\n'),
    });
    expect(readdirSync(elsewhere).sort()).toEqual(names.sort());
  });
  it.each(['headers', 'headers/collection=x'])(
    'in place of %s: ingest writes nothing in the target',
    async (name) => {
      mkdirSync(join(lake, name, '..'), { recursive: true });
      symlinkSync(elsewhere, join(lake, name));
      for (const { status, stderr } of [await ingest(), await run(...COUNT), await run('status')])
        expect({ status, stderr }).toEqual({
          status: 1,
          stderr: `fits-datalake: ${lake}/${name} ${REFUSED}`,
        });
      expect(readdirSync(elsewhere)).toEqual([]);
    },
  );
  it('in place of the lock: ingest does not open the target', async () => {
    mkdirSync(join(lake, '.writing'), { recursive: true });
    symlinkSync(join(elsewhere, 'made'), join(lake, '.writing/lock'));
    expect(await ingest()).toMatchObject({
      status: 1,
      stderr: `fits-datalake: ${lake}/.writing/lock ${REFUSED}`,
    });
    expect(readdirSync(elsewhere)).toEqual([]);
  });
  it('in place of an object: query leaves it out and reports it, and ingest replaces it', async () => {
    await ingest();
    const objects = join(lake, 'headers/collection=x');
    const [name = ''] = readdirSync(objects);
    const object = join(objects, name);
    copyFileSync(object, join(elsewhere, name));
    for (const target of ['/etc/passwd', join(elsewhere, name), join(elsewhere, 'nothing')]) {
      rmSync(object);
      symlinkSync(target, object);
      const { status, stdout, stderr } = await run(...COUNT);
      expect({ status, stdout }).toEqual({ status: 3, stdout: expect.stringContaining('\n0\n') });
      expect(stderr).toContain(`left out, damaged: headers/collection=x/${name}: it is a symbolic link; `);
      expect(stderr).toContain('ingest the folder again');
      expect((await ingest()).status).toBe(0);
      expect(await run(...COUNT)).toMatchObject({ status: 0, stdout: expect.stringContaining('\n1\n') });
    }
    expect(readdirSync(elsewhere)).toEqual([name]);
  });
  it('may lead to the lake itself', async () => {
    await ingest();
    const moved = join(elsewhere, 'moved');
    renameSync(lake, moved);
    symlinkSync(moved, lake);
    writeFileSync(join(folder, 'x/b.fits'), primary());
    expect((await ingest()).status).toBe(0);
    expect(await run(...COUNT)).toMatchObject({ status: 0, stdout: expect.stringContaining('\n2\n') });
  });
});

/** The tables of a cache; one of them is a view that reads a file, and writes one. */
const hostile = (out: string): readonly string[] => [
  "CREATE TABLE format AS SELECT '3' AS format",
  'CREATE TABLE collections (path VARCHAR, mtime_ns BIGINT)',
  'CREATE TABLE cards (object INTEGER, hdu INTEGER, card_name VARCHAR, card_value VARCHAR, card_comment VARCHAR, ' +
    'card_index INTEGER, card_type VARCHAR)',
  `CREATE VIEW objects AS SELECT 1 AS object, content AS path, 'b' AS source_bucket, 'k' AS source_key, 'x' AS collection,
    0::BIGINT AS size, 0::BIGINT AS mtime_ns, content AS damage
    FROM read_text('/etc/passwd'), enable_logging('QueryLog', storage = 'file', storage_path = '${out}')`,
];

describe('a lake from somebody else, with a .cache in it', () => {
  it('is queried and ingested into without using it', async () => {
    await ingest();
    const copied = join(folder, 'copied');
    renameSync(lake, copied);
    const cache = join(copied, '.cache/lake.duckdb');
    rmSync(join(copied, '.cache'), { recursive: true, force: true });
    mkdirSync(join(copied, '.cache'));
    const out = join(elsewhere, 'out');
    await changeDatabase(cache, ...hostile(out));
    const before = readFileSync(cache);
    for (const args of [COUNT, ['status'], ['ingest', '.']]) {
      const { status, stderr, stdout } = await run(...args, '--lake', copied);
      expect({ status, stderr }, args[0]).toEqual({ status: 0, stderr: '' });
      expect(stdout).not.toContain('root:');
      expect(readdirSync(elsewhere)).toEqual([]);
    }
    expect(readFileSync(cache).equals(before)).toBe(true);
    expect(readdirSync(join(copied, '.cache'))).toEqual(['lake.duckdb']);
  });
});
