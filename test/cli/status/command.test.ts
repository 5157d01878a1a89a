import { readdirSync, rmSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import { downgrade } from '../../helpers/earlier-release.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

let runs: ReturnType<typeof ingestRuns>;
beforeEach(async () => {
  runs = ingestRuns();
  runs.put('good.fits');
  runs.put('gone.fits');
  runs.put('bad.fits', 'not FITS');
  await runs.ingest('.');
  rmSync(join(runs.folder, 'gone.fits'));
  await runs.ingest('.');
});

describe('status', () => {
  it('prints what the lake contains, and the faulty files with the reasons', async () => {
    const { stdout, status } = await runs.run('status');
    expect(status).toBe(0);
    expect(stdout).toContain(`lake ${runs.folder}/fits-lake: 3 objects\n`);
    expect(stdout).toMatch(/file:\/\/.*: 2 files \(1 faulty\), 1 HDU, 3 cards, 2\.9 kB; last read \d{4}-/);
    expect(stdout).toMatch(/^files removed .*: 1$/m);
    expect(stdout).toContain('/bad.fits: not-fits: byte 0: ');
  });

  it('prints the same facts as JSON', async () => {
    const { stdout } = await runs.run('status', '--json');
    expect(JSON.parse(stdout)).toMatchObject({
      objects: 3,
      removed: 1,
      roots: [
        { source_bucket: `file://${runs.folder}`, files: 2, hdus: 1, cards: 3, bytes: 2888, faulty: 1 },
      ],
      faults: [{ source_url: `file://${runs.folder}/bad.fits`, code: 'not-fits', byte: 0, hdu: null }],
      damaged: [],
    });
  });

  it('counts lake objects of an earlier release, until the next ingest', async () => {
    await downgrade(lakeStore(join(runs.folder, 'fits-lake')));
    expect((await runs.run('status')).stdout).toMatch(
      /^2 lake objects of an earlier release, .*obscore.* ingest /m,
    );
    expect(JSON.parse((await runs.run('status', '--json')).stdout).outdated).toEqual({
      earlier: 2,
      otherRules: 0,
      misplaced: 0,
    });
    await runs.ingest('.');
    expect((await runs.run('status')).stdout).not.toContain('earlier release');
    expect(JSON.parse((await runs.run('status', '--json')).stdout).outdated).toEqual({
      earlier: 0,
      otherRules: 0,
      misplaced: 0,
    });
  });

  it('lists damaged objects, and how to repair them; the exit code is 3', async () => {
    const lake = join(runs.folder, 'fits-lake');
    const objects = join(lake, 'headers/collection=-');
    rmSync(cacheFolder(lake), { recursive: true });
    truncateSync(join(objects, readdirSync(objects)[0]!), 20);
    const { stdout, status } = await runs.run('status');
    expect(status).toBe(3);
    expect(stdout).toMatch(
      /^left out, damaged: headers\/collection=-\/.*; ingest the folder again to repair it$/m,
    );
  });

  it('fails if there is no lake, and names its folder', async () => {
    expect(await runs.run('status', '--lake', 'none')).toMatchObject({
      status: 1,
      stderr: expect.stringContaining(`${runs.folder}/none: `),
    });
  });
});
