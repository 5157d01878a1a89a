import { existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ingestRuns } from '../../helpers/ingest-runs.ts';
import { runMain } from '../../helpers/run-main.ts';

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
  it('that are links to nothing are skipped, which is not a failure', async () => {
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
