import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { EXIT } from '../../../lib/cli/errors.ts';
import { savedList } from '../../../lib/cli/query/saved.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { observation } from '../../helpers/observation.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let lake: string;
beforeEach(() => {
  lake = lakeOf(observation('m31.fits', { target_name: 'M31', t_exptime: '120' }));
});
const query = (...args: string[]) => runMain(['query', '--lake', lake, ...args]);
const OF_TARGET =
  "SELECT path, ':target' AS text FROM obscore WHERE target_name = :target AND t_exptime > :least";

describe('query --save', () => {
  it('saves a query with a description, which --named then runs with values', async () => {
    const saved = await query('--save', 'of-target', '--description', 'the files\nof a target', OF_TARGET);
    expect(saved).toMatchObject({ status: EXIT.done, stdout: '' });
    expect(saved.stderr).toContain(
      '/queries/of-target.sql; to run it: fits-datalake query --named of-target',
    );
    expect(readFileSync(`${lake}/queries/of-target.sql`, 'utf8')).toBe(
      `-- the files of a target\n${OF_TARGET}\n`,
    );
    expect(savedList(lake)).toContain('of-target  the files of a target');
    const set = ['--set', 'target=M31', '--set', 'least=100'];
    expect(await query('--named', 'of-target', '--format', 'csv', ...set)).toEqual({
      status: EXIT.done,
      stdout: 'path,text\ns3://b/m31.fits,:target\n',
      stderr: '',
    });
  });

  it('replaces a query only with --force', async () => {
    await query('--save', 'one', 'SELECT 1 AS x');
    const refused = await query('--save', 'one', 'SELECT 2 AS x');
    expect(refused.status).toBe(EXIT.failed);
    expect(refused.stderr).toContain('this query exists; --force replaces it');
    expect((await query('--save', 'one', '--force', 'SELECT 3 AS x')).status).toBe(EXIT.done);
    expect((await query('--named', 'one', '--format', 'csv')).stdout).toBe('x\n3\n');
  });

  it.each([
    ['--save ../x', '--save ../x: a name has'],
    ['--save Upper', '--save Upper: a name has'],
    ['--save faulty', 'comes with fits-datalake'],
    ['--save x --named faulty', '--save'],
    ['--save x --stack s', '--stack cannot be used with --save'],
    ['--description x', '--description needs --save NAME'],
    ['--force', '--force needs --save NAME'],
  ])('refuses %s', async (args, text) => {
    const { status, stderr } = await runMain(['query', ...args.split(' '), 'SELECT 1']);
    expect(status).toBe(EXIT.usage);
    expect(stderr).toContain(text);
  });

  it.each([
    ['SELECT pth FROM obscore', 'column "pth" not found'],
    ['SELECT path FROM obscor', 'obscor'],
    ['SELECT path FROM files WHERE', 'syntax error'],
    ["SELECT * FROM read_text('/etc/hostname')", 'read'],
    ['DROP TABLE files', 'only queries'],
    ['SELECT 1; SELECT 2', '2 statements'],
    ['SELECT gain FROM files', 'gain'],
  ])('refuses %s with the error of a query, even with --force', async (sql, text) => {
    const asked = await query(sql);
    const saved = await query('--save', 'wrong', '--force', sql);
    expect(saved).toEqual({ ...asked, stdout: '' });
    expect(saved.status).toBe(EXIT.failed);
    expect(saved.stderr).toContain(text);
    expect(existsSync(`${lake}/queries`)).toBe(false);
  });

  it('places an error behind a parameter where it is', async () => {
    const { stderr } = await query('--save', 'wrong', 'SELECT path FROM files WHERE object = :target AN 1');
    expect(stderr).toContain('column 47');
  });

  it('checks a query with its keyword columns and tables, and says that they are needed', async () => {
    const table = `${tempFolder()}/my table.csv`;
    writeFileSync(table, 'name\nM31\n');
    const options = ['--keywords', 'GAIN:double', '--with', `mine=${table}`];
    const sql = 'SELECT gain FROM files JOIN mine ON object = name WHERE gain > :least';
    expect((await query('--save', 'joined', sql)).status).toBe(EXIT.failed);
    const saved = await query('--save', 'joined', ...options, sql);
    expect(saved.status).toBe(EXIT.done);
    expect(saved.stderr).toContain(`--named joined --keywords GAIN:double --with 'mine=${table}'`);
    expect((await query('--named', 'joined', '--set', 'least=1', ...options)).status).toBe(EXIT.done);
  });

  it('needs a lake', async () => {
    lake = `${tempFolder()}/none`;
    expect((await query('--save', 'one', 'SELECT 1')).stderr).toContain('there is no lake');
    expect(existsSync(lake)).toBe(false);
  });

  it('refuses a query that is too long', async () => {
    const { status, stderr } = await query('--save', 'long', `SELECT '${'x'.repeat(66_000)}'`);
    expect(status).toBe(EXIT.usage);
    expect(stderr).toContain('65536 bytes');
    expect(existsSync(`${lake}/queries`)).toBe(false);
  });
});

describe('a saved query of a stranger', () => {
  const write = (name: string, text: string): void => {
    mkdirSync(`${lake}/queries`, { recursive: true });
    writeFileSync(`${lake}/queries/${name}.sql`, text);
  };

  it('is under the same lock as any other query', async () => {
    write('steal', "SELECT * FROM read_text('/etc/hostname')");
    write('change', 'DROP TABLE files');
    for (const name of ['steal', 'change']) expect((await query('--named', name)).status).toBe(EXIT.failed);
  });

  it('does not replace a built-in one', async () => {
    write('count', 'SELECT 42 AS stolen');
    expect((await query('--named', 'count')).stdout).not.toContain('stolen');
    expect(savedList(lake)).toBeUndefined();
  });

  it('has a description without control characters', () => {
    write('odd', '-- a\u001b[31mb\u202ec\nSELECT 1');
    expect(savedList(lake)).toContain('odd  a\ufffd[31mb\ufffdc');
  });

  it('is not read through a link, nor if it is too large', async () => {
    const elsewhere = `${tempFolder()}/secret.sql`;
    writeFileSync(elsewhere, 'SELECT 1');
    write('large', `-- ${'x'.repeat(66_000)}\nSELECT 1`);
    symlinkSync(elsewhere, `${lake}/queries/link.sql`);
    expect((await query('--named', 'link')).stderr).toContain('is a symbolic link');
    expect((await query('--named', 'large')).stderr).toContain('more than 65536 bytes');
    expect(savedList(lake)).toContain('is a symbolic link');
  });

  it('is suggested when a name is misspelt', async () => {
    write('my-flats', 'SELECT 1');
    expect((await query('--named', 'my-flat')).stderr).toContain('did you mean my-flats?');
  });
});
