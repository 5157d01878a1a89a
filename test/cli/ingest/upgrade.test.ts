import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { lakeStore } from '../../../lib/stores/lake-store.ts';
import { downgrade } from '../../helpers/earlier-release.ts';
import { primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

const ROWS = `SELECT * FROM lake_rows WHERE NOT (card_type = 'file' AND card_name IN ('extracted_at', 'requests', 'bytes_read'))
ORDER BY ALL`;

describe('an ingest into a lake of an earlier release', () => {
  it('derives its rows again without opening a file, and updates the cache', async () => {
    const { folder, put, run, ingest, rows } = ingestRuns();
    const lake = join(folder, 'fits-lake');
    put('a/x.fits', primary([], ["OBJECT  = 'M31'", "TELESCOP= 'T'", "DATE-OBS= '2026-11-25T01:02:03'"]));
    put('a/y.fits', 'no such thing');
    await ingest('a');
    const fresh = await rows(ROWS);
    await downgrade(lakeStore(lake));
    expect(await rows(ROWS)).not.toEqual(fresh);

    const { status, report } = await ingest('a');
    expect(status).toBe(3);
    expect(report).toMatchObject({ files: 2, new: 0, changed: 0, derived: 2, unchanged: 0, faulty: 1 });
    expect(report).toMatchObject({ requests: 0, bytesRead: 0, failed: 0 });
    expect(await rows(ROWS)).toEqual(fresh);
    rmSync(cacheFolder(lake), { recursive: true, force: true });
    expect(await rows(ROWS)).toEqual(fresh);

    await downgrade(lakeStore(lake));
    expect((await run('ingest', 'a')).stdout).toContain('\n2 files derived again, without opening them\n');
    expect((await run('ingest', 'a')).stdout).toMatch(
      /1 of the unchanged files is faulty.* --lake \S+fits-lake\n/,
    );
    expect((await ingest('a')).report).toMatchObject({ derived: 0, unchanged: 2 });
  });
});
