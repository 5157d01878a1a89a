import { spawnSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

let runs: ReturnType<typeof ingestRuns>;
beforeEach(() => {
  runs = ingestRuns();
});

const link = (target: string, path: string): void => symlinkSync(target, join(runs.folder, path));
const keys = async (): Promise<unknown[]> =>
  (await runs.rows('SELECT source_key FROM files ORDER BY source_key')).map(([key]) => key);

/** Makes a folder whose path is longer than the system allows. */
function makeLongPath(): void {
  let path = 'd';
  for (let level = 0; level < 19; level++) path += `/${'n'.repeat(200)}`;
  mkdirSync(join(runs.folder, path), { recursive: true });
  // the last names can only be used relative to the folder
  const script =
    "process.chdir(process.argv[1]); require('node:fs').mkdirSync('m'.repeat(250) + '/x', { recursive: true })";
  const { status } = spawnSync(process.execPath, ['-e', script, join(runs.folder, path)], {
    stdio: 'inherit',
  });
  expect(status).toBe(0);
}

describe('paths that cannot be read', () => {
  it('are reported with the reason, and do not stop the run', async () => {
    const { folder, put, run, ingest } = runs;
    put('d/a.fits');
    put('d/z/b.fits');
    makeLongPath();
    link('self', 'd/self');
    link('/', 'd/slash');
    const { stdout, status } = await run('ingest', 'd');
    expect(status).toBe(1);
    expect(stdout).toMatch(/^2 files: 2 new.*, 2 failed$/m);
    expect(stdout).toMatch(/^ {2}skipped: \/.*\/d\/n{50,}\.\.\.m{50,}: /m);
    const { report } = await ingest('d');
    expect(report).toMatchObject({ unchanged: 2, failed: 2, failures: [] });
    const skipped: readonly { readonly path: string; readonly code: string }[] = report.skippedPaths;
    expect(skipped.map(({ code }) => code).sort()).toEqual(['holds-root', 'loop', 'too-long']);
    expect(skipped).toContainEqual(expect.objectContaining({ path: `${folder}/d/self`, code: 'loop' }));
    rmSync(join(folder, 'd/self'));
    rmSync(join(folder, `d/${'n'.repeat(200)}`), { recursive: true });
    // a folder that contains the root is not a failure
    expect(await ingest('d')).toMatchObject({ status: 0, report: { failed: 0 } });
  });

  it.skipIf(process.getuid?.() === 0)('include folders to which permission is denied', async () => {
    const { folder, put, ingest } = runs;
    put('d/a.fits');
    put('d/shut/b.fits');
    chmodSync(join(folder, 'd/shut'), 0);
    expect(await ingest('d')).toMatchObject({
      status: 1,
      report: { new: 1, failed: 1, skippedPaths: [{ path: `${folder}/d/shut`, code: 'unreadable' }] },
    });
    chmodSync(join(folder, 'd/shut'), 0o755);
  });
});

describe('folders with several paths', () => {
  it('are visited once; files with several names are all read', async () => {
    runs.put('d/real/a.fits');
    linkSync(join(runs.folder, 'd/real/a.fits'), join(runs.folder, 'd/b.fits'));
    link('real/a.fits', 'd/c.fits');
    link('real', 'd/latest');
    expect((await runs.run('ingest', 'd')).stdout).toContain('\n1 link to a folder not followed: ');
    expect(await keys()).toEqual(['b.fits', 'c.fits', 'real/a.fits']);
    expect(await runs.ingest('d')).toMatchObject({
      status: 0,
      report: { foldersElsewhere: 1, skippedPaths: [], unchanged: 3 },
    });
  });

  it('have each file in the lake once, whichever path is named', async () => {
    runs.put('d/real/a.fits');
    runs.put('outside/b.fits');
    link('real', 'd/link');
    link('../outside', 'd/one');
    link('../outside', 'd/two');
    await runs.ingest('d');
    expect(await keys()).toEqual(['one/b.fits', 'real/a.fits']);
    for (const path of ['d/link', 'd/link/a.fits', 'd/two', 'd/two/b.fits', 'd/one', 'd'])
      expect(await runs.ingest(path), path).toMatchObject({
        status: 0,
        report: { new: 0, removed: 0, failed: 0 },
      });
    runs.put('outside/c.fits');
    expect((await runs.ingest('d/two')).report).toMatchObject({ new: 1, unchanged: 1 });
    expect(await keys()).toEqual(['one/b.fits', 'one/c.fits', 'real/a.fits']);
  });

  it('have their files moved in the lake when the path under which they are visited changes', async () => {
    for (const name of ['a', 'b', 'c']) runs.put(`outside/${name}.fits`);
    mkdirSync(join(runs.folder, 'd'));
    link('../outside', 'd/z');
    await runs.ingest('d');
    link('../outside', 'd/y');
    expect(await runs.ingest('d')).toMatchObject({ status: 0, report: { new: 3, removed: 3 } });
    expect(await keys()).toEqual(['y/a.fits', 'y/b.fits', 'y/c.fits']);
    expect((await runs.ingest('d')).report).toMatchObject({ unchanged: 3, removed: 0 });
  });
});
