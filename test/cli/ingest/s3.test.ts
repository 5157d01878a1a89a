import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { image, primary } from '../../helpers/fits.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
let s3: FakeS3;
beforeEach(async () => {
  folder = tempFolder();
  s3 = await fakeS3();
});

const run = (...args: string[]) => runCliBeside(args, { cwd: folder, env: s3.env });
async function ingest(...args: string[]) {
  s3.requests.length = 0;
  const { stdout, stderr, status } = await run('ingest', '--json', ...args);
  return { status, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
}
const rows = (sql: string): unknown[][] => {
  const { stdout, stderr } = runCli(['query', '--format', 'json', sql], { cwd: folder });
  expect(stderr).toBe('');
  return (JSON.parse(stdout) as Record<string, unknown>[]).map((row) => Object.values(row));
};

describe('ingest s3://', () => {
  it('indexes a bucket, and follows it; what is unchanged costs its listing only', async () => {
    s3.put('archive', 'n1/a.fits', primary([], ["OBJECT  = 'M31'"]));
    s3.put('archive', 'n1/b.fits.gz', gzipSync(Buffer.concat([primary(), image()])));
    s3.put('archive', 'bad.fits', '<html>');
    s3.put('archive', 'n1/empty.fits', '');
    s3.put('archive', 'n1/', '');
    s3.put('archive', 'notes.txt', 'no FITS');
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
    expect(
      rows('SELECT source_bucket, source_key, source_url, object FROM files ORDER BY source_key'),
    ).toEqual(
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
    expect(rows("SELECT object FROM files WHERE source_key = 'n1/a.fits'")).toEqual([['M33']]);
    expect(rows('SELECT source_url FROM removed')).toEqual([['s3://archive/bad.fits']]);
  });

  it('goes through all pages, and reads files of the first one while the next is listed', async () => {
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

  it('takes prefixes, one object, several buckets and folders in one run', async () => {
    s3.put('archive', '2024/a.fits', primary());
    s3.put('archive', '2024a/b.fits', primary());
    s3.put('archive', '2025/c.fits', primary());
    s3.put('archive', 'raw/image.dat', primary());
    s3.put('other', 'd.fits', primary());
    mkdirSync(join(folder, 'local'));
    writeFileSync(join(folder, 'local/e.fits'), primary());
    const { status, report } = await ingest(
      's3://archive/2024',
      'local',
      's3://archive/raw/image.dat',
      'S3://other',
    );
    expect({ status, report }).toMatchObject({ status: 0, report: { new: 5, failed: 0 } });
    expect(rows('SELECT source_url FROM files ORDER BY source_url')).toEqual([
      [`file://${folder}/local/e.fits`],
      ['s3://archive/2024/a.fits'],
      ['s3://archive/2024a/b.fits'],
      ['s3://archive/raw/image.dat'],
      ['s3://other/d.fits'],
    ]);
    const { stdout } = runCli(['status'], { cwd: folder });
    expect(stdout).toMatch(/^archive: 3 files/m);
    expect(stdout).toMatch(/^other: 1 files/m);
    expect(stdout).toMatch(/^file:\/\/.*local: 1 files/m);
  });

  it('takes odd keys as they are', async () => {
    const keys = [
      '/a.fits',
      '//b.fits',
      'x//y.fits',
      'a b+c%20.fits',
      'é/一.fits',
      '../up/./c.fits',
      "q'*?.fits",
    ];
    keys.push(`${'k'.repeat(1019)}.fits`, 'line\nbreak\u0001.fits');
    for (const key of keys) s3.put('odd', key, primary());
    expect(await ingest('s3://odd')).toMatchObject({ status: 0, report: { new: keys.length } });
    expect((await ingest('s3://odd')).report).toMatchObject({ unchanged: keys.length });
    expect((await ingest('s3://odd/a b+c%20.fits')).report).toMatchObject({ unchanged: 1 });
    expect((await ingest('s3://odd//')).report).toMatchObject({ unchanged: 2 });
    expect(rows('SELECT count(DISTINCT source_key) FROM files')).toEqual([[keys.length]]);
  });

  it('removes more than half only if told so, and what is new was read all the same', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    await ingest('s3://archive');
    s3.remove('archive', 'a.fits');
    s3.remove('archive', 'b.fits');
    s3.put('archive', 'd.fits', primary());
    const refused = await ingest('s3://archive');
    expect(refused).toMatchObject({
      status: 1,
      report: { new: 1, removed: 0, failures: [{ file: 's3://archive/' }] },
    });
    expect(refused.report.failures[0].reason).toContain('--allow-removals');
    expect(rows('SELECT count(*) FROM files')).toEqual([[4]]);
    expect(await ingest('--allow-removals', 's3://archive')).toMatchObject({
      status: 0,
      report: { removed: 2 },
    });
  });

  it('goes on after an object that cannot be read', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    s3.instead = ({ key }) => (key === 'b.fits' ? { status: 403, code: 'AccessDenied' } : undefined);
    expect(await ingest('s3://archive')).toMatchObject({
      status: 1,
      stderr: '',
      report: { new: 2, failed: 1, failures: [{ file: 's3://archive/b.fits', reason: 'access denied' }] },
    });
  });

  it('names an archived object as faulty, and reads it once it is restored', async () => {
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
    expect(rows('SELECT count(*), sum(faults) FROM files')).toEqual([[2, 0]]);
  });

  it('asks again where S3 says to slow down', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    const refused = new Set<string>();
    s3.instead = ({ key }) => {
      if (refused.has(key)) return undefined;
      refused.add(key);
      return { status: 503, code: 'SlowDown' };
    };
    expect(await ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 3, failed: 0 } });
  });

  it('keeps what is done where credentials expire on the way, and asks no more', async () => {
    for (let i = 0; i < 100; i++) s3.put('archive', `${i + 100}.fits`, primary());
    s3.instead = () => (s3.requests.length > 40 ? { status: 400, code: 'ExpiredToken' } : undefined);
    const { status, report } = await ingest('s3://archive');
    expect(status).toBe(1);
    expect(report.failures).toEqual([
      { file: 's3://archive/', reason: expect.stringContaining('the credentials have expired') },
    ]);
    expect(report.new).toBeGreaterThan(5);
    expect(s3.requests.length).toBeLessThan(80);
    s3.instead = () => undefined;
    expect((await ingest('s3://archive')).report).toMatchObject({
      unchanged: report.new,
      new: 100 - report.new,
    });
  });

  it('Ctrl-C ends it in order, with what was done', async () => {
    for (let i = 0; i < 200; i++) s3.put('archive', `${i + 100}.fits`, primary());
    let interrupt = (): void => {};
    let gets = 0;
    s3.instead = async ({ key }) => {
      if (key !== '' && ++gets === 60) interrupt();
      await new Promise((resolve) => setTimeout(resolve, 5));
      return undefined;
    };
    const { stdout, status } = await runCliBeside(
      ['ingest', '--json', 's3://archive'],
      { cwd: folder, env: s3.env },
      (kill) => {
        interrupt = () => kill('SIGINT');
      },
    );
    const report = JSON.parse(stdout);
    expect(status).toBe(130);
    expect(report).toMatchObject({ interrupted: true, failed: 0 });
    expect(report.new).toBeGreaterThanOrEqual(28);
    expect(report.new).toBeLessThan(200);
    expect(rows('SELECT count(*) FROM files')).toEqual([[report.new]]);
    expect((await ingest('s3://archive')).report).toMatchObject({
      unchanged: report.new,
      new: 200 - report.new,
    });
  });
});

