import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sanitizedFor } from '../../../lib/cli/terminal/stream.ts';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { data, image, primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
const header = (...args: string[]) => runCli(['header', ...args], { cwd: folder });

beforeEach(() => {
  folder = tempFolder();
  const mosaic = [
    primary(
      [],
      [
        "OBJECT  = 'M31     '           / target",
        'EXPTIME =                120.0',
        'HIERARCH ESO INS LENS = 7',
      ],
    ),
    image([10], ["EXTNAME = 'SCI     '", 'EXTVER  = 1', 'GAIN    = 1.5']),
    data(10),
    image(
      [],
      ["EXTNAME = 'SCI     '", 'EXTVER  = 2', 'GAIN    = 1.6', "LONG    = 'one &'", "CONTINUE  'two' / c"],
    ),
  ];
  writeFileSync(join(folder, 'a.fits'), Buffer.concat(mosaic));
  writeFileSync(join(folder, 'b,b.fits'), primary([], ["OBJECT  = 'M 33'", "NASTY   = '\x1b[31m \xe9'"]));
});

describe('header', () => {
  it('prints the cards as they stand, HDU by HDU', () => {
    const { stdout, status } = header('a.fits');
    expect(status).toBe(0);
    expect(stdout).toContain('# HDU 0 in a.fits\nSIMPLE  = T\n');
    expect(stdout).toContain("OBJECT  = 'M31     '           / target\n");
    expect(stdout).toContain("# HDU 2 (SCI,2) in a.fits\nXTENSION= 'IMAGE   '\n");
    expect(stdout).toContain("LONG    = 'one &'\nCONTINUE  'two' / c\n");
  });

  it.each([
    [['-e', '0', '-k', 'object'], ['OBJECT  =']],
    [['-e', 'SCI,2', '-k', 'GAIN'], ['GAIN    = 1.6']],
    [
      ['-e', 'sci', '-k', 'gain'],
      ['GAIN    = 1.5', 'GAIN    = 1.6'],
    ],
    [
      ['-e', 'SCI,*', '-e', '0', '-k', 'EXT*'],
      ['EXTNAME =', 'EXTVER  = 1', 'EXTNAME =', 'EXTVER  = 2'],
    ],
    [['-k', 'INS.LENS'], ['HIERARCH ESO INS LENS = 7']],
    [['-k', 'ins.*'], ['HIERARCH ESO INS LENS = 7']],
    [['-k', 'HIERARCH ESO INS LENS'], ['HIERARCH ESO INS LENS = 7']],
    [
      ['-k', 'LONG'],
      ["LONG    = 'one &'", "CONTINUE  'two' / c"],
    ],
  ])('%j selects %j', (options, lines) => {
    const { stdout } = header(...options, 'a.fits');
    const cards = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(cards.map((card, i) => card.slice(0, lines[i]?.length))).toEqual(lines);
  });

  it('prints the rows of the lake as CSV, with the path as given', () => {
    const { stdout, status } = header('--format', 'csv', './a.fits', 'b,b.fits');
    expect(status).toBe(0);
    expect(stdout.startsWith(HEADER_LINE)).toBe(true);
    expect(stdout).toContain('0,,./a.fits,OBJECT,M31,target,3,string\n');
    expect(stdout).toContain('0,,"b,b.fits",NASTY,\ufffd[31m \u00e9,,4,string\n');
    expect(stdout).toContain('2,,./a.fits,header_offset,8640,,,hdu\n');
  });

  it('selects in CSV too', () => {
    const { stdout } = header('--format', 'csv', '-k', 'GAIN', 'a.fits');
    expect(stdout).toBe(`${HEADER_LINE}1,,a.fits,GAIN,1.5,,8,float\n2,,a.fits,GAIN,1.6,,7,float\n`);
  });

  it('prints a row a file and a column a keyword: the primary first, then the first extension that has it', () => {
    const { stdout } = header(
      '--format',
      'table',
      '-k',
      'OBJECT',
      '-k',
      'GAIN',
      '-k',
      'INS.LENS',
      'a.fits',
      'b,b.fits',
    );
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s{2,}|\s*\u2502\s*/));
    expect(rows).toContainEqual(expect.arrayContaining(['a.fits', 'M31', '1.5', '7']));
    expect(rows).toContainEqual(expect.arrayContaining(['b,b.fits', 'M 33']));
  });

  it('prints a row an HDU where HDUs are named', () => {
    const { stdout } = header('--format', 'table', '-e', 'SCI', '-k', 'GAIN', 'a.fits');
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s{2,}|\s*\u2502\s*/));
    expect(rows).toContainEqual(expect.arrayContaining(['a.fits', '1', 'SCI,1', '1.5']));
    expect(rows).toContainEqual(expect.arrayContaining(['a.fits', '2', 'SCI,2', '1.6']));
  });

  it('prints JSON that reads back', () => {
    const { stdout } = header('--format', 'json', '-e', '1', 'a.fits', 'b,b.fits');
    const files = JSON.parse(stdout);
    expect(files).toHaveLength(2);
    expect(files[0].hdus[0]).toMatchObject({ hdu: 1, type: 'IMAGE', extname: 'SCI', extver: 1 });
    expect(files[0].hdus[0].cards).toContainEqual({
      name: 'GAIN',
      value: '1.5',
      comment: '',
      index: 8,
      type: 'float',
    });
    expect(files[1].hdus).toEqual([]);
  });

  it('goes on after a file that is faulty or missing, and says so', () => {
    writeFileSync(join(folder, 'cut.fits'), primary([5000]));
    const faulty = header('--format', 'csv', 'cut.fits', 'a.fits');
    expect(faulty.status).toBe(3);
    expect(faulty.stderr).toContain('cut.fits: truncated-data: HDU 0, byte 2880:');
    expect(faulty.stdout).toContain('a.fits,OBJECT');
    mkdirSync(join(folder, 'sub'));
    const missing = header('none.fits', 'sub', 'a.fits');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('none.fits: no such file');
    expect(missing.stderr).toContain('sub: not a file');
    expect(missing.stdout).toContain('in a.fits');
  });

  it('lets nothing in a header steer the terminal', () => {
    writeFileSync(
      join(folder, 'c.fits'),
      primary([], ["NASTY   = '\x9b31m'", 'NAXIS1  = \x1b\x9b']).fill('\x1b', 100, 101),
    );
    for (const format of ['cards', 'table', 'csv', 'json']) {
      const { stdout, stderr } = header('--format', format, '-k', 'NASTY', 'b,b.fits', 'c.fits');
      // what is JSON is exact in a pipe
      const shown = format === 'json' ? sanitizedFor({ isTTY: true }, stdout) : stdout;
      expect((shown + stderr).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });

  it('takes keywords in a list, keeps a column for each, and says what it does not find', () => {
    const { stdout, stderr, status } = header('--format', 'table', '-k', 'OBJECT,NOSUCH,GAIN', 'b,b.fits');
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]?.split(/\s+/)).toEqual(['file', 'OBJECT', 'NOSUCH', 'GAIN']);
    expect(stderr).toContain('no file has the keyword NOSUCH');
    expect(header('-k', 'OBJECT', 'no-such.fits').stderr).not.toContain('no file has');
    expect(header('-e', 'SCI,99', 'a.fits').stderr).toContain('no file has the HDU SCI,99');
  });

  it('refuses wrong usage with code 2', () => {
    expect(header().status).toBe(2);
    expect(header('--format', 'xml', 'a.fits')).toMatchObject({ status: 2, stdout: '' });
  });

  it('ends quietly when nobody reads its output any more', () => {
    const many = Array(400).fill('a.fits').join(' ');
    const program = `"${process.execPath}" "${resolve('bin/fits-datalake.js')}"`;
    const command = `(${program} header --format csv ${many}; echo "code $?" >&2) | head -n 1`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe(HEADER_LINE);
    expect(stderr).toBe('code 0\n');
  });
});
