import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { askOnce } from '../../helpers/ask.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const SAMPLE = 'fits_data/meridian/20240912/m31-r.fits';

/** Names that are difficult for shells, URLs and readers of lines. */
const NAMES = ['a b/#1 ?%41+é.fits', 'it\'s "odd".fits', 'two\nlines.fits', '\x1b[31m.fits', '-rf.fits'];

describe('the column path', () => {
  let folder: string;
  let lake: string;
  beforeAll(async () => {
    folder = mkdtempSync(`${tmpdir()}/paths-`);
    lake = `${folder}.lake`;
    for (const name of NAMES) {
      mkdirSync(dirname(`${folder}/${name}`), { recursive: true });
      copyFileSync(SAMPLE, `${folder}/${name}`);
    }
    const { status } = await runMain(['ingest', '--lake', lake, folder]);
    expect(status).toBe(0);
  });
  afterAll(() => {
    for (const made of [folder, lake]) rmSync(made, { recursive: true, force: true });
  });
  const query = (...args: string[]) => runMain(['query', '--lake', lake, ...args]);
  const paths = () => NAMES.map((name) => `${folder}/${name}`).sort();

  it.each(['files', 'obscore'])('of %s leads to the file, whatever its name', async (view) => {
    const { stdout } = await query('--format', 'nul', `SELECT path FROM ${view}`);
    expect(stdout.split('\0').slice(0, -1).sort()).toEqual(paths());
  });
  it('of the other views has U+FFFD where the lake has it', async () => {
    const { stdout } = await query('--format', 'nul', 'SELECT DISTINCT path FROM headers');
    const shown = paths().map((path) => path.replace(/\p{Cc}/u, '\ufffd'));
    expect(stdout.split('\0').slice(0, -1).sort()).toEqual(shown.sort());
  });
  it('is one line in lines', async () => {
    const { stdout } = await query('--format', 'lines', 'SELECT path FROM files');
    expect(stdout.split('\n')).toHaveLength(NAMES.length + 1);
  });
  it('can be read from TSV by DuckDB', async () => {
    const { stdout } = await query('--format', 'tsv', 'SELECT path, source_url, NULL AS n FROM files');
    const file = `${tempFolder()}/paths.tsv`;
    writeFileSync(file, stdout);
    const found = await askOnce(lake, 'SELECT path, n FROM p', { tables: [{ name: 'p', file }] });
    expect(found.map(([path]) => String(path)).sort()).toEqual(paths());
    expect(found.map(([, n]) => n)).toEqual(NAMES.map(() => null));
  });
});

describe('--no-header', () => {
  const sql = 'SELECT 1 AS a, 2 AS b FROM files LIMIT 1';
  it.each([
    ['csv', '1,2\n'],
    ['tsv', '1\t2\n'],
    ['table', '1  2\n'],
  ])('leaves only rows in %s', async (format, text) => {
    const lake = tempFolder();
    await runMain(['ingest', '--lake', lake, SAMPLE]);
    const { stdout } = await runMain(['query', '--lake', lake, '--no-header', '--format', format, sql]);
    expect(stdout).toBe(text);
  });
  it('is refused for a format without a header line', async () => {
    const { status, stderr } = await runMain(['query', '--no-header', '--format', 'json', sql]);
    expect(status).toBe(2);
    expect(stderr).toContain('--no-header: json');
  });
});

describe('lines with two columns', () => {
  it('are refused, with advice', async () => {
    const lake = tempFolder();
    await runMain(['ingest', '--lake', lake, SAMPLE]);
    const { status, stdout, stderr } = await runMain([
      'query',
      '--lake',
      lake,
      '--format',
      'lines',
      'FROM files',
    ]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^fits-datalake: --format lines: the answer has \d+ columns.* such as path\n$/);
  });
});