it('Ctrl-C ends it also where the listing has stalled', async () => {
  s3.page = 2;
  for (const key of ['a.fits', 'b.fits', 'c.fits']) s3.put('archive', key, primary());
  let interrupt = (): void => {};
  let lists = 0;
  s3.instead = ({ prefix, key }) => {
    if (prefix !== undefined && ++lists > 1) return new Promise(() => {});
    if (key === 'b.fits') setTimeout(() => interrupt(), 500);
    return undefined;
  };
  const { stdout, status } = await runCliBeside(
    ['ingest', '--json', 's3://archive'],
    { cwd: folder, env: s3.env },
    (kill) => {
      interrupt = () => kill('SIGINT');
    },
  );
  expect(status).toBe(130);
  expect(JSON.parse(stdout)).toMatchObject({ interrupted: true, new: 2 });
  // silence would have the page asked for again
  expect(lists).toBe(2);
});

describe('ingest s3:// that cannot be done', () => {
  /** A run that fails: one sentence, and nothing else. */
  async function fails(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const run = await runCliBeside(['ingest', ...args], { cwd: folder, env: { ...s3.env, ...env } });
    expect(run.stdout).toBe('');
    expect(run.stderr.trim().split('\n')).toHaveLength(1);
    return { status: run.status, said: run.stderr.trim() };
  }

  it('says that there is no such bucket, no such prefix', async () => {
    s3.put('archive', 'a.fits', primary());
    const bucket = await fails(['s3://typo']);
    expect(bucket).toMatchObject({
      status: 1,
      said: expect.stringContaining('s3://typo/: there is no such bucket'),
    });
    const prefix = await fails(['s3://archive/typo/']);
    expect(prefix).toMatchObject({
      status: 1,
      said: expect.stringContaining('s3://archive/typo/: there is no'),
    });
  });

  it('says that access is denied, and what is needed', async () => {
    s3.put('archive', 'a.fits', primary());
    s3.instead = () => ({ status: 403, code: 'AccessDenied' });
    const signed = await fails(['s3://archive']);
    expect(signed).toMatchObject({
      status: 1,
      said: expect.stringContaining('s3://archive/: access denied'),
    });
    expect(signed.said).toContain('s3:ListBucket');
    const unsigned = await fails(['--no-sign-request', 's3://archive']);
    expect(unsigned.said).toContain('leave out --no-sign-request');
  });

  it('says that there are no credentials, and asks nothing; public buckets need none', async () => {
    s3.put('archive', 'a.fits', primary());
    const without = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' };
    const { status, said } = await fails(['s3://archive'], without);
    expect({ status, said }).toMatchObject({ status: 1, said: expect.stringContaining('aws configure') });
    expect(said).toContain('--no-sign-request');
    expect(s3.requests).toEqual([]);
    let signed = false;
    s3.instead = ({ headers }) => {
      signed ||= headers.authorization !== undefined;
      return undefined;
    };
    const env = { ...s3.env, ...without };
    const open = await runCliBeside(['ingest', '--no-sign-request', 's3://archive'], { cwd: folder, env });
    expect(open).toMatchObject({ status: 0, stderr: '', stdout: expect.stringContaining('1 new') });
    expect(signed).toBe(false);
  });

  it('steers no terminal by what a server says', async () => {
    s3.instead = () => ({ status: 400, code: 'Odd&#27;[31m&#155;2J' });
    expect((await fails(['s3://archive'])).said).toBe(
      `fits-datalake: s3://archive/: Odd\ufffd[31m\ufffd2J: as the test wants it; asked was ${s3.url}`,
    );
  });
  it('says that no server is there', async () => {
    const refused = await fails(['--endpoint-url', 'http://127.0.0.1:1', 's3://archive']);
    expect(refused).toMatchObject({ status: 1, said: expect.stringContaining('refuses connections') });
    expect(refused.said).toContain('http://127.0.0.1:1');
  });

  it.each([
    's3://',
    's3:archive',
    's3://a',
    's3:///key',
    's3://UP:PER/x',
    `s3://archive/${'k'.repeat(1025)}`,
  ])('refuses %s', async (uri) => {
    const { status, said } = await fails([uri]);
    expect(status).toBe(2);
    expect(said).toContain(uri);
  });
});

