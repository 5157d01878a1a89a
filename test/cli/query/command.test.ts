import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { type CliOptions, type CliRun, runCli } from '../../helpers/run-cli.ts';
import { lakeKeyOf } from '../../helpers/small-lake.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const PROGRAM = resolve('bin/fits-datalake.js');

const query = (args: readonly string[], options?: CliOptions): CliRun => runCli(['query', ...args], options);

const lake = (): string => lakeOf(...EXAMPLE);
const OBJECTS = 'SELECT object, exptime FROM files WHERE exptime > 100 ORDER BY exptime';
const M31 = "SELECT object FROM files WHERE object = 'M31'";

describe('query', () => {
  it('prints a table, also into a pipe', () => {
    expect(query(['--lake', lake(), OBJECTS])).toEqual({
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
  ])('prints %s', (format, stdout) => {
    expect(query(['--lake', lake(), '--format', format, M31])).toEqual({ status: 0, stdout, stderr: '' });
  });

  describe('takes its SQL', () => {
    it('from standard input', () => {
      expect(query(['--lake', lake(), '--format', 'csv'], { input: `${M31};\n` }).stdout).toBe(
        'object\nM31\n',
      );
    });
    it('from a file, named from where the user is', () => {
      const cwd = tempFolder();
      writeFileSync(`${cwd}/q.sql`, `-- a comment\n${M31}\n`);
      expect(query(['--lake', lake(), '--format', 'csv', '-f', 'q.sql'], { cwd }).stdout).toBe(
        'object\nM31\n',
      );
    });
    it('by name', () => {
      const { stdout } = query(['--lake', lake(), '--format', 'csv', '--named', 'origin']);
      expect(stdout).toBe('origin,headers\nMeridian,2\n');
    });
  });

  it('--help has the named queries and examples', () => {
    const { status, stdout } = query(['--help']);
    expect(status).toBe(0);
    expect(stdout).toContain('faulty');
    expect(stdout).toContain('--with targets=my.csv');
  });

  describe('finds its lake', () => {
    it('by FITS_LAKE, from where the user is', () => {
      const path = lake();
      const env = { FITS_LAKE: path.slice(path.lastIndexOf('/') + 1) };
      const { stdout } = query(['--format', 'csv', M31], { cwd: join(path, '..'), env });
      expect(stdout).toBe('object\nM31\n');
    });
    it('as ./fits-lake, where npm start was typed', () => {
      const folder = tempFolder();
      mkdirSync(`${folder}/sub`);
      const path = lake();
      spawnSync('cp', ['-r', path, `${folder}/fits-lake`]);
      const npm = { npm_lifecycle_event: 'start', INIT_CWD: folder };
      expect(query(['--format', 'csv', M31], { cwd: `${folder}/sub`, env: npm }).stdout).toBe(
        'object\nM31\n',
      );
    });
    it('or says where it looked and what to do, and makes nothing', () => {
      const folder = tempFolder();
      const { status, stdout, stderr } = query(['SELECT 1'], { cwd: folder });
      expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
      expect(stderr).toMatch(
        /^fits-datalake: \S+\/fits-lake: there is no lake \(.*--lake.*FITS_LAKE.*\); to fill it: fits-datalake ingest --lake \S+ FOLDER\n$/,
      );
      expect(readdirSync(folder)).toEqual([]);
      mkdirSync(`${folder}/fits-lake/headers`, { recursive: true });
      expect(query(['SELECT 1'], { cwd: folder }).stderr).toMatch(/the lake is empty/);
    });
  });

  it('names damaged objects on standard error, answers, and ends with 3', () => {
    const path = lake();
    for (const told of EXAMPLE.slice(0, 7)) writeFileSync(join(path, lakeKeyOf(told)), 'damaged\u001b[31m');
    const { status, stdout, stderr } = query([
      '--lake',
      path,
      '--format',
      'csv',
      'SELECT count(*) AS n FROM files',
    ]);
    expect({ status, stdout }).toEqual({ status: 3, stdout: 'n\n4\n' });
    expect(stderr.match(/^fits-datalake: left out, damaged: headers\/.*: .*$/gm)).toHaveLength(5);
    expect(stderr).toMatch(
      /and 2 more damaged objects are left out; ingest the folder again to repair it\n$/,
    );
  });

  it('ends with 3 also where the incomplete answer goes into a file', () => {
    const [path, cwd] = [lake(), tempFolder()];
    writeFileSync(join(path, lakeKeyOf(EXAMPLE[0]!)), 'damaged');
    for (const file of ['a.csv', 'a.parquet']) {
      const { status, stderr } = query(['--lake', path, '-o', file, 'SELECT * FROM files'], { cwd });
      expect(status).toBe(3);
      expect(stderr).toMatch(
        /^fits-datalake: left out, damaged: headers\/[^\n]*m31-r[^\n]*; ingest the folder again to repair it\n$/,
      );
    }
    expect(readdirSync(cwd)).toEqual(['a.csv', 'a.parquet']);
  });

  describe('--keywords', () => {
    it('adds columns', () => {
      const sql = 'SELECT gain, eso_dpr_catg FROM files WHERE gain > 1';
      const { stdout } = query([
        '--lake',
        lake(),
        '--format',
        'csv',
        '--keywords',
        'GAIN:double,ESO DPR CATG',
        sql,
      ]);
      expect(stdout).toBe('gain,eso_dpr_catg\n1.5,\n');
    });
    it('refuses what can be none, by name', () => {
      expect(query(['--keywords', 'OBJECT', 'SELECT 1'])).toEqual({
        status: 2,
        stdout: '',
        stderr: 'fits-datalake: --keywords: "OBJECT" would be the column object, which OBJECT has already\n',
      });
    });
  });

  describe('--with', () => {
    it("joins a user's file", () => {
      const cwd = tempFolder();
      writeFileSync(`${cwd}/my.csv`, 'name,note\nM31,near\n');
      const sql = 'SELECT note FROM files JOIN targets ON object = name';
      const { stdout } = query(['--lake', lake(), '--with', 'targets=my.csv', '--format', 'csv', sql], {
        cwd,
      });
      expect(stdout).toBe('note\nnear\n');
    });
    it('says what is wrong with a file', () => {
      const cwd = tempFolder();
      writeFileSync(`${cwd}/my.parquet`, 'no Parquet');
      const { status, stderr } = query(['--lake', lake(), '--with', 't=my.parquet', 'SELECT 1'], { cwd });
      expect(status).toBe(1);
      expect(stderr).toMatch(/^fits-datalake: --with: \S+my.parquet: [^\n]+\n$/);
    });
  });

  describe('--output', () => {
    it.each(['csv', 'json', 'ndjson', 'parquet'])(
      'writes %s by the suffix of the file, and nothing to the pipe',
      async (format) => {
        const cwd = tempFolder();
        const file = `answer.${format}`;
        writeFileSync(`${cwd}/${file}`, 'older');
        expect(query(['--lake', lake(), '-o', file, M31], { cwd })).toEqual({
          status: 0,
          stdout: '',
          stderr: '',
        });
        expect(readdirSync(cwd)).toEqual([file]);
        if (format === 'parquet') {
          const tables = [{ name: 'p', file: `${cwd}/${file}` }];
          expect(await askOnce(lake(), 'SELECT * FROM p', { tables })).toEqual([['M31']]);
        } else expect(readFileSync(`${cwd}/${file}`, 'utf8')).toContain('M31');
      },
    );
    it('leaves what was there where the query fails', () => {
      const cwd = tempFolder();
      writeFileSync(`${cwd}/a.csv`, 'older');
      const late =
        "SELECT CAST(CASE WHEN range = 200000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(300000)";
      for (const file of ['a.csv', 'a.parquet']) {
        expect(query(['--lake', lake(), '-o', file, late], { cwd }).status).toBe(1);
      }
      expect(readdirSync(cwd)).toEqual(['a.csv']);
      expect(readFileSync(`${cwd}/a.csv`, 'utf8')).toBe('older');
    });
  });

  it.each<[string[], number, RegExp]>([
    [['SELECT objct FROM files'], 1, /^fits-datalake: Referenced column "objct" not found.*"object".*\n$/],
    [
      ["SELECT * FROM read_text('/etc/passwd')"],
      1,
      /^fits-datalake: a query reads the lake and no file \(\/etc\/passwd\) but what --with NAME=FILE loads\n$/,
    ],
    [['DROP VIEW files'], 1, /^fits-datalake: only questions can be asked: .*--output FILE\n$/],
    [['--named', 'nothing'], 2, /no query is named nothing; there are count, /],
    [['SELECT 1', '--named', 'count'], 2, /the SQL is given twice/],
    [['--format', 'votable', 'SELECT 1'], 2, /Allowed choices are table, csv, json, ndjson, parquet/],
    [['--format', 'parquet', 'SELECT 1'], 2, /--format parquet needs --output FILE/],
    [['-f', '/no/such.sql'], 1, /^fits-datalake: \/no\/such.sql: no such file\n$/],
  ])('%j ends with %i', (args, status, stderr) => {
    const run = query(['--lake', lake(), ...args]);
    expect(run).toMatchObject({ status, stdout: '' });
    expect(run.stderr).toMatch(stderr);
  });

  it('ends quietly where nobody reads on', async () => {
    const child = spawn(process.execPath, [
      PROGRAM,
      'query',
      '--lake',
      lake(),
      '--format',
      'csv',
      'SELECT * FROM range(100000000)',
    ]);
    let errors = '';
    child.stderr.on('data', (data) => {
      errors += data;
    });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await once(child, 'exit')).toEqual([0, null]);
    expect(errors).toBe('');
  });
  it('leaves no temporary folder behind', () => {
    const temporary = tempFolder();
    query(['--lake', lake(), 'SELECT * FROM files'], { env: { TMPDIR: temporary } });
    expect(readdirSync(temporary).filter((name) => name.startsWith('fits-datalake'))).toEqual([]);
  });
});
