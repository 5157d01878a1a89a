import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { openSession } from '../../../lib/engines/cache/session.ts';
import { VIEWS } from '../../../lib/sql/view-columns.ts';
import { changeDatabase } from '../../helpers/duckdb-file.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { primary } from '../../helpers/fits.ts';
import { runMain } from '../../helpers/run-main.ts';
import { addToLake } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
let lake: string;
beforeEach(() => {
  folder = tempFolder();
  lake = join(folder, 'lake');
  addToLake(lake, ...EXAMPLE);
});

const run = (...args: readonly string[]) => runMain([...args, '--lake', lake], { cwd: folder });
const toFolder = () => run('export', '--format', 'parquet', 'out');
const toFile = () => run('export', '--format', 'duckdb', 'out.duckdb');
const at = (name: string): string => join(folder, name);

/** Rows as another DuckDB finds them in an export, as JSON. */
async function rowsOf(sql: string, attached = ''): Promise<unknown> {
  const { connection, close } = await openSession({});
  try {
    if (attached !== '') await connection.run(`ATTACH '${attached}' AS ex (READ_ONLY); USE ex;`);
    return (await connection.runAndReadAll(sql)).getRowsJson();
  } finally {
    close();
  }
}

/** All rows of a view, as the lake itself answers. */
async function answers(view: string): Promise<unknown> {
  await run('query', `SELECT * FROM ${view}`, '-o', `${view}.parquet`);
  return rowsOf(`FROM '${at(view)}.parquet' ORDER BY ALL`);
}

/** The number of a process that has ended. */
const DEAD = spawnSync(process.execPath, ['--version']).pid;

/** What an export of all views leaves in its folder. */
const FILES = ['.writing', 'fits-datalake-export.json', ...VIEWS.map((view) => `${view}.parquet`)].sort();

const inode = (name: string): number => statSync(at(name)).ino;

describe('export --format parquet', () => {
  it('writes all rows of all views, with the same columns and types', async () => {
    expect(await toFolder()).toMatchObject({ status: 0, stderr: '' });
    for (const view of VIEWS) {
      expect(await rowsOf(`FROM '${at('out')}/${view}.parquet' ORDER BY ALL`), view).toEqual(
        await answers(view),
      );
      expect(await rowsOf(`DESCRIBE FROM '${at('out')}/${view}.parquet'`), view).toEqual(
        await rowsOf(`DESCRIBE FROM '${at(view)}.parquet'`),
      );
    }
    expect(readdirSync(at('out')).sort()).toEqual(FILES);
  });

  it('has the columns of the keywords of the lake', async () => {
    await run('config', 'keywords=GAIN:double');
    await toFolder();
    const [gain] = (await rowsOf(`SELECT typeof(gain) FROM '${at('out')}/files.parquet'`)) as unknown[];
    expect(gain).toEqual(['DOUBLE']);
  });

  it('writes nothing while the lake stays the same, and everything anew when it has changed', async () => {
    await toFolder();
    const before = inode('out/files.parquet');
    expect((await toFolder()).stdout).toBe(`${at('out')} is up to date\n`);
    expect(inode('out/files.parquet')).toBe(before);
    writeFileSync(at('new.fits'), primary());
    await run('ingest', 'new.fits');
    expect((await toFolder()).stdout).toContain(`written to ${at('out')}\n`);
    expect(await rowsOf(`SELECT count(*) FROM '${at('out')}/files.parquet'`)).toEqual([['11']]);
    await run('config', 'keywords=GAIN:double');
    expect((await toFolder()).stdout).toContain('written to');
  });

  it('removes what a killed run left, and completes it', async () => {
    await toFolder();
    writeFileSync(at(`out/files.parquet.partial-${DEAD}`), 'half');
    writeFileSync(at('out/fits-datalake-export.json'), '{"mark":"incomplete"}');
    expect((await toFolder()).stdout).toContain('written to');
    expect(readdirSync(at('out')).sort()).toEqual(FILES);
  });

  it('writes only the chosen views, and removes those of an earlier export', async () => {
    await toFolder();
    const some = () => run('export', '--format', 'parquet', 'out', '--views', 'headers, files');
    const [files, headers] = [10, 60].map((least) => expect.toSatisfy((rows: number) => rows >= least));
    expect((await some()).status).toBe(0);
    expect(readdirSync(at('out')).filter((name) => name.endsWith('.parquet'))).toEqual([
      'files.parquet',
      'headers.parquet',
    ]);
    expect((await some()).stdout).toContain('is up to date');
    expect((await toFolder()).stdout).toContain('written to');
    const { stdout } = await run(
      'export',
      '--format',
      'parquet',
      'out',
      '--views',
      'headers,files',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ written: true, rows: { files, headers } });
  });

  it('adds the columns of --keywords, and writes everything anew without them', async () => {
    const { status } = await run('export', '--format', 'parquet', 'out', '--keywords', 'DIGITS:double');
    expect(status).toBe(0);
    const columns = `SELECT count(*) FROM (DESCRIBE FROM '${at('out')}/files.parquet') WHERE column_name = 'digits'`;
    expect(await rowsOf(columns)).toEqual([['1']]);
    expect((await toFolder()).stdout).toContain('written to');
    expect(await rowsOf(columns)).toEqual([['0']]);
  });

  it.each([
    ['a folder with other files', () => writeFileSync(join(at('out'), 'files.parquet'), 'precious')],
    [
      'a mark that is not ours',
      () => writeFileSync(join(at('out'), 'fits-datalake-export.json'), 'precious'),
    ],
  ])('refuses %s', async (_, make) => {
    mkdirSync(at('out'));
    make();
    const [name = ''] = readdirSync(at('out'));
    expect(await toFolder()).toMatchObject({ status: 1, stderr: expect.stringContaining(at('out')) });
    expect(readdirSync(at('out'))).toEqual([name]);
    expect(readFileSync(join(at('out'), name), 'utf8')).toBe('precious');
  });

  it('refuses a file', async () => {
    writeFileSync(at('out'), 'precious');
    expect((await toFolder()).status).toBe(1);
    expect(readFileSync(at('out'), 'utf8')).toBe('precious');
  });
});