describe('the region of a bucket', () => {
  /** Behaves as S3 does to a request that is signed for another region. */
  const inRegion = (region: string) => {
    s3.instead = ({ headers }) =>
      headers.authorization?.includes(`/${region}/s3/`)
        ? undefined
        : { status: 301, code: 'PermanentRedirect', headers: { 'x-amz-bucket-region': region } };
  };

  it('is found where it is another one, and then asked at once', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    inRegion('ap-southeast-2');
    expect(await ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 3 } });
    expect(s3.requests.sort()).toEqual(['get a.fits', 'get b.fits', 'get c.fits', 'list ', 'list ']);
    expect(await ingest('--region', 'us-west-2', 's3://archive')).toMatchObject({ report: { unchanged: 3 } });
    expect(await ingest('--region', 'ap-southeast-2', 's3://archive')).toMatchObject({
      report: { unchanged: 3 },
    });
    expect(s3.requests).toEqual(['list ']);
  });

  it('is found where none is set', async () => {
    s3.put('archive', 'a.fits', primary());
    inRegion('eu-west-3');
    const env = { ...s3.env, AWS_REGION: '', AWS_DEFAULT_REGION: '' };
    const { status, stderr } = await runCliBeside(['ingest', 's3://archive'], { cwd: folder, env });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('is found where only the error tells it', async () => {
    s3.put('archive', 'a.fits', primary());
    s3.instead = ({ headers }) =>
      headers.authorization?.includes('/eu-west-3/s3/')
        ? undefined
        : { status: 400, code: 'AuthorizationHeaderMalformed', more: '<Region>eu-west-3</Region>' };
    expect(await ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 1 } });
  });

  it('is asked for where S3 does not tell', async () => {
    s3.put('archive', 'a.fits', primary());
    s3.instead = () => ({ status: 301, code: 'PermanentRedirect' });
    const { status, stderr } = await ingest('s3://archive');
    expect(status).toBe(1);
    expect(stderr).toContain('the bucket is in another region; S3 does not tell which one: --region');
  });
});
