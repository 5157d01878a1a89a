import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import type { CliOptions } from '../../helpers/run-cli.ts';
import { runMain } from '../../helpers/run-main.ts';
import { lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let lake: string;
beforeEach(() => {
  lake = lakeOf(...EXAMPLE);
});

const M31 = "SELECT object FROM files WHERE object = 'M31'";

/** Queries the example lake; by default as CSV. */
const query = (args: readonly string[], options: CliOptions = {}) =>
  runMain(['query', ...(args.includes('--format') ? [] : ['--format', 'csv']), ...args], {
    ...options,
    env: { FITS_LAKE: lake, ...options.env },
  });

describe('query', () => {
  it('prints a table by default', async () => {
    const sql = 'SELECT object, exptime FROM files WHERE exptime > 100 ORDER BY exptime';
    expect(await runMain(['query', '--lake', lake, sql])).toEqual({
      status: 0,
      stdout:
        'object    exptime\n--------  -------\nM31           120\nNGC 1365    339.5\nM87          2700\n(3 rows)\n',
      stderr: '',
    });
  });

  it.each([
    ['csv', 'object\nM31\n'],
    ['json', '[\n{"object":"M31"}\n]\n'],
    ['ndjson', '{"object":"M31"}\n'],
  ])('prints %s', async (format, stdout) => {
    expect(await query(['--format', format, M31])).toEqual({ status: 0, stdout, stderr: '' });
  });

  it('leaves no temporary files behind', async () => {
    const temporary = tempFolder();
    await query(['SELECT * FROM files'], { env: { TMPDIR: temporary } });
    expect(readdirSync(temporary).filter((name) => name.startsWith('fits-datalake'))).toEqual([]);
  });

  it.each<[string[], RegExp]>([
    [['SELECT objct FROM files'], /^fits-datalake: .*"objct" not found.*"object".*\n$/],
    [["SELECT * FROM read_text('/etc/passwd')"], /^fits-datalake: .*\/etc\/passwd.*--with.*\n$/],
    [['DROP VIEW files'], /^fits-datalake: .*--output FILE\n$/],
    [['-f', '/no/such.sql'], /^fits-datalake: \/no\/such.sql: no such file\n$/],
  ])('%j fails with one line on standard error', async (args, stderr) => {
    expect(await query(args)).toEqual({ status: 1, stdout: '', stderr: expect.stringMatching(stderr) });
  });
});

describe('the SQL', () => {
  const answer = { status: 0, stdout: 'object\nM31\n', stderr: '' };

  it('is read from standard input if there is no argument', async () => {
    expect(await query([], { input: `${M31};\n` })).toEqual(answer);
  });

  it("is read from a file, relative to the user's folder", async () => {
    const cwd = tempFolder();
    writeFileSync(`${cwd}/q.sql`, `-- a comment\n${M31}\n`);
    expect(await query(['-f', 'q.sql'], { cwd })).toEqual(answer);
  });

  it('may be a named query', async () => {
    expect((await query(['--named', 'origin'])).stdout).toBe('origin,headers\nMeridian,2\n');
  });

  it.each(['-- a comment\nSELECT 7 AS n', '--a comment\nSELECT 7 AS n', '/* -- */ SELECT 7 AS n'])(
    'may begin with a comment: %j',
    async (sql) => {
      for (const args of [[sql], [sql, '--format', 'csv']])
        expect(await query(args)).toEqual({ status: 0, stdout: 'n\n7\n', stderr: '' });
    },
  );
});

describe('the lake', () => {
  it("is FITS_LAKE, relative to the user's folder", async () => {
    const { stdout } = await query([M31], { cwd: dirname(lake), env: { FITS_LAKE: basename(lake) } });
    expect(stdout).toBe('object\nM31\n');
  });

  it('is ./fits-lake in the folder in which npm start was called', async () => {
    const folder = tempFolder();
    mkdirSync(`${folder}/sub`);
    cpSync(lake, `${folder}/fits-lake`, { recursive: true });
    const npm = { FITS_LAKE: '', npm_lifecycle_event: 'start', INIT_CWD: folder };
    expect((await query([M31], { cwd: `${folder}/sub`, env: npm })).stdout).toBe('object\nM31\n');
  });

  it('is named if it does not exist or is empty, with the command that fills it; nothing is created', async () => {
    const cwd = tempFolder();
    const none = { cwd, env: { FITS_LAKE: '' } };
    const { status, stdout, stderr } = await query(['SELECT 1'], none);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /^fits-datalake: (\S+\/fits-lake): there is no lake .*fits-datalake ingest --lake \1 FOLDER\n$/,
    );
    expect(readdirSync(cwd)).toEqual([]);
    mkdirSync(`${cwd}/fits-lake/headers`, { recursive: true });
    expect((await query(['SELECT 1'], none)).stderr).toMatch(/the lake is empty/);
  });

  it('may have damaged objects: they are listed, and the exit code is 3', async () => {
    for (const file of EXAMPLE.slice(0, 7)) writeFileSync(join(lake, lakeKeyOf(file)), 'damaged\u001b[31m');
    const { status, stdout, stderr } = await query(['SELECT count(*) AS n FROM files']);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'n\n4\n' });
    expect(stderr.match(/^fits-datalake: left out, damaged: headers\/.*: .*$/gm)).toHaveLength(5);
    expect(stderr).toMatch(/ and 2 more damaged objects .*; ingest the folder again to repair it\n$/);
  });

  it('may have damaged objects: the exit code is 3 even if the answer is written to a file', async () => {
    const cwd = tempFolder();
    writeFileSync(join(lake, lakeKeyOf(EXAMPLE[0]!)), 'damaged');
    for (const file of ['a.csv', 'a.parquet']) {
      const { status, stderr } = await runMain(['query', '-o', file, 'SELECT * FROM files'], {
        cwd,
        env: { FITS_LAKE: lake },
      });
      expect(status).toBe(3);
      expect(stderr).toMatch(/^fits-datalake: left out, damaged: headers\/[^\n]*m31-r[^\n]*\n$/);
    }
    expect(readdirSync(cwd)).toEqual(['a.csv', 'a.parquet']);
  });
});

describe('--keywords', () => {
  it('adds columns', async () => {
    const sql = 'SELECT gain, eso_dpr_catg FROM files WHERE gain > 1';
    const { stdout } = await query(['--keywords', 'GAIN:double,ESO DPR CATG', sql]);
    expect(stdout).toBe('gain,eso_dpr_catg\n1.5,\n');
  });
});

describe('--with', () => {
  it('loads a file as a table', async () => {
    const cwd = tempFolder();
    writeFileSync(`${cwd}/my.csv`, 'name,note\nM31,near\n');
    const sql = 'SELECT note FROM files JOIN targets ON object = name';
    expect((await query(['--with', 'targets=my.csv', sql], { cwd })).stdout).toBe('note\nnear\n');
  });

  it('names a file that cannot be loaded', async () => {
    const cwd = tempFolder();
    writeFileSync(`${cwd}/my.parquet`, 'not Parquet');
    const { status, stderr } = await query(['--with', 't=my.parquet', 'SELECT 1'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^fits-datalake: --with: \S+my.parquet: [^\n]+\n$/);
  });
});
