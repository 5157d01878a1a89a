import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { fakeS3 } from '../../helpers/fake-s3.ts';
import { data, image, primary } from '../../helpers/fits.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

const SAMPLES = join(import.meta.dirname, '../../../fits_data');
const COMPRESSED = join(SAMPLES, 'survey/2024/field-0421-i.fits.fz');
const MOSAIC = Buffer.concat([
  primary([], ["OBJECT  = 'M31'"]),
  image([10, 20], ["EXTNAME = 'SCI'", 'EXTVER  = 2', 'BZERO   = 128']),
  data(200),
]);
const TABLE = Buffer.concat([
  primary(),
  Buffer.from(
    [
      "XTENSION= 'BINTABLE'",
      'BITPIX  = 8',
      'NAXIS   = 2',
      'NAXIS1  = 12',
      'NAXIS2  = 5',
      'PCOUNT  = 0',
      'GCOUNT  = 1',
      'TFIELDS = 2',
      "EXTNAME = 'EVENTS'",
      "TTYPE1  = 'TIME'",
      "TFORM1  = 'D'",
      "TUNIT1  = 's'",
      "TTYPE2  = '\x1b[31mPHA'",
      "TFORM2  = 'J'",
      'TNULL2  = -1',
      'END',
    ]
      .map((card) => card.padEnd(80))
      .join('')
      .padEnd(2880),
    'latin1',
  ),
  data(60),
]);

let folder: string;
const info = (...args: string[]) => runMain(['info', ...args], { cwd: folder });
const infoJson = async (...args: string[]) => JSON.parse((await info('--format', 'json', ...args)).stdout);

beforeEach(() => {
  folder = tempFolder();
  writeFileSync(join(folder, 'mosaic.fits'), MOSAIC);
  writeFileSync(join(folder, 'mosaic.fits.gz'), gzipSync(MOSAIC));
  writeFileSync(join(folder, 'table.fits'), TABLE);
});

describe('info', () => {
  it('prints a heading and a table for each file', async () => {
    const { stdout, stderr, status } = await info('mosaic.fits', 'mosaic.fits.gz');
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect((await info('table.fits')).stdout).toContain('5 rows x 2');
    const oneRow = TABLE.toString('latin1').replace('NAXIS2  = 5', 'NAXIS2  = 1');
    writeFileSync(join(folder, 'row.fits'), oneRow, 'latin1');
    expect((await info('row.fits')).stdout).toContain('1 row x 2');
    expect((await info(COMPRESSED)).stdout).toContain('image, GZIP_1');
    expect(stdout).toMatch(/^mosaic\.fits: 2 HDUs, 8\.6 kB\nhdu {2}type/);
    expect(stdout).toMatch(/\nmosaic\.fits\.gz: 2 HDUs, gzip, /);
    const row = stdout.split('\n').find((line) => line.includes('SCI,2'));
    expect(row?.trim().split(/\s{2,}/)).toEqual([
      '1',
      'image',
      'SCI,2',
      '10 x 20',
      expect.any(String),
      '10',
      '5760',
      '2880',
    ]);
  });

  it('knows images, unsigned integers, compressed images and tables', async () => {
    const [mosaic, compressed, table] = await infoJson('mosaic.fits', COMPRESSED, 'table.fits');
    expect(mosaic).toMatchObject({ file: 'mosaic.fits', container: 'fits', size: MOSAIC.length, faults: [] });
    expect(mosaic.hdus[0]).toMatchObject({ hdu: 0, type: 'primary', extname: null, shape: [], pixels: null });
    expect(compressed.hdus[1]).toMatchObject({
      type: 'compressed image',
      shape: [96, 80],
      pixels: 'int16',
      bitpix: 16,
      compression: 'GZIP_1',
      rows: null,
    });
    expect(table.hdus[1]).toMatchObject({
      type: 'bintable',
      extname: 'EVENTS',
      extver: null,
      shape: [],
      pixels: null,
      rows: 5,
      columns: 2,
      header_offset: 2880,
      header_size: 2880,
      data_offset: 5760,
      data_size: 2880,
    });
  });

  it('shows lengths beyond 2^53 exactly', async () => {
    writeFileSync(join(folder, 'long.fits'), primary(['9007199254740993', 1]));
    expect((await info('long.fits')).stdout).toContain('9007199254740993 x 1');
    const [{ hdus }] = await infoJson('long.fits');
    expect(hdus[0].shape).toEqual(['9007199254740993', 1]);
  });

  it.each([
    [8, -128, 'int8'],
    [16, 32768, 'uint16'],
    [32, 2147483648, 'uint32'],
    [64, 9223372036854775808n, 'uint64'],
    [16, 100, 'int16'],
    [-32, 32768, 'float32'],
  ])('BITPIX %s with BZERO %s is %s', async (bitpix, bzero, pixels) => {
    const bytes = primary([4], [`BZERO   = ${bzero}`]);
    const at = bytes.indexOf('BITPIX');
    bytes.write(`BITPIX  = ${bitpix}`.padEnd(80), at, 'latin1');
    writeFileSync(join(folder, 'a.fits'), Buffer.concat([bytes, data(40)]));
    expect((await infoJson('a.fits'))[0].hdus[0].pixels).toBe(pixels);
  });

  it('prints one row per HDU as CSV, and one per column with --columns', async () => {
    const { stdout } = await info('--format', 'csv', 'table.fits[EVENTS]');
    expect(stdout.split('\n')[1]).toBe('table.fits,1,bintable,EVENTS,,,,8,,5,2,15,2880,2880,5760,2880');
    const columns = await info('--columns', '--format', 'tsv', 'mosaic.fits', 'table.fits');
    expect(columns.stdout).toContain('table.fits\t1\tEVENTS\t1\tTIME\tD\ts\t\t\n');
    expect((await info('--columns', 'table.fits')).stdout).toContain('\ufffd[31mPHA');
    const [{ hdus }] = await infoJson('--columns', '-e', 'EVENTS', 'table.fits');
    expect(hdus[0].table_columns[1]).toMatchObject({ number: 2, format: 'J', null: '-1' });
  });

  it('reports what is faulty, missing or not there, and lists the others', async () => {
    writeFileSync(join(folder, 'cut.fits'), MOSAIC.subarray(0, 5900));
    const faulty = await info('cut.fits');
    expect(faulty).toMatchObject({ status: 3, stderr: expect.stringContaining('truncated-data') });
    expect(faulty.stdout).toContain('cut.fits: 2 HDUs, 5.9 kB, 1 fault');
    const missing = await info('none.fits', 'mosaic.fits');
    expect(missing).toMatchObject({ status: 1, stderr: expect.stringContaining('none.fits: no such file') });
    expect(missing.stdout).toContain('mosaic.fits: 2 HDUs');
    expect(await info('-e', 'ERR', '-e', '1', 'mosaic.fits')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('no file has the HDU ERR'),
    });
    expect((await info('mosaic.fits[7]')).stderr).toContain('mosaic.fits has no HDU 7');
  });

  it('reads only the headers of objects in S3', async () => {
    const s3 = await fakeS3();
    const large = Buffer.concat([primary([2_000_000]), data(2_000_000), image([], ["EXTNAME = 'END'"])]);
    s3.put('archive', 'large.fits', large);
    const { stdout, status } = await runMain(['info', 's3://archive/large.fits'], {
      cwd: folder,
      env: s3.env,
    });
    expect(status).toBe(0);
    expect(stdout).toContain('END');
    expect(s3.requests).toEqual(['get large.fits', 'get large.fits']);
  });
});
