import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

let s3: FakeS3;
let runs: ReturnType<typeof ingestRuns>;
beforeEach(async () => {
  s3 = await fakeS3();
  runs = ingestRuns(s3.env);
  s3.put('archive', 'n1/', '');
  s3.put('archive', 'n1/a.fits', primary());
  s3.put('archive', 'n1/b.arf', primary());
  s3.put('archive', 'n1/c.FTZ', gzipSync(primary()));
  s3.put('archive', 'n1/d.txt', 'text');
  s3.put('archive', 'n1/empty', '');
});

/** The report of an ingest; `s3.requests` has its requests. */
async function ingest(...args: readonly string[]) {
  s3.requests.length = 0;
  return (await runs.ingest(...args)).report;
}

describe('objects with other suffixes', () => {
  it('are counted, without requests', async () => {
    const skipped = { files: 3, suffixes: { '.FTZ': 1, '.arf': 1, '.txt': 1 } };
    expect(await ingest('s3://archive')).toMatchObject({ new: 1, skipped });
    expect(s3.requests).toEqual(['list ', 'get n1/a.fits']);
    expect(await ingest('s3://archive/n1/')).toMatchObject({ unchanged: 1, skipped });
  });

  it('are read with --suffix, and later runs keep them up to date', async () => {
    expect(await ingest('--suffix', '.arf', 's3://archive')).toMatchObject({ new: 2 });
    expect(await ingest('s3://archive')).toMatchObject({ unchanged: 2 });
  });

  it('are opened in one request each with --sniff, and later runs keep those that are FITS up to date', async () => {
    const notFits = { files: 1, suffixes: { '.txt': 1 } };
    expect(await ingest('--sniff', 's3://archive')).toMatchObject({ new: 3, notFits });
    const gets = (name: string): number =>
      s3.requests.filter((request) => request === `get n1/${name}`).length;
    expect(['a.fits', 'b.arf', 'c.FTZ', 'd.txt', 'empty'].map(gets)).toEqual([1, 2, 2, 1, 0]);
    await ingest('--sniff', 's3://archive');
    expect(s3.requests).toEqual(['list ', 'get n1/d.txt']);
    expect(await ingest('s3://archive')).toMatchObject({ unchanged: 3 });
    expect(s3.requests).toEqual(['list ']);
  });
});

describe('--force', () => {
  it('reads every object again', async () => {
    await ingest('s3://archive');
    expect(await ingest('--force', 's3://archive/n1/')).toMatchObject({ unchanged: 1, hdus: 1 });
    expect(s3.requests).toEqual(['list n1/', 'get n1/a.fits']);
  });
});
