import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { data, image, primary } from '../../helpers/fits.ts';
import { runMain } from '../../helpers/run-main.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
let s3: FakeS3;
beforeEach(async () => {
  folder = tempFolder();
  s3 = await fakeS3();
});
const header = (...args: string[]) => runMain(['header', ...args], { cwd: folder, env: s3.env });

const SIZE = 2_000_000;
const MOSAIC = Buffer.concat([
  primary([], ["OBJECT  = 'M31'"]),
  image([SIZE], ["EXTNAME = 'ONE'"]),
  data(SIZE),
  image([SIZE], ["EXTNAME = 'TWO'"]),
  data(SIZE),
]);

describe('header s3://', () => {
  it('prints the same as for a local file, and reads only the headers', async () => {
    s3.put('archive', 'n1/mosaic.fits', MOSAIC);
    s3.put('archive', 'n1/mosaic.fits.gz', gzipSync(MOSAIC));
    writeFileSync(join(folder, 'mosaic.fits'), MOSAIC);
    for (const args of [[], ['-e', 'TWO'], ['--format', 'json', '-k', 'EXTNAME']]) {
      const local = await runMain(['header', ...args, 'mosaic.fits'], { cwd: folder });
      const remote = await header(...args, 's3://archive/n1/mosaic.fits');
      expect(remote).toEqual({
        ...local,
        stdout: local.stdout.replaceAll('mosaic.fits', 's3://archive/n1/mosaic.fits'),
      });
    }
    expect(s3.requests.every((request) => request === 'get n1/mosaic.fits')).toBe(true);
    const compressed = await header('s3://archive/n1/mosaic.fits.gz');
    expect(compressed).toMatchObject({
      status: 0,
      stderr: '',
      stdout: expect.stringContaining("EXTNAME = 'TWO'"),
    });
  });

  it('reads objects and files in the order in which they are named', async () => {
    s3.put('archive', 'a.fits', primary([], ["OBJECT  = 'M31'"]));
    s3.put('other', 'odd name%20+.fits', primary([], ["OBJECT  = 'M33'"]));
    writeFileSync(join(folder, 'c.fits'), primary([], ["OBJECT  = 'M51'"]));
    const names = ['s3://archive/a.fits', 'c.fits', 's3://other/odd name%20+.fits'];
    const { stdout, status } = await header('--format', 'table', '-k', 'OBJECT', ...names);
    expect(status).toBe(0);
    expect(stdout.match(/M\d\d/g)).toEqual(['M31', 'M51', 'M33']);
  });

  it('prints the rows that the lake would contain, apart from the derived ones', async () => {
    const cards = ["OBJECT  = 'M31'", "DATE-OBS= '2024-09-12T01:02:03'"];
    s3.put('archive', 'n1/a.fits', primary([], cards));
    const allRows = await header('--format', 'csv', 's3://archive/n1/a.fits');
    expect(allRows.stdout).toContain('0,archive,n1/a.fits,OBJECT,M31,,3,string\n');
    expect(allRows.stdout).not.toContain(',derived\n');
    const objectRows = await header('--format', 'csv', '-k', 'OBJECT', 's3://archive/n1/a.fits');
    expect(objectRows.stdout.split('\n').slice(1)).toEqual(['0,archive,n1/a.fits,OBJECT,M31,,3,string', '']);
  });

  it('reports objects that cannot be read, and reads the others', async () => {
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
    const lines = stderr.trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[0]).toContain('s3://archive/none.fits: there is no such object');
    expect(lines[1]).toContain('s3://archive/shut.fits: access denied');
    expect(lines[2]).toContain('s3://archive/cold.fits: it is archived');
    expect(lines[3]).toContain('s3://typo/a.fits: there is no such bucket');
  });
});
