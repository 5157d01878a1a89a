import { readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { cacheFolder } from '../../../lib/engines/cache/location.ts';
import { image, primary } from '../../helpers/fits.ts';
import { ingestRuns } from '../../helpers/ingest-runs.ts';

describe('ingest', () => {
  it('counts new, changed, unchanged, removed and faulty files, and updates the lake', async () => {
    const { folder, put, ingest, rows } = ingestRuns();
    put('archive/night1/a.fits', primary([], ["OBJECT  = 'M31'"]));
    put('archive/night1/b.fits');
    put('archive/c.fits', '<html>');
    expect(await ingest('archive')).toMatchObject({
      status: 3,
      report: { files: 3, new: 3, changed: 0, unchanged: 0, removed: 0, faulty: 1, hdus: 2, cards: 7 },
    });
    expect(await rows('SELECT source_bucket, source_key, object FROM files ORDER BY source_key')).toEqual([
      [`file://${folder}/archive`, 'c.fits', null],
      [`file://${folder}/archive`, 'night1/a.fits', 'M31'],
      [`file://${folder}/archive`, 'night1/b.fits', null],
    ]);
    put('archive/night1/a.fits', Buffer.concat([primary([], ["OBJECT  = 'M33'"]), image()]));
    rmSync(join(folder, 'archive/night1/b.fits'));
    put('archive/night2/d.fit');
    expect(await ingest('archive')).toMatchObject({
      status: 3,
      report: { files: 3, new: 1, changed: 1, unchanged: 1, removed: 1, faulty: 1 },
    });
    expect(await rows('SELECT source_key, object, hdu_count FROM files ORDER BY source_key')).toEqual([
      ['c.fits', null, 0],
      ['night1/a.fits', 'M33', 2],
      ['night2/d.fit', null, 1],
    ]);
    expect(await rows('SELECT source_key FROM removed')).toEqual([['night1/b.fits']]);
    expect(await rows('SELECT source_key, code FROM faults')).toEqual([['c.fits', 'not-fits']]);
    rmSync(join(folder, 'archive/c.fits'));
    expect(await ingest('archive')).toMatchObject({ status: 0, report: { faulty: 0, removed: 1 } });
  });

  it('reads a file again if its size or its modification time has changed', async () => {
    const { folder, put, ingest } = ingestRuns();
    put('a/x.fits');
    await ingest('a');
    utimesSync(join(folder, 'a/x.fits'), 1e9, 1e9);
    expect((await ingest('a')).report).toMatchObject({ changed: 1 });
    expect((await ingest('a')).report).toMatchObject({ unchanged: 1, requests: 0, bytesRead: 0 });
  });

  it('repairs a damaged lake object, even one whose metadata is intact', async () => {
    const { folder, put, run, ingest } = ingestRuns();
    put('d/a.fits');
    put('d/b.fits');
    await ingest('d');
    const objects = join(folder, 'fits-lake/headers/collection=-');
    const path = join(objects, readdirSync(objects)[0] ?? '');
    const bytes = readFileSync(path);
    bytes[bytes.length - 6]! ^= 1;
    writeFileSync(path, bytes);
    rmSync(cacheFolder(join(folder, 'fits-lake')), { recursive: true });
    const count = () => run('query', '--format', 'csv', 'SELECT count(*) FROM files');
    expect(await count()).toMatchObject({ stdout: expect.stringMatching(/\n1\n$/), status: 3 });
    expect(await ingest('d')).toMatchObject({ status: 0, report: { changed: 1, unchanged: 1 } });
    expect(await count()).toMatchObject({ stdout: expect.stringMatching(/\n2\n$/), status: 0, stderr: '' });
  });

  it('prints nothing on standard error', async () => {
    const { put, run } = ingestRuns();
    put('d/a.fits');
    expect((await run('ingest', 'd')).stderr).toBe('');
  });

  it('keeps unusual file names apart and unchanged', async () => {
    const { put, ingest, rows } = ingestRuns();
    const names = [
      ...['a,b.fits', 'a"b.fits', 'a b+%20.fits', '\u00e9\u4e00.fits'],
      ...["it's.fits", 'line\nbreak.fits', '-.fits'],
    ];
    for (const name of names) put(`odd/${name}`);
    expect((await ingest('odd')).report).toMatchObject({ new: names.length });
    const keys = (await rows('SELECT source_key FROM files')).map(([key]) => key);
    expect(keys.sort()).toEqual(names.map((name) => name.replace('\n', '\ufffd')).sort());
    expect((await ingest('odd')).report).toMatchObject({ unchanged: names.length });
  });
});
