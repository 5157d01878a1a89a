import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { extractor } from '../../lib/lake/extract.ts';
import { readLakeIndex } from '../../lib/lake/lake-index.ts';
import { bucketOfRoot, type Scope } from '../../lib/lake/roots.ts';
import { plan, removesMost, sweep } from '../../lib/lake/sweep.ts';
import type { Swept } from '../../lib/lake/sweep-one.ts';
import { folderStore } from '../../lib/stores/folder.ts';
import { type Store, StoreFailure } from '../../lib/stores/store.ts';
import { image, primary } from '../helpers/fits.ts';
import { tempFolder } from '../helpers/temp-folder.ts';

let root: string;
let lakeRoot: string;
beforeEach(() => {
  root = tempFolder();
  lakeRoot = tempFolder();
});

const put = (key: string, bytes: Uint8Array | string): void => {
  mkdirSync(dirname(join(root, key)), { recursive: true });
  writeFileSync(join(root, key), bytes);
};

/** A store that notes which keys are read. */
function reading(store: Store): Store & { readonly keys: string[] } {
  const keys: string[] = [];
  return {
    ...store,
    keys,
    read: (key, ...rest) => {
      keys.push(key);
      return store.read(key, ...rest);
    },
  };
}

const whole = (): Scope => ({ root, folders: [''], files: [] });

async function run(scope = whole(), source: Store = folderStore(root)) {
  const lake = folderStore(lakeRoot);
  const bucket = bucketOfRoot(root);
  const index = (await readLakeIndex(lake)).get(bucket) ?? new Map();
  const planned = await plan(scope, source, index);
  const swept: Swept[] = [];
  const sides = { bucket, source, lake, extract: extractor(), index };
  for await (const file of sweep(planned, sides)) swept.push(file);
  return { planned, kinds: Object.fromEntries(swept.map(({ key, kind }) => [key, kind])), swept };
}

describe('sweep', () => {
  it('reads what is new or changed, opens nothing that is unchanged, and notes what is gone', async () => {
    put('night1/a.fits', primary());
    put('night1/b.fits', primary());
    put('c.fits.gz', 'no gzip');
    put('notes.txt', 'no FITS suffix');
    expect((await run()).kinds).toEqual({
      'c.fits.gz': 'new',
      'night1/a.fits': 'new',
      'night1/b.fits': 'new',
    });

    const source = reading(folderStore(root));
    const again = await run(whole(), source);
    expect(again.kinds).toEqual({
      'c.fits.gz': 'unchanged',
      'night1/a.fits': 'unchanged',
      'night1/b.fits': 'unchanged',
    });
    expect(source.keys).toEqual([]);
    expect(again.swept.find(({ key }) => key === 'c.fits.gz')?.faulty).toBe(true);

    put('night1/a.fits', Buffer.concat([primary(), image()]));
    rmSync(join(root, 'night1/b.fits'));
    put('night2/d.FITS', primary());
    expect((await run()).kinds).toEqual({
      'c.fits.gz': 'unchanged',
      'night1/a.fits': 'changed',
      'night1/b.fits': 'removed',
      'night2/d.FITS': 'new',
    });
    put('night1/b.fits', primary());
    expect((await run()).kinds['night1/b.fits']).toBe('new');
  });

  it('compares only what was named', async () => {
    put('night1/a.fits', primary());
    put('night2/b.fits', primary());
    await run();
    rmSync(join(root, 'night1/a.fits'));
    rmSync(join(root, 'night2/b.fits'));
    expect((await run({ root, folders: ['night1'], files: [] })).kinds).toEqual({
      'night1/a.fits': 'removed',
    });
  });

  it('opens files that are named outright, and keeps looking after them', async () => {
    put('odd.dat', primary());
    expect((await run({ root, folders: [], files: ['odd.dat'] })).kinds).toEqual({ 'odd.dat': 'new' });
    expect((await run()).kinds).toEqual({ 'odd.dat': 'unchanged' });
    rmSync(join(root, 'odd.dat'));
    expect((await run()).kinds).toEqual({ 'odd.dat': 'removed' });
    expect((await run()).kinds).toEqual({});
  });

  it('tells a run that would remove most', async () => {
    for (const name of ['a', 'b', 'c', 'd']) put(`${name}.fits`, primary());
    await run();
    const planNow = async () => {
      const index = (await readLakeIndex(folderStore(lakeRoot))).get(bucketOfRoot(root)) ?? new Map();
      return plan(whole(), folderStore(root), index);
    };
    rmSync(join(root, 'a.fits'));
    rmSync(join(root, 'b.fits'));
    expect(removesMost(await planNow())).toBe(false);
    rmSync(join(root, 'c.fits'));
    const planned = await planNow();
    expect(removesMost(planned)).toBe(true);
    expect(planned).toMatchObject({ gone: ['a.fits', 'b.fits', 'c.fits'], known: 4 });
  });

  it('goes on after a file that cannot be read, and leaves the lake as it was', async () => {
    put('a.fits', primary());
    put('b.fits', primary());
    const failing: Store = {
      ...folderStore(root),
      read: (key, ...rest) => {
        if (key === 'a.fits') throw new StoreFailure(key, new Error('EIO: i/o error'));
        return folderStore(root).read(key, ...rest);
      },
    };
    const { kinds, swept } = await run(whole(), failing);
    expect(kinds).toEqual({ 'a.fits': 'failed', 'b.fits': 'new' });
    expect(String(swept[0]?.error)).toContain('i/o error');
  });

  it('leaves alone what nothing can be told of', async () => {
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
    expect((await run(whole(), closed)).kinds).toEqual({ 'b.fits': 'unchanged', 'sub/a.fits': 'failed' });
    expect((await run()).kinds).toEqual({ 'b.fits': 'unchanged', 'sub/a.fits': 'unchanged' });
  });

  it('does not take a root that is missing for one that is empty', async () => {
    put('a.fits', primary());
    await run();
    rmSync(root, { recursive: true });
    onTestFinished(() => void mkdirSync(root, { recursive: true }));
    await expect(run()).rejects.toThrow(StoreFailure);
  });

  it('writes each file as one object with all its rows', async () => {
    put(
      'night1/a,b.fits',
      Buffer.concat([primary([], ['OBJECT  = \'M31, "the" galaxy\' / target']), image()]),
    );
    const { swept } = await run();
    const lake = folderStore(lakeRoot);
    const { size } = (await lake.head(swept[0]!.lakeKey!))!;
    const csv = gunzipSync((await lake.read(swept[0]!.lakeKey!, 0, size)).bytes).toString();
    const place = `file://${root},"night1/a,b.fits"`;
    expect(csv.split('\n')[0]).toBe(
      'hdu,source_bucket,source_key,card_name,card_value,card_comment,card_index,card_type',
    );
    expect(csv).toContain(`0,${place},OBJECT,"M31, ""the"" galaxy",target,3,string\n`);
    expect(csv).toContain(`1,${place},header_offset,2880,,,hdu\n`);
    expect(csv).toContain(`,${place},hdu_count,2,,,file\n`);
    expect(swept[0]?.lakeKey).toMatch(/^headers\/collection=night1\/[0-9a-f]{16}-a-?b\.fits\.csv\.gz$/);
  });
});
