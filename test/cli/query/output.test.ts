import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const asked = (file: string, cwd = tempFolder(), ...more: readonly string[]) =>
  runCli(['query', '--lake', lakeOf(...EXAMPLE), '--output', file, ...more, 'SELECT 7 AS n'], { cwd });

describe('--output', () => {
  it.each([
    ['a', 'n\n-\n7\n(1 row)\n'],
    ['a.TXT', 'n\n-\n7\n(1 row)\n'],
    ['a.b/table', 'n\n-\n7\n(1 row)\n'],
    ['a.jsonl', '{"n":7}\n'],
  ])('%s has a format', (file, text) => {
    const cwd = tempFolder();
    mkdirSync(`${cwd}/a.b`);
    expect(asked(file, cwd)).toEqual({ status: 0, stdout: '', stderr: '' });
    expect(readFileSync(`${cwd}/${file}`, 'utf8')).toBe(text);
  });
  it.each(['a.xlsx', 'a.csv.gz', 'a.constructor'])(
    '%s has none that is known, unless it is named',
    (file) => {
      const cwd = tempFolder();
      const { status, stderr } = asked(file, cwd);
      expect(status).toBe(2);
      expect(stderr).toMatch(
        /^fits-datalake: --output \S+: no format is known by \.\w+: --format table, csv, /,
      );
      expect(readdirSync(cwd)).toEqual([]);
      expect(asked(file, cwd, '--format', 'csv').status).toBe(0);
      expect(readFileSync(`${cwd}/${file}`, 'utf8')).toBe('n\n7\n');
    },
  );
  it.each(['csv', 'parquet'])('says in a sentence, with the path once, that it cannot write %s', (format) => {
    const cwd = tempFolder();
    mkdirSync(`${cwd}/folder.${format}`);
    expect(asked(`/no/such/a.${format}`)).toEqual({
      status: 1,
      stdout: '',
      stderr: `fits-datalake: cannot write /no/such/a.${format}: there is no folder /no/such\n`,
    });
    expect(asked(`folder.${format}`, cwd).stderr).toBe(
      `fits-datalake: cannot write ${cwd}/folder.${format}: it is a folder\n`,
    );
    expect(readdirSync(cwd)).toEqual([`folder.${format}`]);
  });
  it('writes to a device, rather than put a file in its place', () => {
    expect(asked('/dev/null').status).toBe(0);
    expect(asked('/dev/null', undefined, '--format', 'parquet').stderr).toMatch(/it is no regular file/);
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });
});
