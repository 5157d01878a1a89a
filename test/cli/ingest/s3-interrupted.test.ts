import { setTimeout as pause } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { sendSignal } from '../../helpers/run-main.ts';

let s3: FakeS3;
let runs: ReturnType<typeof ingestRuns>;
beforeEach(async () => {
  s3 = await fakeS3();
  runs = ingestRuns(s3.env);
});

const putFiles = (count: number): void => {
  for (let i = 0; i < count; i++) s3.put('archive', `${i + 100}.fits`, primary());
};

/** The next ingest finds what the last one has read, and reads the rest. */
async function expectContinued(read: number, files: number): Promise<void> {
  s3.instead = () => undefined;
  expect((await runs.ingest('s3://archive')).report).toMatchObject({ unchanged: read, new: files - read });
}

describe('an ingest of a bucket', () => {
  it('continues after an object that cannot be read', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    s3.instead = ({ key }) => (key === 'b.fits' ? { status: 403, code: 'AccessDenied' } : undefined);
    expect(await runs.ingest('s3://archive')).toMatchObject({
      status: 1,
      stderr: '',
      report: { new: 2, failed: 1, failures: [{ file: 's3://archive/b.fits', reason: expect.any(String) }] },
    });
  });

  it('repeats a request if S3 asks it to slow down', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    const refused = new Set<string>();
    s3.instead = ({ key }) => {
      if (refused.has(key)) return undefined;
      refused.add(key);
      return { status: 503, code: 'SlowDown' };
    };
    expect(await runs.ingest('s3://archive')).toMatchObject({ status: 0, report: { new: 3, failed: 0 } });
  });

  it('removes most files from the lake only with --allow-removals, but reads new ones', async () => {
    for (const key of ['a', 'b', 'c']) s3.put('archive', `${key}.fits`, primary());
    await runs.ingest('s3://archive');
    s3.remove('archive', 'a.fits');
    s3.remove('archive', 'b.fits');
    s3.put('archive', 'd.fits', primary());
    const reason = expect.stringMatching(/^2 of its 3 files .*--allow-removals/);
    expect(await runs.ingest('s3://archive')).toMatchObject({
      status: 1,
      report: { new: 1, removed: 0, failures: [{ file: 's3://archive/', reason }] },
    });
    expect(await runs.rows('SELECT count(*) FROM files')).toEqual([[4]]);
    expect(await runs.ingest('--allow-removals', 's3://archive')).toMatchObject({
      status: 0,
      report: { removed: 2 },
    });
  });

  it('stops when the credentials expire, and keeps what it has read', async () => {
    putFiles(60);
    s3.instead = () => (s3.requests.length > 40 ? { status: 400, code: 'ExpiredToken' } : undefined);
    const { status, report } = await runs.ingest('s3://archive');
    expect(status).toBe(1);
    expect(report.failures).toEqual([
      { file: 's3://archive/', reason: expect.stringContaining('credentials') },
    ]);
    expect(report.new).toBeGreaterThan(5);
    expect(s3.requests.length).toBeLessThan(80);
    await expectContinued(report.new, 60);
  });

  it('finishes the files in progress at Ctrl-C, and keeps what it has read', async () => {
    putFiles(110);
    let gets = 0;
    s3.instead = async ({ key }) => {
      if (key !== '' && ++gets === 60) sendSignal('SIGINT');
      await pause(5);
      return undefined;
    };
    const { status, report } = await runs.ingest('s3://archive');
    expect(status).toBe(130);
    expect(report).toMatchObject({ interrupted: true, failed: 0 });
    expect(report.new).toBeGreaterThanOrEqual(28);
    expect(report.new).toBeLessThan(110);
    expect(await runs.rows('SELECT count(*) FROM files')).toEqual([[report.new]]);
    await expectContinued(report.new, 110);
  });

  it('ends at Ctrl-C even if S3 does not answer the listing', async () => {
    s3.page = 2;
    for (const key of ['a.fits', 'b.fits', 'c.fits']) s3.put('archive', key, primary());
    let lists = 0;
    s3.instead = ({ prefix, key }) => {
      if (prefix !== undefined && ++lists > 1) return new Promise(() => {});
      if (key === 'b.fits') setTimeout(() => sendSignal('SIGINT'), 200);
      return undefined;
    };
    expect(await runs.ingest('s3://archive')).toMatchObject({
      status: 130,
      report: { interrupted: true, new: 2 },
    });
    // a request without an answer would be repeated
    expect(lists).toBe(2);
  });
});
