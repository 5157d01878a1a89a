import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { bzip2 } from '../../helpers/bzip2.ts';
import { type FakeS3, fakeS3 } from '../../helpers/fake-s3.ts';
import { primary } from '../../helpers/fits.ts';
import { compressed } from '../../helpers/lzw.ts';
import { runCli } from '../../helpers/run-cli.ts';
import { runCliBeside } from '../../helpers/run-cli-beside.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

let folder: string;
beforeEach(() => {
  folder = tempFolder();
});

const put = (path: string, bytes: Uint8Array | string = primary()): void => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), bytes);
};
const run = (...args: string[]) => runCli(args, { cwd: folder });
/** The report of an ingest as JSON. */
function ingest(...args: string[]) {
  const { stdout, stderr, status } = run('ingest', '--json', ...args);
  return { status, stderr, report: stdout === '' ? undefined : JSON.parse(stdout) };
}
const keys = (): string[] => {
  const { stdout } = run('query', '--format', 'json', 'SELECT source_key FROM files ORDER BY source_key');
  return (JSON.parse(stdout) as { source_key: string }[]).map(({ source_key }) => source_key);
};

describe('files with other suffixes', () => {
  /** An archive of X-ray astronomy. */
  const xray = (): void => {
    put('x/a.fits');
    for (const name of ['a.arf', 'b.arf', 'c.ARF', 'a.pha', 'b.pha', 'sub/a.evt']) put(`x/${name}`);
    put('x/a.img.gz', gzipSync(primary()));
    put('x/b.FTZ', gzipSync(primary()));
    put('x/c.lc.Z', compressed(primary()));
    put('x/d.bz2', bzip2(primary()));
    put('x/README', 'text');
    put('x/notes.txt', 'text');
    put('x/.DS_Store', 'hidden');
  };

  it('are counted, with a hint how to read them', () => {
    xray();
    const { stdout, status } = run('ingest', 'x');
    expect(status).toBe(0);
    expect(stdout).toContain(
      '12 files skipped because of their suffix: 3 .arf, 2 .pha, 1 .FTZ, 1 .bz2, 1 .evt, 1 .img.gz, 1 .lc.Z, 1 .txt, 1 with no suffix\n' +
        '  --suffix .arf adds a suffix, --sniff opens every other file and reads those that are FITS\n',
    );
    expect(ingest('x').report.skipped).toEqual({
      files: 12,
      suffixes: {
        ...{ '.arf': 3, '.pha': 2, '.FTZ': 1, '.bz2': 1, '.evt': 1, '.img.gz': 1, '.lc.Z': 1, '.txt': 1 },
        'no suffix': 1,
      },
    });
  });

  it('are summed up if there are many suffixes', () => {
    for (let i = 10; i < 41; i++) put(`x/a.t${i}`);
    put('x/b.t12');
    expect(run('ingest', 'x').stdout).toContain(
      '32 files skipped because of their suffix: 2 .t12, 1 .t10, 1 .t11, 1 .t13, 1 .t14, 1 .t15, 1 .t16, 1 .t17, and 23 other suffixes\n',
    );
  });

  it('are not mentioned if there are none; a lake below the folder does not count', () => {
    put('a.fits');
    expect(run('ingest', '.').stdout.split('\n')).toHaveLength(4);
    expect(run('ingest', '.').stdout).not.toContain('skipped');
    expect(ingest('--sniff', '.').report).toMatchObject({ notFits: { files: 0 }, requests: 0 });
  });

  it('--suffix adds suffixes, also compressed; later runs keep those files up to date', () => {
    xray();
    const { report } = ingest('--suffix', '.ARF,.img', '--suffix', '.ftz', 'x');
    expect(report).toMatchObject({ new: 6, faulty: 0, skipped: { files: 7 } });
    expect(keys()).toEqual(['a.arf', 'a.fits', 'a.img.gz', 'b.FTZ', 'b.arf', 'c.ARF']);
    rmSync(join(folder, 'x/b.arf'));
    put('x/new.arf');
    expect(ingest('x').report).toMatchObject({ unchanged: 5, removed: 1, new: 0, skipped: { files: 8 } });
  });

  it.each(['arf', '*.arf', '', '.arf,', '.', '. arf', `.${'x'.repeat(40)}`])(
    '--suffix %j is a mistake',
    (suffix) => {
      const { status, stderr } = ingest('--suffix', suffix, '.');
      expect(status).toBe(2);
      expect(stderr).toMatch(/^fits-datalake: --suffix ".*such as \.arf$/m);
    },
  );

  it('--sniff reads those that are FITS, whatever their name, and reports the others', () => {
    xray();
    const { stdout, status } = run('ingest', '--sniff', 'x');
    expect(status).toBe(0);
    expect(stdout).toMatch(/^11 files: 11 new/);
    expect(stdout).toContain('\n2 files opened and found not to be FITS: 1 .txt, 1 with no suffix\n');
    expect(stdout).not.toContain('skipped');
    expect(ingest('--sniff', 'x').report).toMatchObject({
      ...{ files: 11, unchanged: 11, requests: 0 },
      ...{ notFits: { files: 2, suffixes: { '.txt': 1, 'no suffix': 1 } }, skipped: { files: 0 } },
    });
    expect(ingest('x').report).toMatchObject({ files: 11, unchanged: 11, skipped: { files: 2 } });
  });

  it('start takes the same options', () => {
    xray();
    const { stdout } = run('start', '--suffix', '.pha', '--sniff', 'x');
    expect(stdout).toMatch(/^11 files: 11 new/);
  });

  it('--force reads every file again', () => {
    xray();
    ingest('x', 'x/a.pha');
    expect(ingest('--force', 'x').report).toMatchObject({ files: 2, unchanged: 2, hdus: 2, requests: 2 });
    expect(run('ingest', '--force', 'x').stdout).toMatch(/2 unchanged.*\nread 2 HDUs/);
  });
});

describe('files with other suffixes in S3', () => {
  let s3: FakeS3;
  beforeEach(async () => {
    s3 = await fakeS3();
    s3.put('archive', 'n1/', '');
    s3.put('archive', 'n1/a.fits', primary());
    s3.put('archive', 'n1/b.arf', primary());
    s3.put('archive', 'n1/c.FTZ', gzipSync(primary()));
    s3.put('archive', 'n1/d.txt', 'text');
    s3.put('archive', 'n1/empty', '');
  });
  const ingestS3 = async (...args: string[]) => {
    s3.requests.length = 0;
    const { stdout, status } = await runCliBeside(['ingest', ...args], { cwd: folder, env: s3.env });
    return { stdout, status };
  };

  it('are counted', async () => {
    const { stdout } = await ingestS3('s3://archive');
    expect(stdout).toContain(
      '\n3 files skipped because of their suffix: 1 .FTZ, 1 .arf, 1 .txt\n  --suffix .FTZ',
    );
    expect(s3.requests).toEqual(['list ', 'get n1/a.fits']);
    const { stdout: json } = await ingestS3('--json', 's3://archive/n1/');
    expect(JSON.parse(json).skipped).toEqual({ files: 3, suffixes: { '.FTZ': 1, '.arf': 1, '.txt': 1 } });
  });

  it('--suffix adds suffixes', async () => {
    const { stdout } = await ingestS3('--suffix', '.arf', 's3://archive');
    expect(stdout).toMatch(/^2 files: 2 new/);
    expect((await ingestS3('s3://archive')).stdout).toMatch(/^2 files: .*2 unchanged/);
  });

  it('--sniff opens each in one request; later runs keep those files up to date', async () => {
    const { stdout } = await ingestS3('--sniff', 's3://archive');
    expect(stdout).toMatch(/^3 files: 3 new/);
    expect(stdout).toContain('\n1 file opened and found not to be FITS: 1 .txt\n');
    const gets = (name: string): number => s3.requests.filter((one) => one === `get n1/${name}`).length;
    expect(['a.fits', 'b.arf', 'c.FTZ', 'd.txt', 'empty'].map(gets)).toEqual([1, 2, 2, 1, 0]);
    await ingestS3('--sniff', 's3://archive');
    expect(s3.requests).toEqual(['list ', 'get n1/d.txt']);
    expect((await ingestS3('s3://archive')).stdout).toMatch(/^3 files: .*3 unchanged/);
    expect(s3.requests).toEqual(['list ']);
  });

  it('--force reads every object again', async () => {
    await ingestS3('s3://archive');
    const { stdout } = await ingestS3('--force', 's3://archive/n1/');
    expect(stdout).toMatch(/^1 file: .*1 unchanged.*\nread 1 HDU/);
    expect(s3.requests).toEqual(['list n1/', 'get n1/a.fits']);
  });
});

describe('skipped folders', () => {
  it('are reported with the reason, and do not stop the run', () => {
    put('d/a.fits');
    put('d/z/b.fits');
    let path = 'd';
    // together the names are too long for one path, so the last one is created from within
    for (let level = 0; level < 19; level++) path += `/${'n'.repeat(200)}`;
    mkdirSync(join(folder, path), { recursive: true });
    const script =
      "process.chdir(process.argv[1]); require('node:fs').mkdirSync('m'.repeat(250) + '/x', { recursive: true })";
    runScript(script, join(folder, path));
    symlinkSync('self', join(folder, 'd/self'));
    symlinkSync('/', join(folder, 'd/slash'));
    const { stdout, status } = run('ingest', 'd');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^2 files: 2 new.*, 2 failed$/m);
    expect(stdout).toMatch(
      /^ {2}skipped: \/.*\/d\/n{100,}\.\.\.m{100,}: its path is longer than the system allows$/m,
    );
    expect(stdout).toContain(`  skipped: ${folder}/d/self: its symbolic links are circular`);
    expect(stdout).toContain(
      `  skipped: ${folder}/d/slash: it is a link to a folder that contains the root\n`,
    );
    const { report } = ingest('d');
    expect(report).toMatchObject({ unchanged: 2, failed: 2, failures: [] });
    expect(report.skippedPaths.map(({ code }: { code: string }) => code).sort()).toEqual([
      'holds-root',
      'loop',
      'too-long',
    ]);
    rmSync(join(folder, 'd/self'));
    rmSync(join(folder, `d/${'n'.repeat(200)}`), { recursive: true });
    // folders that contain the root were not asked for
    expect(ingest('d')).toMatchObject({ status: 0, report: { failed: 0 } });
  });

  it.skipIf(process.getuid?.() === 0)('are reported if permission is denied', () => {
    put('d/a.fits');
    put('d/shut/b.fits');
    chmodSync(join(folder, 'd/shut'), 0);
    expect(ingest('d')).toMatchObject({
      status: 1,
      report: { new: 1, failed: 1, skippedPaths: [{ path: `${folder}/d/shut`, code: 'unreadable' }] },
    });
    chmodSync(join(folder, 'd/shut'), 0o755);
  });

  it('are counted if they are visited under another name; files with several names are all read', () => {
    put('d/real/a.fits');
    linkSync(join(folder, 'd/real/a.fits'), join(folder, 'd/b.fits'));
    symlinkSync('real/a.fits', join(folder, 'd/c.fits'));
    symlinkSync('real', join(folder, 'd/latest'));
    const { stdout, status } = run('ingest', 'd');
    expect(status).toBe(0);
    expect(stdout).toContain('1 link to a folder not followed: each folder is visited once\n');
    expect(keys()).toEqual(['b.fits', 'c.fits', 'real/a.fits']);
    expect(ingest('d').report).toMatchObject({ foldersElsewhere: 1, skippedPaths: [], unchanged: 3 });
  });

  it('leave no file in the lake twice, whichever paths are named', () => {
    put('d/real/a.fits');
    put('outside/b.fits');
    symlinkSync('real', join(folder, 'd/link'));
    symlinkSync('../outside', join(folder, 'd/one'));
    symlinkSync('../outside', join(folder, 'd/two'));
    ingest('d');
    expect(keys()).toEqual(['one/b.fits', 'real/a.fits']);
    for (const path of ['d/link', 'd/link/a.fits', 'd/two', 'd/two/b.fits', 'd/one', 'd'])
      expect(ingest(path), path).toMatchObject({ status: 0, report: { new: 0, removed: 0, failed: 0 } });
    put('outside/c.fits');
    expect(ingest('d/two').report).toMatchObject({ new: 1, unchanged: 1 });
    expect(keys()).toEqual(['one/b.fits', 'one/c.fits', 'real/a.fits']);
  });

  it('move their files to their current name', () => {
    for (const name of ['a', 'b', 'c']) put(`outside/${name}.fits`);
    mkdirSync(join(folder, 'd'));
    symlinkSync('../outside', join(folder, 'd/z'));
    ingest('d');
    symlinkSync('../outside', join(folder, 'd/y'));
    expect(ingest('d')).toMatchObject({ status: 0, report: { new: 3, removed: 3 } });
    expect(keys()).toEqual(['y/a.fits', 'y/b.fits', 'y/c.fits']);
    expect(ingest('d').report).toMatchObject({ unchanged: 3, removed: 0 });
  });
});

function runScript(script: string, argument: string): void {
  const { status } = spawnSync(process.execPath, ['-e', script, argument], { stdio: 'inherit' });
  expect(status).toBe(0);
}
