import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../../lib/cli/errors.ts';
import { isCommentedSql, sqlFrom } from '../../../lib/cli/query/sql.ts';
import { lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const EMPTY = ['', '  ;', '\n', '-- a comment', '/* a\ncomment */;\n-- SELECT 1'];

describe('SQL without a statement', () => {
  it.each(EMPTY)('%j is a mistake that names where it came from', (sql) => {
    const cwd = tempFolder();
    writeFileSync(`${cwd}/empty.sql`, sql);
    const wrong = (where: string) => ({
      status: 2,
      stdout: '',
      stderr: `fits-datalake: there is no SQL in ${where} (fits-datalake query --help has examples)\n`,
    });
    expect(runCli(['query', sql], { cwd })).toEqual(wrong('the argument'));
    expect(runCli(['query', '-f', 'empty.sql'], { cwd })).toEqual(wrong('empty.sql'));
    expect(runCli(['query'], { cwd, input: sql })).toEqual(wrong('standard input'));
  });
  it('is found quickly, however long it is', async () => {
    const long = ['-'.repeat(1_000_000), '/**/'.repeat(200_000), '-- a -- b\n'.repeat(100_000)];
    for (const sql of long) {
      await expect(sqlFrom({ sql })).rejects.toThrow(UsageError);
      expect(await sqlFrom({ sql: `${sql}\nSELECT 1` })).toContain('SELECT');
    }
  });
});

describe('SQL that opens with a comment', () => {
  it.each(['-- a comment\nSELECT 7 AS n', '--a comment\nSELECT 7 AS n', '/* -- */ SELECT 7 AS n'])(
    '%j is no option',
    (sql) => {
      const lake = lakeOf(...EXAMPLE);
      for (const args of [
        ['--lake', lake, '--format', 'csv', sql],
        [sql, '--lake', lake, '--format', 'csv'],
      ]) {
        expect(runCli(['query', ...args])).toEqual({ status: 0, stdout: 'n\n7\n', stderr: '' });
      }
    },
  );
  it('is told from options', () => {
    for (const option of ['--', '--lake', '--format=csv', '--with=a=b\nc', '-f']) {
      expect(isCommentedSql(option)).toBe(false);
    }
    expect(runCli(['query', '--no-such-option']).status).toBe(2);
  });
});

describe('without SQL', () => {
  it('on a terminal there is nothing to ask, and nothing is read', async () => {
    expect(await sqlFrom({}, true)).toBeUndefined();
    expect(await sqlFrom({ sql: 'SELECT 1' }, true)).toBe('SELECT 1');
  });
});
