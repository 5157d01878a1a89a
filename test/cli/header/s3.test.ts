import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { data, image, primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
let s3: FakeS3;
beforeEach(async () => {
  folder = tempFolder();
  s3 = await fakeS3();
});
const header = (...args: string[]) => runCliBeside(['header', ...args], { cwd: folder, env: s3.env });

const SIZE = 2_000_000;
const MOSAIC = Buffer.concat([
  primary([], ["OBJECT  = 'M31'"]),
  image([SIZE], ["EXTNAME = 'ONE'"]),
  data(SIZE),
  image([SIZE], ["EXTNAME = 'TWO'"]),
  data(SIZE),
]);

describe('header s3://', () => {
  it('prints what it prints of the same file here, and reads headers only', async () => {
    s3.put('archive', 'n1/mosaic.fits', MOSAIC);
    s3.put('archive', 'n1/mosaic.fits.gz', gzipSync(MOSAIC));
    writeFileSync(join(folder, 'mosaic.fits'), MOSAIC);
    for (const args of [[], ['-e', 'TWO'], ['--format', 'json', '-k', 'EXTNAME']]) {
      const here = runCli(['header', ...args, 'mosaic.fits'], { cwd: folder });
      const there = await header(...args, 's3://archive/n1/mosaic.fits');
      expect(there).toEqual({
        ...here,
        stdout: here.stdout.replaceAll('mosaic.fits', 's3://archive/n1/mosaic.fits'),
      });
    }
    expect(s3.requests.every((request) => request === 'get n1/mosaic.fits')).toBe(true);
    const packed = await header('s3://archive/n1/mosaic.fits.gz');
    expect(packed).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining("EXTNAME = 'TWO'"),
    });
  });

  it('takes objects and files together, in their order', async () => {
    s3.put('archive', 'a.fits', primary([], ["OBJECT  = 'M31'"]));
    s3.put('other', 'odd name%20+.fits', primary([], ["OBJECT  = 'M33'"]));
    writeFileSync(join(folder, 'c.fits'), primary([], ["OBJECT  = 'M51'"]));
    const names = ['s3://archive/a.fits', 'c.fits', 's3://other/odd name%20+.fits'];
    const { stdout, status } = await header('--format', 'table', '-k', 'OBJECT', ...names);
    expect(status).toBe(0);
    expect(stdout.match(/M\d\d/g)).toEqual(['M31', 'M51', 'M33']);
  });

  it('gives the rows that a lake would hold', async () => {
    s3.put('archive', 'n1/a.fits', primary([], ["OBJECT  = 'M31'"]));
    const all = await header('--format', 'csv', 's3://archive/n1/a.fits');
    expect(all.stdout).toContain('0,archive,n1/a.fits,OBJECT,M31,,3,string\n');
    const some = await header('--format', 'csv', '-k', 'OBJECT', 's3://archive/n1/a.fits');
    expect(some.stdout.split('\n').slice(1)).toEqual(['0,archive,n1/a.fits,OBJECT,M31,,3,string', '']);
  });

  it('says what cannot be read, and goes on', async () => {
    s3.put('archive', 'good.fits', primary());
    s3.put('archive', 'shut.fits', primary());
    s3.put('archive', 'cold.fits', primary());
    s3.instead = ({ key }) =>
      key === 'shut.fits'
        ? { status: 403, code: 'AccessDenied' }
        : key === 'cold.fits'
          ? { status: 403, code: 'InvalidObjectState' }
          : undefined;
    const names = ['none.fits', 'shut.fits', 'cold.fits', 'good.fits'].map((key) => `s3://archive/${key}`);
    const { stdout, stderr, status } = await header(...names, 's3://typo/a.fits');
    expect(status).toBe(1);
    expect(stdout).toContain('SIMPLE');
    const said = stderr.trim().split('\n');
    expect(said).toHaveLength(4);
    expect(said[0]).toContain('s3://archive/none.fits: there is no such object');
    expect(said[1]).toContain('s3://archive/shut.fits: access denied');
    expect(said[2]).toContain('s3://archive/cold.fits: it is archived');
    expect(said[3]).toContain('s3://typo/a.fits: there is no such bucket');
  });

  it.each(['s3://archive', 's3://archive/', 's3://archive/n1/'])(
    'refuses %s, and says what to do',
    async (uri) => {
      const { stdout, stderr, status } = await header(uri);
      expect({ stdout, status }).toEqual({ stdout: '', status: 2 });
      expect(stderr).toContain(`fits-datalake ingest ${uri}`);
      expect(s3.requests).toEqual([]);
    },
  );
});
