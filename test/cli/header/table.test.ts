import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { image, primary } from '../../helpers/fits.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
const FILES = ['a', 'b', 'c', 'd'];
beforeEach(() => {
  folder = tempFolder();
  const cards: Record<string, string[]> = {
    a: ['EXPTIME = 9.0', "OBJECT  = 'M31'", 'OK      = T'],
    b: ["EXPTIME = '10'", "OBJECT  = 'M,33'"],
    c: ["OBJECT  = 'M31'"],
    d: ['EXPTIME = -1E2', "OBJECT  = 'M101'", 'CD1_1   = 5'],
  };
  for (const name of FILES)
    writeFileSync(
      join(folder, name),
      Buffer.concat([
        primary([], cards[name]),
        image([], ["EXTNAME = 'SCI'", `GAIN    = ${name.charCodeAt(0)}`]),
      ]),
    );
});
const header = (...args: string[]) => runMain(['header', ...args, ...FILES], { cwd: folder });
/** The first column of the table, without its name. */
const order = async (...args: string[]) =>
  (await header('--format', 'tsv', ...args)).stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0])
    .join('');

describe('header --format votable', () => {
  it('has numbers where all values of a keyword are numbers, and empty cells without a value', async () => {
    const { status, stdout } = await header('--format', 'votable', '-k', 'CD1_1,EXPTIME,OBJECT');
    expect(status).toBe(0);
    expect(stdout).toContain('<FIELD name="CD1_1" datatype="double"/>');
    expect(stdout).toContain('<FIELD name="EXPTIME" datatype="unicodeChar" arraysize="*"/>');
    expect(stdout).toContain('<TR><TD>d</TD><TD>5</TD><TD>-1E2</TD><TD>M101</TD></TR>');
    expect(stdout).toContain('<TR><TD>c</TD><TD/><TD/><TD>M31</TD></TR>');
  });
});

describe('header --sort', () => {
  it.each([
    [['--sort', 'EXPTIME'], 'dabc'],
    [['--sort', '-EXPTIME'], 'badc'],
    [['--sort', 'exptime', '-k', 'OBJECT'], 'dabc'],
    [['--sort', 'OBJECT,-EXPTIME'], 'bdac'],
    [['--sort', 'OBJECT', '--sort', 'EXPTIME'], 'bdac'],
    [['--sort', '-GAIN', '-e', 'SCI'], 'dcba'],
    [['--sort', 'NOSUCH'], 'abcd'],
  ])('%j gives %s', async (args, expected) => {
    expect(await order(...args)).toBe(expected);
  });
  it.each([
    ['--sort', '-EXPTIM'],
    ['--where', 'EXPTIM>1'],
  ])('%s %s says that no file has the keyword', async (...args) => {
    const { status, stderr } = await header(...args, '-k', 'OBJECT');
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'fits-datalake: no file has the keyword EXPTIM\n',
    });
    expect((await header(...args.map((arg) => arg.replace('EXPTIM', 'EXPTIME')))).stderr).toBe('');
  });
  it('makes a table, and refuses cards', async () => {
    expect((await header('--sort', 'EXPTIME')).stdout).toMatch(/^file {2}OBJECT {2}EXPTIME\n/);
    expect(await header('--sort', 'EXPTIME', '--format', 'cards')).toMatchObject({ status: 2 });
    expect(await header('--sort', '-')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('name a keyword, such as EXPTIME or -EXPTIME'),
    });
  });
});

