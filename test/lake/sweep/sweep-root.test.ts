import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { planSweep, removesMost } from '../../../lib/lake/sweep/sweep-root.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { image, primary } from '../../helpers/fits.ts';
import { recordingReads, type SweptRoot, sweptRoot } from '../../helpers/swept-root.ts';

let root: SweptRoot['root'];
let lakeRoot: SweptRoot['lakeRoot'];
let whole: SweptRoot['whole'];
let readIndex: SweptRoot['readIndex'];
let run: SweptRoot['run'];
let put: SweptRoot['put'];
beforeEach(() => {
  ({ root, lakeRoot, whole, readIndex, run, put } = sweptRoot());
});

describe('a sweep of a root', () => {
  it('reads new and changed files, opens no unchanged file, and records deleted ones', async () => {
    put('night1/a.fits', primary());
    put('night1/b.fits', primary());
    put('c.fits.gz', 'no gzip');
    put('notes.txt', 'no FITS suffix');
    expect((await run()).outcomes).toEqual({
      'c.fits.gz': 'new',
      'night1/a.fits': 'new',
      'night1/b.fits': 'new',
    });

    const source = recordingReads(folderStore(root));
    const again = await run(whole, source);
    expect(again.outcomes).toEqual({
      'c.fits.gz': 'unchanged',
      'night1/a.fits': 'unchanged',
      'night1/b.fits': 'unchanged',
    });
    expect(source.keys).toEqual([]);
    expect(again.results.find(({ key }) => key === 'c.fits.gz')?.faulty).toBe(true);

    put('night1/a.fits', Buffer.concat([primary(), image()]));
    rmSync(join(root, 'night1/b.fits'));
    put('night2/d.FITS', primary());
    expect((await run()).outcomes).toEqual({
      'c.fits.gz': 'unchanged',
      'night1/a.fits': 'changed',
      'night1/b.fits': 'removed',
      'night2/d.FITS': 'new',
    });
    put('night1/b.fits', primary());
    expect((await run()).outcomes['night1/b.fits']).toBe('new');
  });

  it('is limited to the named folders', async () => {
    put('night1/a.fits', primary());
    put('night2/b.fits', primary());
    await run();
    rmSync(join(root, 'night1/a.fits'));
    rmSync(join(root, 'night2/b.fits'));
    expect((await run({ root, folders: ['night1'], files: [] })).outcomes).toEqual({
      'night1/a.fits': 'removed',
    });
  });

  it('reads explicitly named files, and so do later sweeps', async () => {
    put('odd.dat', primary());
    expect((await run({ root, folders: [], files: ['odd.dat'] })).outcomes).toEqual({ 'odd.dat': 'new' });
    expect((await run()).outcomes).toEqual({ 'odd.dat': 'unchanged' });
    rmSync(join(root, 'odd.dat'));
    expect((await run()).outcomes).toEqual({ 'odd.dat': 'removed' });
    expect((await run()).outcomes).toEqual({});
  });

  it('recognises a plan that removes most of the files', async () => {
    for (const name of ['a', 'b', 'c', 'd']) put(`${name}.fits`, primary());
    await run();
    const planNow = async () => {
      return planSweep(whole, folderStore(root), await readIndex());
    };
    rmSync(join(root, 'a.fits'));
    rmSync(join(root, 'b.fits'));
    expect(removesMost(await planNow())).toBe(false);
    rmSync(join(root, 'c.fits'));
    const plan = await planNow();
    expect(removesMost(plan)).toBe(true);
    expect(plan).toMatchObject({ gone: ['a.fits', 'b.fits', 'c.fits'], known: 4 });
  });

  it('continues after a file that cannot be read', async () => {
    put('a.fits', primary());
    put('b.fits', primary());
    const failing: Store = {
      ...folderStore(root),
      read: (key, ...rest) => {
        if (key === 'a.fits') throw new StoreFailure(key, new Error('EIO: i/o error'));
        return folderStore(root).read(key, ...rest);
      },
    };
    const { outcomes, results } = await run(whole, failing);
    expect(outcomes).toEqual({ 'a.fits': 'failed', 'b.fits': 'new' });
    expect(String(results[0]?.error)).toContain('i/o error');
  });

  it('keeps the rows of files that may or may not exist', async () => {
    put('sub/a.fits', primary());
    put('b.fits', primary());
    await run();
    const closed: Store = {
      ...folderStore(root),
      list: async function* (prefix) {
        for await (const file of folderStore(root).list(prefix)) if (!file.key.startsWith('sub/')) yield file;
      },
      head: (key) => {
        if (key.startsWith('sub/')) throw new StoreFailure(key, new Error('EACCES: permission denied'));
        return folderStore(root).head(key);
      },
    };
    expect((await run(whole, closed)).outcomes).toEqual({ 'b.fits': 'unchanged', 'sub/a.fits': 'failed' });
    expect((await run()).outcomes).toEqual({ 'b.fits': 'unchanged', 'sub/a.fits': 'unchanged' });
  });

  it('fails if the root does not exist, instead of treating it as empty', async () => {
    put('a.fits', primary());
    await run();
    rmSync(root, { recursive: true });
    onTestFinished(() => void mkdirSync(root, { recursive: true }));
    await expect(run()).rejects.toThrow(StoreFailure);
  });

  it('writes one lake object for each file, with all of its rows', async () => {
    put(
      'night1/a,b.fits',
      Buffer.concat([primary([], ['OBJECT  = \'M31, "the" galaxy\' / target']), image()]),
    );
    const { results } = await run();
    const lake = folderStore(lakeRoot);
    const { size } = (await lake.head(results[0]!.lakeKey!))!;
    const csv = gunzipSync((await lake.read(results[0]!.lakeKey!, 0, size)).bytes).toString();
    const place = `file://${root},"night1/a,b.fits"`;
    expect(csv.split('\n')[0]).toBe(
      'hdu,source_bucket,source_key,card_name,card_value,card_comment,card_index,card_type',
    );
    expect(csv).toContain(`0,${place},OBJECT,"M31, ""the"" galaxy",target,3,string\n`);
    expect(csv).toContain(`1,${place},header_offset,2880,,,hdu\n`);
    expect(csv).toContain(`,${place},hdu_count,2,,,file\n`);
    expect(results[0]?.lakeKey).toMatch(/^headers\/collection=night1\/[0-9a-f]{16}-a-?b\.fits\.csv\.gz$/);
  });
});

describe('a forced sweep of a root', () => {
  it('reads all files again, and finds them unchanged', async () => {
    put('a.fits', primary());
    put('b.fits', 'not FITS');
    await run();
    const source = recordingReads(folderStore(root));
    const { outcomes, results } = await run(whole, source, { force: true });
    expect(outcomes).toEqual({ 'a.fits': 'unchanged', 'b.fits': 'unchanged' });
    expect(source.keys).toEqual(['a.fits', 'b.fits']);
    expect(results.map(({ extraction }) => extraction?.hdus)).toEqual([1, 0]);
  });
});
