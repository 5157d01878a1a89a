import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { bzip2 } from '../../helpers/bzip2.ts';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { compressed } from '../../helpers/lzw.ts';

let runs: ReturnType<typeof ingestRuns>;
beforeEach(() => {
  runs = ingestRuns();
});

/** An archive of X-ray astronomy. */
function putXrayArchive(): void {
  const { put } = runs;
  put('x/a.fits');
  for (const name of ['a.arf', 'b.arf', 'c.ARF', 'a.pha', 'b.pha', 'sub/a.evt']) put(`x/${name}`);
  put('x/a.img.gz', gzipSync(primary()));
  put('x/b.FTZ', gzipSync(primary()));
  put('x/c.lc.Z', compressed(primary()));
  put('x/d.bz2', bzip2(primary()));
  put('x/README', 'text');
  put('x/notes.txt', 'text');
  put('x/.DS_Store', 'hidden');
}

const SKIPPED = {
  ...{ '.arf': 3, '.pha': 2, '.FTZ': 1, '.bz2': 1, '.evt': 1, '.img.gz': 1, '.lc.Z': 1, '.txt': 1 },
  'no suffix': 1,
};

const keys = async (): Promise<unknown[]> =>
  (await runs.rows('SELECT source_key FROM files ORDER BY source_key')).map(([key]) => key);

describe('files with other suffixes', () => {
  it('are counted by suffix, with a hint about how to read them', async () => {
    putXrayArchive();
    const { stdout, status } = await runs.run('ingest', 'x');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '12 files skipped because of their suffix: 3 .arf, 2 .pha, 1 .FTZ, 1 .bz2, 1 .evt, 1 .img.gz, 1 .lc.Z, 1 .txt, 1 with no suffix\n' +
        '  --suffix .arf adds a suffix, --sniff ',
    );
    expect((await runs.ingest('x')).report.skipped).toEqual({ files: 12, suffixes: SKIPPED });
  });

  it('are counted together after the most frequent suffixes', async () => {
    for (let i = 10; i < 41; i++) runs.put(`x/a.t${i}`);
    runs.put('x/b.t12');
    expect((await runs.run('ingest', 'x')).stdout).toContain(
      '32 files skipped because of their suffix: 2 .t12, 1 .t10, 1 .t11, 1 .t13, 1 .t14, 1 .t15, 1 .t16, 1 .t17, and 23 other suffixes\n',
    );
  });

  it('are not mentioned if there are none; a lake below the folder does not count', async () => {
    runs.put('a.fits');
    expect((await runs.run('ingest', '.')).stdout.split('\n')).toHaveLength(4);
    expect((await runs.run('ingest', '.')).stdout).not.toContain('skipped');
    const { report } = await runs.ingest('--sniff', '.');
    expect(report).toMatchObject({ notFits: { files: 0 }, requests: 0 });
  });
});

describe('--suffix', () => {
  it('adds suffixes, also compressed; later runs keep those files up to date', async () => {
    putXrayArchive();
    const { report } = await runs.ingest('--suffix', '.ARF,.img', '--suffix', '.ftz', 'x');
    expect(report).toMatchObject({ new: 6, faulty: 0, skipped: { files: 7 } });
    expect(await keys()).toEqual(['a.arf', 'a.fits', 'a.img.gz', 'b.FTZ', 'b.arf', 'c.ARF']);
    rmSync(join(runs.folder, 'x/b.arf'));
    runs.put('x/new.arf');
    expect((await runs.ingest('x')).report).toMatchObject({
      ...{ unchanged: 5, removed: 1, new: 0 },
      skipped: { files: 8 },
    });
  });
});

describe('--sniff', () => {
  it('reads the files that are FITS, whatever their suffix, and counts the others', async () => {
    putXrayArchive();
    const { stdout, status } = await runs.run('ingest', '--sniff', 'x');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^11 files: 11 new/);
    expect(stdout).toContain('\n2 files opened and found not to be FITS: 1 .txt, 1 with no suffix\n');
    expect(stdout).not.toContain('skipped');
    expect((await runs.ingest('--sniff', 'x')).report).toMatchObject({
      ...{ files: 11, unchanged: 11, requests: 0 },
      ...{ notFits: { files: 2, suffixes: { '.txt': 1, 'no suffix': 1 } }, skipped: { files: 0 } },
    });
    expect((await runs.ingest('x')).report).toMatchObject({
      ...{ files: 11, unchanged: 11 },
      skipped: { files: 2 },
    });
  });

  it('is also an option of start, as is --suffix', async () => {
    putXrayArchive();
    const { stdout } = await runs.run('start', '--suffix', '.pha', '--sniff', 'x');
    expect(stdout).toMatch(/^11 files: 11 new/);
  });
});

describe('--force', () => {
  it('reads every file again', async () => {
    putXrayArchive();
    await runs.ingest('x', 'x/a.pha');
    expect((await runs.ingest('--force', 'x')).report).toMatchObject({
      ...{ files: 2, unchanged: 2, hdus: 2, requests: 2 },
    });
  });
});

describe('in a bucket', () => {
  let s3: FakeS3;
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
});
