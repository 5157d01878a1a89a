import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { beginsWithComment, type SqlSource, sqlFrom } from '../../../lib/cli/query/sql.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

describe('SQL without a statement', () => {
  it.each(['', '  ;', '\n', '-- a comment', '/* a\ncomment */;\n-- SELECT 1'])(
    '%j is refused, with its source',
    async (sql) => {
      const cwd = tempFolder();
      writeFileSync(`${cwd}/empty.sql`, sql);
      const refused = (source: string) => ({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(`^fits-datalake: there is no SQL in ${source} `),
      });
      expect(await runMain(['query', sql], { cwd })).toEqual(refused('the argument'));
      expect(await runMain(['query', '-f', 'empty.sql'], { cwd })).toEqual(refused('empty.sql'));
      expect(await runMain(['query'], { cwd, input: sql })).toEqual(refused('standard input'));
    },
  );

  it('is found quickly, even if it is long', async () => {
    const long = ['-'.repeat(1_000_000), '/**/'.repeat(200_000), '-- a -- b\n'.repeat(100_000)];
    for (const sql of long) {
      await expect(sqlFrom({ sql })).rejects.toThrow(UsageError);
      expect(await sqlFrom({ sql: `${sql}\nSELECT 1` })).toContain('SELECT');
    }
  });
});

describe('--set', () => {
  const refused = (text: string) =>
    expect.objectContaining({ name: 'UsageError', message: expect.stringContaining(text) });

  it('gives values to a named query', async () => {
    expect(await sqlFrom({ named: 'calibrations', set: ["key=a=b's"] })).toContain(
      "'a=b''s' IN (o.source_key, o.source_url",
    );
  });
  it.each<[SqlSource, string]>([
    [{ named: 'cone', set: ['ra=1', 'dec=2'] }, 'radius'],
    [{ named: 'cone', set: ['ra=x', 'dec=2', 'radius=1'] }, '--set ra=x'],
    [{ named: 'cone', set: ['ra=00:42:44', 'dec=2', 'radius=1'] }, 'sexagesimal'],
    [{ named: 'cone', set: ['ra=1', 'dec=95', 'radius=1'] }, '--set dec=95: not from -90 to 90'],
    [{ named: 'cone', set: ['ra=1', 'ra=2'] }, 'ra is given twice'],
    [{ named: 'cone', set: ['ra'] }, 'NAME=VALUE'],
    [{ named: 'cone' }, '--set ra=10.6847'],
    [{ named: 'count', set: ['ra=1'] }, 'takes no values'],
    [{ named: 'calibrations', set: ['key=a', 'keys=b'] }, 'keys'],
    [{ sql: 'SELECT 1', set: ['ra=1'] }, '--named'],
  ])('is refused if it does not fit: %j', async (source, text) => {
    await expect(sqlFrom(source)).rejects.toEqual(refused(text));
  });
});

describe('beginsWithComment', () => {
  it.each(['-- a comment\nSELECT 7', '--a comment\nSELECT 7'])('is true for %j', (sql) => {
    expect(beginsWithComment(sql)).toBe(true);
  });
  it.each(['--', '--lake', '--format=csv', '--with=a=b\nc', '-f', '/* -- */ SELECT 7'])(
    'is false for %j',
    (argument) => {
      expect(beginsWithComment(argument)).toBe(false);
    },
  );
});

describe('without SQL, on a terminal,', () => {
  it('standard input is not read', async () => {
    expect(await sqlFrom({}, true)).toBeUndefined();
    expect(await sqlFrom({ sql: 'SELECT 1' }, true)).toBe('SELECT 1');
  });
  it('query opens a prompt, which needs a lake', async () => {
    const { status, stdout, stderr } = await runMain(['query'], { cwd: tempFolder(), terminal: 80 });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('there is no lake');
  });
});

describe('query --list', () => {
  it('lists what can be queried, and needs no lake', async () => {
    const { status, stdout, stderr } = await runMain(['query', '--list'], { cwd: tempFolder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('\nfiles: One row per file');
  });
  it.each([['SELECT 1'], ['--named', 'faulty'], ['--file', 'a.sql'], ['--save', 'mine']])(
    'is refused with %j',
    async (...more) => {
      expect((await runMain(['query', '--list', ...more], { cwd: tempFolder() })).status).toBe(2);
    },
  );
});
