import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { sanitizedFor } from '../../../lib/cli/terminal/stream.ts';
import { HEADER_LINE } from '../../../lib/lake/columns.ts';
import { data, image, primary } from '../../helpers/fits.ts';
import { PROGRAM } from '../../helpers/run-cli.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
const header = (...args: string[]) => runMain(['header', ...args], { cwd: folder });

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
  it('prints the cards as they are in the file, HDU by HDU', async () => {
    const { stdout, status } = await header('a.fits');
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
  ])('%j selects %j', async (options, lines) => {
    const { stdout } = await header(...options, 'a.fits');
    const cards = stdout.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    expect(cards.map((card, i) => card.slice(0, lines[i]?.length))).toEqual(lines);
  });

  it('prints the rows of the lake as CSV, with the path as given', async () => {
    const { stdout, status } = await header('--format', 'csv', './a.fits', 'b,b.fits');
    expect(status).toBe(0);
    expect(stdout.startsWith(HEADER_LINE)).toBe(true);
    expect(stdout).toContain('0,,./a.fits,OBJECT,M31,target,3,string\n');
    expect(stdout).toContain('0,,"b,b.fits",NASTY,\ufffd[31m \u00e9,,4,string\n');
    expect(stdout).toContain('2,,./a.fits,header_offset,8640,,,hdu\n');
  });

  it('prints only the rows of the selected cards as CSV', async () => {
    const { stdout } = await header('--format', 'csv', '-k', 'GAIN', 'a.fits');
    expect(stdout).toBe(`${HEADER_LINE}1,,a.fits,GAIN,1.5,,8,float\n2,,a.fits,GAIN,1.6,,7,float\n`);
  });

  it('prints one row per file and one column per keyword, from the primary header or the first extension that has it', async () => {
    const { stdout } = await header(
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

  it('prints one row per HDU if HDUs are selected', async () => {
    const { stdout } = await header('--format', 'table', '-e', 'SCI', '-k', 'GAIN', 'a.fits');
    const rows = stdout.split('\n').map((line) => line.trim().split(/\s{2,}|\s*\u2502\s*/));
    expect(rows).toContainEqual(expect.arrayContaining(['a.fits', '1', 'SCI,1', '1.5']));
    expect(rows).toContainEqual(expect.arrayContaining(['a.fits', '2', 'SCI,2', '1.6']));
  });

  it('prints JSON', async () => {
    const { stdout } = await header('--format', 'json', '-e', '1', 'a.fits', 'b,b.fits');
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

  it('reports a file that is faulty or missing, and reads the next one', async () => {
    writeFileSync(join(folder, 'cut.fits'), primary([5000]));
    const faulty = await header('--format', 'csv', 'cut.fits', 'a.fits');
    expect(faulty.status).toBe(3);
    expect(faulty.stderr).toContain('cut.fits: truncated-data: HDU 0, byte 2880:');
    expect(faulty.stdout).toContain('a.fits,OBJECT');
    mkdirSync(join(folder, 'sub'));
    const missing = await header('none.fits', 'sub', 'a.fits');
    expect(missing.status).toBe(1);
    expect(missing.stderr).toContain('none.fits: no such file');
    expect(missing.stderr).toContain('sub: it is a folder');
    expect(missing.stdout).toContain('in a.fits');
  });

  it('prints no control characters from a header', async () => {
    writeFileSync(
      join(folder, 'c.fits'),
      primary([], ["NASTY   = '\x9b31m'", 'NAXIS1  = \x1b\x9b']).fill('\x1b', 100, 101),
    );
    for (const format of ['cards', 'table', 'csv', 'json']) {
      const { stdout, stderr } = await header('--format', format, '-k', 'NASTY', 'b,b.fits', 'c.fits');
      // JSON has the exact characters in a pipe
      const shown = format === 'json' ? sanitizedFor({ isTTY: true }, stdout) : stdout;
      expect((shown + stderr).replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
    }
  });

  it('accepts a list of keywords, with a column for each, and reports those that no file has', async () => {
    const { stdout, stderr, status } = await header(
      '--format',
      'table',
      '-k',
      'OBJECT,NOSUCH,GAIN',
      'b,b.fits',
    );
    expect(status).toBe(0);
    expect(stdout.split('\n')[0]?.split(/\s+/)).toEqual(['file', 'OBJECT', 'NOSUCH', 'GAIN']);
    expect(stderr).toContain('no file has the keyword NOSUCH');
    expect((await header('-k', 'OBJECT', 'no-such.fits')).stderr).not.toContain('no file has');
    const none = await header('-e', 'SCI,99', 'a.fits');
    expect(none.status).toBe(1);
    expect(none.stderr).toContain('no file has the HDU SCI,99');
  });

  it('finds a keyword or an HDU that an earlier pattern has matched too', async () => {
    const found = await header('-k', 'OBJ*', '-k', 'OBJECT', '-e', '0', '-e', 'PRIMARY', 'b,b.fits');
    expect(found.stdout).toContain('OBJECT');
    expect(found.stderr).not.toContain('no file has');
    expect(found.status).toBe(0);
  });

  it.runIf(existsSync('/dev/full')).each([
    ['header a.fits a.fits', 1],
    ['header -t a.fits', 1],
    ['info a.fits', 1],
    ['verify a.fits', 1],
    ['diff a.fits b,b.fits', 2],
  ])('ends with the reason if the disk is full: %s', (args, status) => {
    const command = `"${process.execPath}" "${PROGRAM}" ${args} > /dev/full`;
    const result = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(result).toMatchObject({
      status,
      stderr: 'fits-datalake: cannot write to standard output: the disk is full\n',
    });
  });

  it.runIf(existsSync('/dev/null'))('refuses a device as a list: some have no end', async () => {
    const { status, stderr } = await header('@/dev/null');
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: 'fits-datalake: @/dev/null: it is a device, not a file\n',
    });
  });

  it('says that a name may not be UTF-8', async () => {
    expect((await header('caf\ufffd.fits')).stderr).toContain('its name is not UTF-8');
  });

  it('ends without an error if nobody reads its output any more', () => {
    const many = Array(400).fill('a.fits').join(' ');
    const program = `"${process.execPath}" "${PROGRAM}"`;
    const command = `(${program} header --format csv ${many}; echo "code $?" >&2) | head -n 1`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { cwd: folder, encoding: 'utf8' });
    expect(stdout).toBe(HEADER_LINE);
    expect(stderr).toBe('code 0\n');
  });
});
