import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';
import { askOnce, lakeOf } from '../../helpers/ask.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const DONE = { status: 0, stdout: '', stderr: '' };

let cwd: string;
let lake: string;
beforeEach(() => {
  cwd = tempFolder();
  lake = lakeOf(...EXAMPLE);
});

const writeTo = (file: string, ...args: readonly string[]) =>
  runMain(['query', '--output', file, ...args], { cwd, env: { FITS_LAKE: lake } });
const read = (file: string): string => readFileSync(`${cwd}/${file}`, 'utf8');

describe('--output', () => {
  it.each(['csv', 'json', 'ndjson', 'parquet', 'votable', 'fits'])(
    'replaces a file with an answer as %s',
    async (format) => {
      const file = `answer.${format}`;
      writeFileSync(`${cwd}/${file}`, 'older');
      expect(await writeTo(file, "SELECT object FROM files WHERE object = 'M31'")).toEqual(DONE);
      expect(readdirSync(cwd)).toEqual([file]);
      if (format !== 'parquet') expect(read(file)).toContain('M31');
      else {
        const tables = [{ name: 'p', file: `${cwd}/${file}` }];
        expect(await askOnce(lake, 'SELECT * FROM p', { tables })).toEqual([['M31']]);
      }
    },
  );

  it.each([
    ['a', 'n\n-\n7\n(1 row)\n'],
    ['a.TXT', 'n\n-\n7\n(1 row)\n'],
    ['a.b/table', 'n\n-\n7\n(1 row)\n'],
    ['a.jsonl', '{"n":7}\n'],
    ['a.vot', expect.stringMatching(/^<\?xml .*<TD>7<\/TD>/s)],
    ['a.xml', expect.stringMatching(/^<\?xml /)],
    ['a.fit', expect.stringMatching(/^SIMPLE {2}= {20}T .*TFORM1/s)],
  ])('%s has a format', async (file, text) => {
    mkdirSync(`${cwd}/a.b`);
    expect(await writeTo(file, 'SELECT 7 AS n')).toEqual(DONE);
    expect(read(file)).toEqual(text);
  });

  it.each(['a.xlsx', 'a.csv.gz', 'a.constructor'])('%s needs --format', async (file) => {
    const { status, stderr } = await writeTo(file, 'SELECT 7 AS n');
    expect(status).toBe(2);
    expect(stderr).toMatch(/^fits-datalake: --output \S+: .* --format: table, csv, /);
    expect(readdirSync(cwd)).toEqual([]);
    expect(await writeTo(file, '--format', 'csv', 'SELECT 7 AS n')).toEqual(DONE);
    expect(read(file)).toBe('n\n7\n');
  });

  it('leaves the file unchanged if the query fails', async () => {
    writeFileSync(`${cwd}/a.csv`, 'older');
    const late = "SELECT CAST(CASE WHEN range = 200000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(300000)";
    for (const file of ['a.csv', 'a.parquet']) expect((await writeTo(file, late)).status).toBe(1);
    expect(readdirSync(cwd)).toEqual(['a.csv']);
    expect(read('a.csv')).toBe('older');
  });

  it.each(['csv', 'parquet'])('names a file that cannot be written as %s', async (format) => {
    mkdirSync(`${cwd}/folder.${format}`);
    expect(await writeTo(`/no/such/a.${format}`, 'SELECT 7 AS n')).toEqual({
      status: 1,
      stdout: '',
      stderr: `fits-datalake: cannot write /no/such/a.${format}: there is no folder /no/such\n`,
    });
    expect((await writeTo(`folder.${format}`, 'SELECT 7 AS n')).stderr).toBe(
      `fits-datalake: cannot write ${cwd}/folder.${format}: it is a folder\n`,
    );
    expect(readdirSync(cwd)).toEqual([`folder.${format}`]);
  });

  it('writes to a device instead of replacing it', async () => {
    expect((await writeTo('/dev/null', 'SELECT 7 AS n')).status).toBe(0);
    expect((await writeTo('/dev/null', '--format', 'parquet', 'SELECT 7 AS n')).stderr).toMatch(
      /cannot write \/dev\/null: .*regular file/,
    );
    expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
  });

  it('leaves no temporary file behind after FITS, nor after a failure', async () => {
    const env = { FITS_LAKE: lake, TMPDIR: tempFolder() };
    for (const [sql, status] of [
      ['SELECT 7 AS n', 0],
      ["SELECT CAST(CASE WHEN range = 200000 THEN 'x' ELSE '1' END AS INTEGER) FROM range(300000)", 1],
      ['SELECT CAST(2 AS HUGEINT) ** 100 AS n', 0],
      ['SELECT sum(9223372036854775807) AS n FROM range(2)', 1],
    ] as const) {
      expect((await runMain(['query', '-o', 'a.fits', sql], { cwd, env })).status).toBe(status);
      expect(readdirSync(env.TMPDIR).filter((name) => name.includes('spool'))).toEqual([]);
    }
  });

  it('says which column a format cannot hold', async () => {
    const sql = 'SELECT sum(9223372036854775807) AS total FROM range(2)';
    for (const format of ['votable', 'fits']) {
      expect((await writeTo('a', '--format', format, sql)).stderr).toMatch(
        new RegExp(`^fits-datalake: --format ${format}: column total: 18446744073709551614 `),
      );
      expect(readdirSync(cwd)).toEqual([]);
    }
  });
});

describe('--format fits', () => {
  it('is refused on a terminal', async () => {
    const { status, stderr } = await runMain(['query', '--lake', lake, '--format', 'fits', 'SELECT 7 AS n'], {
      terminal: 80,
    });
    expect(status).toBe(2);
    expect(stderr).toContain('--output');
  });
  it('can be piped: the bytes are those of a file', async () => {
    expect(await writeTo('a.fits', 'SELECT object, exptime FROM files ORDER BY source_url')).toEqual(DONE);
    const { status, stdout } = runCli(
      ['query', '--lake', lake, '--format', 'fits', 'SELECT object, exptime FROM files ORDER BY source_url'],
      { encoding: 'latin1' },
    );
    expect(status).toBe(0);
    expect(Buffer.from(stdout, 'latin1').equals(readFileSync(`${cwd}/a.fits`))).toBe(true);
  });
});
