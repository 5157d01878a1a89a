import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { runningSum } from '../../../lib/fits/verify/ones-complement.ts';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { data } from '../../helpers/fits.ts';
import { card, extensionHeader, primaryHeader } from '../../helpers/fixed-format.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
const verify = (...args: string[]) => runMain(['verify', ...args], { cwd: folder });
const put = (name: string, ...parts: Uint8Array[]): void =>
  writeFileSync(join(folder, name), Buffer.concat(parts));

const BAD_DATE = primaryHeader([], [card('DATE-OBS', 'today'), card('EPOCH', 1950)]);

beforeEach(() => {
  folder = tempFolder();
  put('good.fits', primaryHeader());
  put('bad.fits', BAD_DATE);
});

describe('verify', () => {
  it('prints nothing about a good file but a summary, and ends with 0', async () => {
    expect(await verify('good.fits')).toEqual({
      status: 0,
      stdout: '',
      stderr: 'fits-datalake: 1 file: 1 fine\n',
    });
  });

  it('prints one line per finding, with file, HDU, byte and code, and ends with 3', async () => {
    const { status, stdout, stderr } = await verify('bad.fits', 'good.fits');
    expect(status).toBe(3);
    expect(stdout.split('\n').map((line) => line.split(': ').slice(0, 2))).toEqual([
      ['bad.fits:0:240', 'bad-date'],
      ['bad.fits:0:320', 'deprecated (warning)'],
      [''],
    ]);
    expect(stderr).toContain('2 files: 1 fine, 1 with findings (1 error, 1 warning)');
  });

  it('leaves out warnings if wanted', async () => {
    const { stdout } = await verify('--no-warnings', 'bad.fits');
    expect(stdout).toMatch(/^bad.fits:0:240: bad-date: .*\n$/);
    put('old.fits', primaryHeader([], [card('EPOCH', 1950)]));
    expect(await verify('--no-warnings', 'old.fits')).toMatchObject({ status: 0, stdout: '' });
  });

  it('reports a file that cannot be read, goes on, and ends with 1', async () => {
    const { status, stdout, stderr } = await verify('none.fits', 'bad.fits');
    expect(status).toBe(1);
    expect(stderr).toContain('none.fits: no such file');
    expect(stderr).toContain('1 could not be read');
    expect(stdout).toContain('bad.fits:0:240: bad-date');
  });

  it('checks the FITS files of a folder and its subfolders', async () => {
    mkdirSync(join(folder, 'night', 'raw'), { recursive: true });
    put('night/raw/a.fits.gz', gzipSync(BAD_DATE));
    put('night/notes.txt', Buffer.from('not FITS'));
    const { stdout, stderr } = await verify('night', 'good.fits');
    expect(stdout).toContain('night/raw/a.fits.gz:0:240: bad-date');
    expect(stderr).toContain('2 files: 1 fine, 1 with findings');
  });

  it('checks the HDU in brackets, and standard input', async () => {
    put('two.fits', BAD_DATE, extensionHeader('IMAGE', [], [card('EXTNAME', 'SCI'), card('EPOCH', 1)]));
    expect((await verify('two.fits[SCI]')).stdout).toMatch(/^two.fits:1:\d+: deprecated.*\n$/);
    const { stdout } = await runMain(['verify', '-'], { input: BAD_DATE.toString('latin1') });
    expect(stdout).toContain('-:0:240: bad-date');
  });

  it('writes CSV and JSON, with severity and section', async () => {
    const csv = (await verify('--format', 'csv', 'bad.fits')).stdout.split('\n');
    expect(csv[0]).toBe('file,hdu,byte,severity,code,section,message');
    expect(csv[1]).toMatch(/^bad.fits,0,240,error,bad-date,"4.4.2.1, 9.1.1",/);
    const findings = JSON.parse((await verify('--format', 'json', 'bad.fits')).stdout);
    expect(findings[1]).toMatchObject({
      file: 'bad.fits',
      hdu: 0,
      byte: 320,
      severity: 'warning',
      code: 'deprecated',
    });
    expect((await verify('--format', 'json', 'good.fits')).stdout).toBe('[]\n');
  });

  it('checks objects of S3, and those below a prefix', async () => {
    const s3 = await fakeS3();
    s3.put('archive', 'n1/a.fits', BAD_DATE);
    s3.put('archive', 'n1/b.fits', primaryHeader());
    for (const name of ['s3://archive/n1/', 's3://archive/n1/a.fits']) {
      const { stdout } = await runMain(['verify', name], { env: s3.env });
      expect(stdout).toContain('s3://archive/n1/a.fits:0:240: bad-date');
    }
    const { status, stderr } = await runMain(['verify', 's3://nothing/n1/', 's3://archive/n1/b.fits'], {
      env: s3.env,
    });
    expect(status).toBe(1);
    expect(stderr).toContain('s3://nothing/n1/: ');
  });

  it('prints no control characters', async () => {
    put('c\u009b.fits', primaryHeader([], ["DATE-OBS= '\x1b[31m'", 'GAIN    = \x9b1']));
    const { stdout } = await verify(`c\u009b.fits`);
    expect(stdout).toContain('bad-date');
    expect(stdout.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
  });
});

/** A file with a table of `rows`, whose header declares the sum of its data. */
function summed(rows: Buffer, datasum?: number): Buffer {
  const padded = Buffer.concat([rows, data(0), Buffer.alloc((2880 - (rows.length % 2880)) % 2880)]);
  const sum = runningSum();
  sum.add(padded);
  const image = extensionHeader('IMAGE', [rows.length], [card('DATASUM', String(datasum ?? sum.value()))]);
  return Buffer.concat([primaryHeader(), image, padded]);
}

describe('verify --checksums', () => {
  it('says how many files have no sums to check', async () => {
    put('summed.fits', summed(Buffer.from('data')));
    const { status, stderr } = await verify('--checksums', 'good.fits', 'summed.fits');
    expect(status).toBe(0);
    expect(stderr).toContain('2 files: 2 fine; 1 without CHECKSUM and DATASUM');
    expect((await verify('good.fits')).stderr).not.toContain('CHECKSUM');
  });
  const rows = Buffer.from(Array.from({ length: 10_001 }, (_, i) => (i * 7) % 256));
  it.each([
    ['plain', 'x.fits', (file: Buffer): Buffer => file],
    ['compressed', 'x.fits.gz', (file: Buffer): Buffer => gzipSync(file)],
  ])('compares the data of a %s file with DATASUM', async (_, name, stored) => {
    put(name, stored(summed(rows)));
    expect(await verify('--checksums', name)).toMatchObject({ status: 0, stdout: '' });
    put(name, stored(summed(rows, 12)));
    const { status, stdout } = await verify('--checksums', name);
    expect(status).toBe(3);
    expect(stdout).toMatch(/^x.fits(.gz)?:1:3360: datasum-mismatch: .*\n$/);
    expect(await verify(name)).toMatchObject({ status: 0 });
  });

  it('finds fill bytes that are not zeros', async () => {
    const file = summed(rows);
    file[5760 + 10_001] = 1;
    put('x.fits', file);
    const { stdout } = await verify('--checksums', 'x.fits');
    expect(stdout).toContain(`x.fits:1:${5760 + 10_001}: data-fill`);
  });

  it('compares an HDU with its CHECKSUM', async () => {
    put('x.fits', primaryHeader([], [card('CHECKSUM', '0000000000000001')]));
    const { stdout } = await verify('--checksums', 'x.fits');
    expect(stdout).toMatch(/^x.fits:0:240: checksum-mismatch/);
    put('y.fits', primaryHeader([], [card('DATASUM', 'MaAaMZ5ZMaAaMW3W')]));
    expect((await verify('--checksums', 'y.fits')).stdout).toMatch(/^y.fits:0:240: bad-datasum/);
  });

  it('leaves the sums of a truncated file alone', async () => {
    put('x.fits', summed(rows, 12).subarray(0, 9000));
    expect((await verify('--checksums', 'x.fits')).stdout).toMatch(/^x.fits:1:9000: truncated-data.*\n$/);
  });
});
