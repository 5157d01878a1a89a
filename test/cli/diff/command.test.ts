import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { card, extensionHeader, primaryHeader } from '../../helpers/fixed-format.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
const diff = (...args: string[]) => runMain(['diff', ...args], { cwd: folder });
const put = (name: string, ...parts: Uint8Array[]): void => {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), Buffer.concat(parts));
};
const cards = (...more: string[]): Buffer => primaryHeader([], more);
const extension = (name: string, ...more: string[]): Buffer =>
  extensionHeader('IMAGE', [], [...(name === '' ? [] : [card('EXTNAME', name)]), ...more]);

/** What differs between two primary headers, as lines without the names of the files and the HDU. */
async function lines(a: readonly string[], b: readonly string[], ...options: string[]): Promise<string[]> {
  put('a.fits', cards(...a));
  put('b.fits', cards(...b));
  const { stdout, status } = await diff(...options, 'a.fits', 'b.fits');
  expect(status).toBe(stdout === '' ? 0 : 1);
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .map((line) => line.trim().replace(/ +/g, ' '));
}

beforeEach(() => {
  folder = tempFolder();
});

describe('diff', () => {
  it('prints what was removed, added and changed, and ends with 1', async () => {
    put('a.fits', cards(card('OBJECT', 'M31'), card('EXPTIME', 120, 'seconds'), card('GAIN', 1)));
    put('b.fits', cards(card('EXPTIME', 60, 'seconds'), card('FILTER', 'R'), card('GAIN', 1)));
    const { stdout, stderr, status } = await diff('a.fits', 'b.fits');
    expect({ status, stderr }).toEqual({ status: 1, stderr: '' });
    expect(stdout).toBe(
      `--- a.fits\n+++ b.fits\nHDU 0\n  - OBJECT   'M31'\n  ~ EXPTIME  120 -> 60\n  + FILTER   'R'\n`,
    );
  });

  it.each<readonly [string, string[], string[]]>([
    ['another order', [card('A', 1), card('B', 2)], [card('B', 2), card('A', 1)]],
    ['numbers written in other ways', ['X       = 1.0', 'Y       = 1'], ['X       = 1.00E0', 'Y       = 1.']],
    ['complex numbers written in other ways', ['X       = (1.0, 2)'], ['X       = (1,2.0)']],
    ['blanks at the end of strings', ["X       = 'a'"], ["X       = 'a    '"]],
    ['strings cut in other places', ["X       = 'one &'", "CONTINUE  'two'"], ["X       = 'one two'"]],
    ['blank cards', [card('A', 1), '', card('B', 1)], [card('A', 1), card('B', 1)]],
    [
      'keywords that change whenever a file is written',
      [card('CHECKSUM', 'a'), card('DATE', '2024-01-01')],
      [],
    ],
    ['the comment of DATASUM', [card('DATASUM', '1', 'in 2024')], [card('DATASUM', '1', 'in 2025')]],
  ])('takes no notice of %s', async (_, a, b) => {
    expect(await lines(a, b)).toEqual([]);
  });

  it.each<readonly [string, string[], string[]]>([
    ['a string and a number', ["X       = '1'"], ['X       = 1']],
    ['long integers', ['X       = 12345678901234567890'], ['X       = 12345678901234567891']],
    ['no value and an empty string', ['X       ='], ["X       = ''"]],
    ['leading blanks', ["X       = ' a'"], ["X       = 'a'"]],
    ['comments', [card('X', 1, 'one')], [card('X', 1, 'two')]],
    ['checksums of data', [card('DATASUM', '1')], [card('DATASUM', '2')]],
  ])('tells %s apart', async (_, a, b) => {
    expect(await lines(a, b)).toHaveLength(1);
  });

  it('compares HISTORY and other repeated keywords as lists', async () => {
    const history = ['one', 'two', 'three', 'four'].map((text) => `HISTORY ${text}`);
    expect(await lines(history, [...history.slice(0, 1), 'HISTORY new', ...history.slice(2)])).toEqual([
      '- HISTORY two',
      '+ HISTORY new',
    ]);
    expect(await lines([card('A', 1), card('A', 2)], [card('A', 0), card('A', 1), card('A', 2)])).toEqual([
      '+ A 0',
    ]);
  });

  it('leaves out keywords, comments and HDUs', async () => {
    const [a, b] = [
      [card('DATE-OBS', '2024-01-01'), card('GAIN', 1, 'x'), card('TEMP', 1)],
      [card('GAIN', 1, 'y')],
    ];
    expect(await lines(a, b, '--ignore', 'date*,te?p')).toEqual(['~ GAIN 1 / x -> 1 / y']);
    expect(await lines(a, b, '--ignore', 'date*', '--ignore', 'TEMP', '--ignore-comments')).toEqual([]);
    put('a.fits', cards(), extension('SCI'), extension('TELEM', card('T', 1)));
    put('b.fits', cards(), extension('SCI'));
    expect(await diff('--ignore-hdus', 'TELEM', 'a.fits', 'b.fits')).toMatchObject({ status: 0, stdout: '' });
  });

  it('compares everything with --exact', async () => {
    expect(await lines([card('DATE', '2024-01-01')], [card('DATE', '2025-01-01')], '--exact')).toHaveLength(
      1,
    );
  });

  it('has tolerances for numbers, but not for two integers', async () => {
    const [a, b] = [
      ['X       = 100.0', 'N       = 100'],
      ['X       = 101.0', 'N       = 101'],
    ];
    expect(await lines(a, b, '--rtol', '0.02')).toEqual(['~ N 100 -> 101']);
    expect(await lines(a, b, '--atol', '1')).toEqual(['~ N 100 -> 101']);
    expect(await lines(a, b, '-r', '0.001')).toHaveLength(2);
  });

  it('matches HDUs by name, so one more does not make the others differ', async () => {
    put('a.fits', cards(), extension('SCI'), extension(''), extension('DQ', card('A', 1)));
    put('b.fits', cards(), extension('NEW'), extension('SCI'), extension(''), extension('DQ', card('A', 2)));
    const { stdout } = await diff('a.fits', 'b.fits');
    expect(stdout.split('\n').slice(2)).toEqual([
      '+ HDU 1 (NEW,1): IMAGE',
      'HDU 3 (DQ,1), in the second file HDU 4',
      '  ~ A        1 -> 2',
      '',
    ]);
  });

  it('reports HDUs in another order, renamed HDUs, and those of another type', async () => {
    put('a.fits', cards(), extension('A'), extension('B'));
    put('b.fits', cards(), extension('B'), extension('A'));
    expect((await diff('a.fits', 'b.fits')).stdout).toContain('(moved)');
    put('b.fits', cards(), extension('A'), extension('C'));
    expect((await diff('a.fits', 'b.fits')).stdout).toContain("  ~ EXTNAME  'B' -> 'C'\n");
  });

  it('compares two HDUs in brackets', async () => {
    put('a.fits', cards(), extension('A', card('X', 1)), extension('B', card('X', 2)));
    const { stdout } = await diff('--ignore', 'EXTNAME', 'a.fits[A]', 'a.fits[B]');
    expect(stdout).toContain('HDU 1 (A,1), in the second file HDU 2\n  ~ X        1 -> 2\n');
    expect(await diff('a.fits[A]', 'a.fits[C]')).toMatchObject({ status: 2 });
  });

  it('writes JSON, with the cards on both sides', async () => {
    put('a.fits', cards(card('X', 1, 'c')));
    put('b.fits', cards('X       ='));
    const [pair] = JSON.parse((await diff('--format', 'json', 'a.fits', 'b.fits')).stdout);
    expect(pair).toMatchObject({ a: 'a.fits', b: 'b.fits' });
    expect(pair.hdus[0].cards[0]).toEqual({
      keyword: 'X',
      kind: 'changed',
      a: { value: '1', comment: 'c', type: 'integer' },
      b: { value: null, comment: '', type: 'undefined' },
    });
    expect((await diff('--format', 'json', 'a.fits', 'a.fits')).stdout).toBe('[]\n');
  });

  it('has colours only on a terminal without NO_COLOR, and no control characters of headers', async () => {
    put('a.fits', cards("X       = '\x1b[31m\x9b'"));
    put('b.fits', cards());
    const on = async (terminal: number | undefined, env: Record<string, string>) =>
      (await runMain(['diff', 'a.fits', 'b.fits'], { cwd: folder, env, ...(terminal && { terminal }) }))
        .stdout;
    expect((await on(undefined, {})).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    expect((await on(80, { NO_COLOR: '1' })).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    const coloured = await on(80, { NO_COLOR: '' });
    expect(coloured).toContain("\u001b[31m  - X        '\ufffd[31m\ufffd'\u001b[39m\n");
  });
});

describe('diff of folders', () => {
  beforeEach(() => {
    put('n1/same.fits', cards());
    put('n2/same.fits', cards());
    put('n1/raw/x.fits', cards(card('X', 1)));
    put('n2/raw/x.fits', cards(card('X', 2)));
    put('n1/gone.fits', cards());
    put('n2/new.fits', cards());
    put('n2/notes.txt', Buffer.from('text'));
  });

  it('matches files by their paths', async () => {
    const { stdout, stderr, status } = await diff('-q', 'n1', 'n2/');
    expect(status).toBe(1);
    expect(stdout.split('\n')).toEqual([
      'Only in the first folder: n1/gone.fits',
      'Only in the second folder: n2/new.fits',
      'The headers of n1/raw/x.fits and n2/raw/x.fits differ',
      '',
    ]);
    expect(stderr).toContain(
      '4 files: 1 the same, 1 different, 1 only in the first folder, 1 only in the second',
    );
  });

  it('reports a file that cannot be read, compares the others, and ends with 2', async () => {
    for (const name of ['n1/bad.fits', 'n2/bad.fits']) put(name, Buffer.from('not FITS'));
    const { stdout, stderr, status } = await diff('n1', 'n2');
    expect(status).toBe(2);
    expect(stderr).toContain('n1/bad.fits: not-fits');
    expect(stdout).toContain('+++ n2/raw/x.fits');
  });

  it('compares a file with the one of the same name in a folder', async () => {
    expect((await diff('n1/raw/x.fits', 'n2/raw')).stdout).toContain('+++ n2/raw/x.fits');
  });

  it('compares a folder with a prefix of S3', async () => {
    const s3 = await fakeS3();
    s3.put('archive', 'n2/raw/x.fits', cards(card('X', 3)));
    const { stdout, status } = await runMain(['diff', 'n1', 's3://archive/n2/'], {
      cwd: folder,
      env: s3.env,
    });
    expect(status).toBe(1);
    expect(stdout).toContain('+++ s3://archive/n2/raw/x.fits\nHDU 0\n  ~ X        1 -> 3\n');
    expect(stdout).toContain('Only in the first folder: n1/same.fits');
    expect(await runMain(['diff', 'n1', 's3://nothing/n2/'], { cwd: folder, env: s3.env })).toMatchObject({
      status: 2,
    });
  });

  it('ends with 2 if a file is missing', async () => {
    const { status, stderr } = await diff('n1/same.fits', 'n1/none.fits');
    expect(status).toBe(2);
    expect(stderr).toContain('n1/none.fits: no such file');
  });
});