describe('export without --format', () => {
  it.each(['out.duckdb', 'OUT.DB'])('writes a DuckDB file if the path is %s', async (name) => {
    expect(await run('export', name)).toMatchObject({ status: 0, stderr: '' });
    expect(await rowsOf('SELECT count(*) > 0 FROM files', at(name))).toEqual([[true]]);
  });
  it('writes a folder otherwise', async () => {
    expect(await run('export', 'out')).toMatchObject({ status: 0, stderr: '' });
    expect(readdirSync(at('out')).sort()).toEqual(FILES);
  });
});

describe('export --format duckdb', () => {
  it('writes all rows of all views as tables, with descriptions, and leaves no other file', async () => {
    expect(await toFile()).toMatchObject({ status: 0, stderr: '' });
    for (const view of VIEWS)
      expect(await rowsOf(`FROM ${view} ORDER BY ALL`, at('out.duckdb')), view).toEqual(await answers(view));
    expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual(['out.duckdb']);
    const comment =
      "SELECT comment FROM duckdb_columns() WHERE table_name = 'obscore' AND column_name = 's_ra'";
    expect(String(await rowsOf(comment, at('out.duckdb')))).toContain('[deg]');
    const others = "SELECT DISTINCT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY 1";
    expect(await rowsOf(others, at('out.duckdb'))).toEqual(
      ['fits_datalake.mark', ...VIEWS.map((view) => `main.${view}`).sort()].map((name) => [name]),
    );
  });

  it('writes nothing while the lake stays the same, and everything anew when it has changed', async () => {
    await toFile();
    const before = inode('out.duckdb');
    expect((await toFile()).stdout).toBe(`${at('out.duckdb')} is up to date\n`);
    expect(inode('out.duckdb')).toBe(before);
    writeFileSync(at('new.fits'), primary());
    await run('ingest', 'new.fits');
    writeFileSync(at(`out.duckdb.partial-${DEAD}.wal`), 'half');
    expect((await toFile()).stdout).toContain('written to');
    expect(await rowsOf('SELECT count(*) FROM files', at('out.duckdb'))).toEqual([['11']]);
    expect(readdirSync(folder).filter((name) => name.startsWith('out'))).toEqual(['out.duckdb']);
  });

  it('refuses files that no export wrote', async () => {
    writeFileSync(at('out.duckdb'), 'precious');
    expect(await toFile()).toMatchObject({ status: 1, stderr: expect.stringContaining(at('out.duckdb')) });
    expect(readFileSync(at('out.duckdb'), 'utf8')).toBe('precious');
    await changeDatabase(at('theirs.duckdb'), 'CREATE TABLE mine(a INTEGER)');
    const { status, stderr } = await run('export', '--format', 'duckdb', 'theirs.duckdb');
    expect({ status, stderr }).toMatchObject({ status: 1, stderr: expect.stringContaining('theirs.duckdb') });
    expect(await rowsOf('SELECT count(*) FROM mine', at('theirs.duckdb'))).toEqual([['0']]);
  });

  it('has only the chosen views', async () => {
    await run('export', '--format', 'duckdb', 'out.duckdb', '--views', 'files');
    const tables = "SELECT table_name FROM duckdb_tables() WHERE schema_name = 'main'";
    expect(await rowsOf(tables, at('out.duckdb'))).toEqual([['files']]);
  });

  it('refuses a file with changes that are not in it yet', async () => {
    await toFile();
    writeFileSync(at('out.duckdb.wal'), '');
    expect(await toFile()).toMatchObject({ status: 1, stderr: expect.stringContaining('out.duckdb.wal') });
  });
});

describe('export', () => {
  it.each(['file', 'files,', '', 'lake_rows'])('refuses the views "%s"', async (views) => {
    expect((await run('export', '--format', 'parquet', 'out', '--views', views)).status).toBe(2);
    expect(existsSync(at('out'))).toBe(false);
  });

  it('reports that an export is up to date as JSON, too', async () => {
    await toFolder();
    const { stdout } = await run('export', '--format', 'parquet', 'out', '--json');
    expect(JSON.parse(stdout)).toEqual({
      lake,
      path: at('out'),
      format: 'parquet',
      written: false,
      views: [...VIEWS],
      keywords: '',
      rows: {},
      damaged: 0,
    });
  });

  it('fails without a lake, and writes nothing', async () => {
    lake = at('nowhere');
    expect((await toFolder()).status).toBe(1);
    expect((await toFile()).status).toBe(1);
    expect(existsSync(at('out')) || existsSync(at('out.duckdb'))).toBe(false);
  });
});