describe('header --where', () => {
  it.each([
    [['EXPTIME>9.5'], 'b'],
    [['exptime <= 9'], 'ad'],
    [['EXPTIME=9'], 'a'],
    [['EXPTIME!=9'], 'bd'],
    [['OBJECT=m31'], 'ac'],
    [["OBJECT == 'M3?'"], 'ac'],
    [['OBJECT!=M3*'], 'bd'],
    [['OBJECT=M,33'], 'b'],
    [['OBJECT<M2'], 'bd'],
    [['OBJECT>0'], ''],
    [['OK=true'], 'a'],
    [['OBJECT=M31', 'EXPTIME>0'], 'a'],
    [['GAIN>=99'], 'cd'],
    [['NOSUCH!=1'], ''],
  ])('%j keeps %s', async (where, expected) => {
    expect(await order(...where.flatMap((condition) => ['--where', condition]))).toBe(expected);
  });
  it('may be about keywords that are not columns, and about HDUs', async () => {
    const { stdout } = await header('-e', 'SCI', '-w', 'GAIN>99', '-k', 'EXTNAME');
    expect(stdout).toMatch(/^file {2}hdu {2}extension {2}EXTNAME\n.*\nd {5}1 {4}SCI,1 {6}SCI\s/);
  });
  it.each([
    ['EXPTIME=>5', 'the operators are'],
    ['EXPTIME=<5', 'the operators are'],
    ['EXPTIME > 5 and OBJECT=M31', 'repeat --where'],
  ])('refuses %j, which would keep no file', async (where, reason) => {
    const { status, stderr } = await header('--where', where);
    expect(status).toBe(2);
    expect(stderr).toContain(reason);
  });
  it.each(["OBJECT!='>5'", 'OBJECT!=black and white', "OBJECT!='a or b=c'"])(
    'takes %j as one value',
    async (where) => {
      expect((await header('--where', where)).status).toBe(0);
    },
  );
  it.each(['', 'EXPTIME', '>5', 'EXPTIME=', '!=3'])('refuses %j', async (where) => {
    const { status, stderr } = await header('--where', where);
    expect(status).toBe(2);
    expect(stderr).toContain(`--where ${where}: write a keyword, one of = != < <= > >=, and a value`);
  });
});

describe('header --table', () => {
  it('is written as values only, for scripts', async () => {
    expect((await header('--format', 'values', '-k', 'OBJECT,EXPTIME')).stdout).toBe(
      'M31\t9.0\nM,33\t10\nM31\t\nM101\t-1E2\n',
    );
    expect((await header('--format', 'values', '-e', 'SCI', '-k', 'GAIN')).stdout).toBe('97\n98\n99\n100\n');
  });
  it('is written as CSV, TSV and JSON, with the values of the headers', async () => {
    const table = (format: string) => header('-t', '-k', 'OBJECT,EXPTIME,OK,NONE', '--format', format);
    expect((await table('csv')).stdout).toBe(
      'file,OBJECT,EXPTIME,OK,NONE\na,M31,9.0,true,\nb,"M,33",10,,\nc,M31,,,\nd,M101,-100,,\n'.replace(
        '-100',
        '-1E2',
      ),
    );
    expect((await table('tsv')).stdout).toContain('a\tM31\t9.0\ttrue\t\nb\tM,33\t10\t\t\n');
    expect(JSON.parse((await table('json')).stdout).slice(0, 2)).toEqual([
      { file: 'a', OBJECT: 'M31', EXPTIME: 9, OK: true, NONE: null },
      { file: 'b', OBJECT: 'M,33', EXPTIME: '10', OK: null, NONE: null },
    ]);
  });
  it('has a row per HDU if HDUs are named, and ? stands for one character', async () => {
    expect((await header('-t', '-e', 'S?I', '-k', 'GA?N', '--format', 'tsv')).stdout).toContain(
      'file\thdu\textension\tGAIN\na\t1\tSCI,1\t97\n',
    );
    expect((await header('-k', 'CD?_?')).stdout).toContain('CD1_1   = 5');
  });
  it('says what a terminal can do to see more', async () => {
    const { stdout } = await runMain(['header', '-t', '-k', 'OBJECT', '-k', '*', ...FILES], {
      cwd: folder,
      terminal: 60,
    });
    expect(stdout).not.toContain('--output');
  });
});
