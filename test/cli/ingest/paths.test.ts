import { chmodSync, existsSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { runMain } from '../../helpers/run-main.ts';

describe('the root of a path', () => {
  it('is a known root if the path is below one; a parent of a root is refused', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('data/archive/n1/a.fits');
    put('data/archive/n2/b.fits');
    await ingest('data/archive');
    put('data/archive/n2/c.fits');
    rmSync(join(folder, 'data/archive/n1/a.fits'));
    expect((await ingest('data/archive/n2')).report).toMatchObject({ files: 2, new: 1, removed: 0 });
    expect(await ingest('data')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining(`${folder}/data/archive`),
    });
    expect((await ingest('data/archive')).report).toMatchObject({ removed: 1 });
  });

  it('may be missing: ingest fails and changes nothing', async () => {
    const { folder, put, ingest, rows } = ingestRuns();
    put('a/x.fits');
    await ingest('a');
    expect(await ingest('nowhere')).toMatchObject({
      status: 2,
      stderr: expect.stringContaining('/nowhere:'),
    });
    renameSync(join(folder, 'a'), join(folder, 'b'));
    expect(await ingest('a')).toMatchObject({ status: 1, stderr: expect.stringContaining(`${folder}/a:`) });
    expect(await rows('SELECT count(*) FROM files')).toEqual([[1]]);
  });

  it('may have lost most of its files: they are removed from the lake only with --allow-removals', async () => {
    const { folder, put, ingest, rows } = ingestRuns();
    for (const name of ['a', 'b', 'c']) put(`d/${name}.fits`);
    await ingest('d');
    rmSync(join(folder, 'd/a.fits'));
    rmSync(join(folder, 'd/b.fits'));
    expect(await ingest('d')).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/ 2 of its 3 files .*--allow-removals/),
    });
    expect(await rows('SELECT count(*) FROM files')).toEqual([[3]]);
    expect(await ingest('--allow-removals', 'd')).toMatchObject({ status: 0, report: { removed: 2 } });
  });
});

describe('files that are named', () => {
  it('are read whatever their suffix', async () => {
    const { put, ingest } = ingestRuns();
    put('raw/image.dat');
    put('raw/other.dat');
    expect((await ingest('raw')).report).toMatchObject({ files: 0 });
    expect((await ingest('raw/image.dat')).report).toMatchObject({ files: 1, new: 1 });
    expect((await ingest('raw')).report).toMatchObject({ files: 1, unchanged: 1 });
  });

  it.skipIf(process.getuid?.() === 0)('are reported as failed if permission is denied', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('d/a.fits');
    put('d/b.fits');
    chmodSync(join(folder, 'd/a.fits'), 0);
    expect(await ingest('d')).toMatchObject({
      status: 1,
      report: { new: 1, failed: 1, failures: [{ file: `${folder}/d/a.fits` }] },
    });
  });
});

describe("the lake's folder", () => {
  it('is --lake, otherwise FITS_LAKE, otherwise ./fits-lake', async () => {
    const { folder, put } = ingestRuns();
    put('d/a.fits');
    const env = { FITS_LAKE: 'two' };
    await runMain(['ingest', '--lake', 'one', 'd'], { cwd: folder, env });
    await runMain(['ingest', 'd'], { cwd: folder, env });
    await runMain(['ingest', 'd'], { cwd: folder });
    for (const lake of ['one', 'two', 'fits-lake'])
      expect(existsSync(join(folder, lake, 'headers'))).toBe(true);
  });

  it('is relative to the folder in which npm was called, as are the paths', async () => {
    const { folder, put } = ingestRuns();
    put('d/a.fits');
    const env = { npm_lifecycle_event: 'start', INIT_CWD: folder };
    expect((await runMain(['ingest', 'd'], { cwd: '/', env })).status).toBe(0);
    expect(existsSync(join(folder, 'fits-lake'))).toBe(true);
  });

  it('is named if it cannot be created', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('d/a.fits');
    writeFileSync(join(folder, 'taken'), '');
    for (const lake of ['taken', 'taken/lake', ...(existsSync('/proc/self') ? ['/proc/fits-lake'] : [])])
      expect(await ingest('--lake', lake, 'd')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(`${lake}: cannot create the lake: `),
      });
  });

  it('is named if it cannot be written, rather than the source file', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('in/a.fits');
    put('fits-lake/headers/collection=-', '');
    const { status, report } = await ingest('in');
    expect(status).toBe(1);
    expect(report.failures).toEqual([
      { file: `${folder}/in/a.fits`, reason: expect.stringContaining(`${folder}/fits-lake/`) },
    ]);
  });
});

describe('other paths', () => {
  it('that are links to nothing are skipped, and the run does not fail', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('in/a.fits');
    symlinkSync('/no/such/file', join(folder, 'in/b.fits'));
    expect(await ingest('in')).toMatchObject({
      status: 0,
      report: { failed: 0, skippedPaths: [{ path: `${folder}/in/b.fits`, code: 'nowhere' }] },
    });
  });

  it('for temporary files are named if they do not exist', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('in/a.fits');
    await ingest('in');
    const env = { TMPDIR: '/no/such/folder' };
    expect(await runMain(['query', 'SELECT 1'], { cwd: folder, env })).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('/no/such/folder (TMPDIR)'),
    });
  });
});
