import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { image, primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

let s3: FakeS3;
let runs: ReturnType<typeof ingestRuns>;
beforeEach(async () => {
  s3 = await fakeS3();
  runs = ingestRuns(s3.env);
});

/** Runs an ingest; `s3.requests` has its requests. */
function ingest(...args: readonly string[]) {
  s3.requests.length = 0;
  return runs.ingest(...args);
}

describe('ingest s3://', () => {
  it('reads a bucket and follows its changes; unchanged objects cost only the listing', async () => {
    s3.put('archive', 'n1/a.fits', primary([], ["OBJECT  = 'M31'"]));
    s3.put('archive', 'n1/b.fits.gz', gzipSync(Buffer.concat([primary(), image()])));
    s3.put('archive', 'bad.fits', '<html>');
    s3.put('archive', 'n1/empty.fits', '');
    s3.put('archive', 'n1/', '');
    s3.put('archive', 'notes.txt', 'not FITS');
    const first = await ingest('s3://archive');
    expect(first).toMatchObject({
      status: 3,
      stderr: '',
      report: { files: 4, new: 4, faulty: 2, failed: 0, hdus: 3, requests: 4 },
    });
    expect(first.report.faults).toContainEqual({
      file: 's3://archive/bad.fits',
      code: 'not-fits',
      reason: expect.any(String),
    });
    const sql = 'SELECT source_bucket, source_key, source_url, object FROM files ORDER BY source_key';
    expect(await runs.rows(sql)).toEqual(
      ['bad.fits', 'n1/a.fits', 'n1/b.fits.gz', 'n1/empty.fits'].map((key) => [
        'archive',
        key,
        `s3://archive/${key}`,
        key === 'n1/a.fits' ? 'M31' : null,
      ]),
    );
    expect(await ingest('s3://archive/')).toMatchObject({ status: 3, report: { unchanged: 4, requests: 0 } });
    expect(s3.requests).toEqual(['list ']);

    s3.put('archive', 'n1/a.fits', primary([], ["OBJECT  = 'M33'"]));
    s3.remove('archive', 'bad.fits');
    expect((await ingest('s3://archive')).report).toMatchObject({ changed: 1, removed: 1, unchanged: 2 });
    expect(await runs.rows("SELECT object FROM files WHERE source_key = 'n1/a.fits'")).toEqual([['M33']]);
    expect(await runs.rows('SELECT source_url FROM removed')).toEqual([['s3://archive/bad.fits']]);
  });

  it('reads all pages of the listing, and objects of the first page while the next one is listed', async () => {
    s3.page = 10;
    for (let i = 0; i < 25; i++) s3.put('archive', `${i + 10}.fits`, primary());
    const firstRead = Promise.withResolvers<void>();
    let lists = 0;
    s3.instead = async ({ key }) => {
      if (key !== '') firstRead.resolve();
      else if (++lists === 3) await firstRead.promise;
      return undefined;
    };
    expect(await ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 25 } });
    await ingest('s3://archive');
    expect(s3.requests).toEqual(['list ', 'list ', 'list ']);
  });

  it('accepts prefixes, single objects, several buckets and folders in one run', async () => {
    s3.put('archive', '2024/a.fits', primary());
    s3.put('archive', '2024a/b.fits', primary());
    s3.put('archive', '2025/c.fits', primary());
    s3.put('archive', 'raw/image.dat', primary());
    s3.put('other', 'd.fits', primary());
    runs.put('local/e.fits');
    const names = ['s3://archive/2024', 'local', 's3://archive/raw/image.dat', 'S3://other'];
    expect(await ingest(...names)).toMatchObject({ status: 0, report: { new: 5, failed: 0 } });
    expect(await runs.rows('SELECT source_url FROM files ORDER BY source_url')).toEqual([
      [`file://${runs.folder}/local/e.fits`],
      ['s3://archive/2024/a.fits'],
      ['s3://archive/2024a/b.fits'],
      ['s3://archive/raw/image.dat'],
      ['s3://other/d.fits'],
    ]);
    const { roots } = JSON.parse((await runs.run('status', '--json')).stdout);
    expect(roots).toMatchObject([
      { source_bucket: 'archive', files: 3 },
      { source_bucket: `file://${runs.folder}/local`, files: 1 },
      { source_bucket: 'other', files: 1 },
    ]);
  });

  it('reads keys as they are', async () => {
    const keys = [
      ...['/a.fits', '//b.fits', 'x//y.fits', 'a b+c%20.fits', 'é/一.fits', '../up/./c.fits', "q'*?.fits"],
      ...[`${'k'.repeat(1019)}.fits`, 'line\nbreak\u0001.fits'],
    ];
    for (const key of keys) s3.put('odd', key, primary());
    expect(await ingest('s3://odd')).toMatchObject({ status: 0, report: { new: keys.length } });
    expect((await ingest('s3://odd')).report).toMatchObject({ unchanged: keys.length });
    expect((await ingest('s3://odd/a b+c%20.fits')).report).toMatchObject({ unchanged: 1 });
    expect((await ingest('s3://odd//')).report).toMatchObject({ unchanged: 2 });
    expect(await runs.rows('SELECT count(DISTINCT source_key) FROM files')).toEqual([[keys.length]]);
  });

  it('reports an archived object as faulty, and reads it after it was restored', async () => {
    s3.put('archive', 'cold.fits', primary());
    s3.put('archive', 'warm.fits', primary());
    const head = { 'x-amz-storage-class': 'GLACIER', etag: '"cold"', 'content-length': '2880' };
    s3.instead = ({ key, method }) => {
      if (key !== 'cold.fits') return undefined;
      return method === 'HEAD' ? { status: 200, headers: head } : { status: 403, code: 'InvalidObjectState' };
    };
    const archived = await ingest('s3://archive');
    expect(archived).toMatchObject({ status: 3, report: { new: 2, faulty: 1, failed: 0 } });
    expect(archived.report.faults).toMatchObject([{ file: 's3://archive/cold.fits', code: 'archived' }]);
    expect((await ingest('s3://archive')).report).toMatchObject({ unchanged: 2, changed: 0 });
    s3.instead = () => undefined;
    expect((await ingest('s3://archive')).report).toMatchObject({ changed: 1, unchanged: 1, faulty: 0 });
    expect(await runs.rows('SELECT count(*), sum(faults) FROM files')).toEqual([[2, 0]]);
  });
});
