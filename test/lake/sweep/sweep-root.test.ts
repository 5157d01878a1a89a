import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { LIMITS } from '../../../lib/fits/limits.ts';
import type { Extract } from '../../../lib/lake/extraction.ts';
import { bucketOfRoot, type Scope } from '../../../lib/lake/roots.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { readLakeIndex } from '../../../lib/lake/sweep/lake-index.ts';
import { sniffer } from '../../../lib/lake/sweep/sniffer.ts';
import type { SweepContext, SweepResult } from '../../../lib/lake/sweep/sweep-file.ts';
import { type PlanOptions, planSweep, removesMost, sweepRoot } from '../../../lib/lake/sweep/sweep-root.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { image, primary } from '../../helpers/fits.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

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

interface RunOptions extends PlanOptions, Pick<SweepContext, 'force' | 'sniff'> {
  readonly extract?: Extract;
}

async function run(scope = whole(), source: Store = folderStore(root), options: RunOptions = {}) {
  const lake = folderStore(lakeRoot);
  const bucket = bucketOfRoot(root);
  const index = (await readLakeIndex(lake)).buckets.get(bucket) ?? new Map();
  const { extract = extractor(), force = false, sniff, ...planOptions } = options;
  const planned = await planSweep(scope, source, index, planOptions);
  const swept: SweepResult[] = [];
  const context = { bucket, source, lake, extract, index, force, sniff };
  for await (const file of sweepRoot(planned, context)) swept.push(file);
  return { planned, kinds: Object.fromEntries(swept.map(({ key, outcome }) => [key, outcome])), swept };
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
      const index = (await readLakeIndex(folderStore(lakeRoot))).buckets.get(bucketOfRoot(root)) ?? new Map();
      return planSweep(whole(), folderStore(root), index);
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

describe('sweep: files with other suffixes', () => {
  it('are told one by one, each once; what the lake knows or was named is none of them', async () => {
    put('a.fits', primary());
    put('sub/b.arf', primary());
    put('sub/c.txt', 'text');
    put('odd.dat', primary());
    const skipped: string[] = [];
    const onSkipped = (key: string) => skipped.push(key);
    const scope = { root, folders: ['', 'sub', 'sub'], files: ['odd.dat'] };
    expect((await run(scope, folderStore(root), { onSkipped })).kinds).toEqual({
      'a.fits': 'new',
      'odd.dat': 'new',
    });
    expect(skipped).toEqual(['sub/b.arf', 'sub/c.txt']);
    skipped.length = 0;
    expect((await run(whole(), folderStore(root), { onSkipped })).kinds).toEqual({
      'a.fits': 'unchanged',
      'odd.dat': 'unchanged',
    });
    expect(skipped).toEqual(['sub/b.arf', 'sub/c.txt']);
  });

  it('are opened on request, and kept up to date by later runs', async () => {
    put('b.arf', primary());
    put('c.txt', 'text');
    put('d', gzipSync(primary()));
    put('empty.txt', '');
    put('.hidden', primary());
    const source = reading(folderStore(root));
    const first = await run(whole(), source, { sniff: sniffer(), opensOthers: true });
    expect(first.kinds).toEqual({ 'b.arf': 'new', 'c.txt': 'not-fits', d: 'new', 'empty.txt': 'not-fits' });
    expect(source.keys).toEqual(['b.arf', 'b.arf', 'c.txt', 'd', 'd']);
    put('d', gzipSync(Buffer.concat([primary(), image()])));
    rmSync(join(root, 'b.arf'));
    expect((await run()).kinds).toEqual({ 'b.arf': 'removed', d: 'changed' });
  });

  it('do not stop the run if one of them cannot be read', async () => {
    put('b.arf', primary());
    put('c.arf', primary());
    const failing: Store = {
      ...folderStore(root),
      read: (key, ...rest) => {
        if (key === 'b.arf') throw new StoreFailure(key, new Error('EIO: i/o error'));
        return folderStore(root).read(key, ...rest);
      },
    };
    const { kinds } = await run(whole(), failing, { sniff: sniffer(), opensOthers: true });
    expect(kinds).toEqual({ 'b.arf': 'failed', 'c.arf': 'new' });
  });
});

describe('sweep: by force', () => {
  it('reads all again, and says that nothing has changed', async () => {
    put('a.fits', primary());
    put('b.fits', 'no FITS');
    await run();
    const source = reading(folderStore(root));
    const { kinds, swept } = await run(whole(), source, { force: true });
    expect(kinds).toEqual({ 'a.fits': 'unchanged', 'b.fits': 'unchanged' });
    expect(source.keys).toEqual(['a.fits', 'b.fits']);
    expect(swept.map(({ extraction }) => extraction?.hdus)).toEqual([1, 0]);
  });
});

describe('sweep: files whose time was over', () => {
  const THREE = Buffer.concat([primary(), image(), image()]);
  /** An extractor that has time for a number of HDUs. */
  const hurried = (hdus: number): Extract => {
    let looks = 0;
    // it looks at the clock once when it begins, once after each read, and before each HDU
    const clock = { now: () => (++looks > hdus + 2 ? 100_000 : 0), watch: () => () => {} };
    return (...call) => {
      looks = 0;
      return extractor({ limits: { ...LIMITS, clock } })(...call);
    };
  };
  const hdus = async (): Promise<unknown> => {
    const lake = folderStore(lakeRoot);
    for await (const { key, size } of lake.list('headers/')) {
      const csv = gunzipSync((await lake.read(key, 0, size)).bytes).toString();
      return Number(/,hdu_count,(\d+),/.exec(csv)?.[1]);
    }
    return undefined;
  };
  const etag = async (): Promise<unknown> => {
    for await (const { etag } of folderStore(lakeRoot).list('headers/')) return etag;
    return undefined;
  };

  it('are read again in each run, once, until one reads them to their end', async () => {
    put('a.fits', THREE);
    await run(whole(), undefined, { extract: hurried(1) });
    expect(await hdus()).toBe(1);
    const first = await etag();

    const source = reading(folderStore(root));
    const again = await run(whole(), source, { extract: hurried(1) });
    expect(again.swept).toMatchObject([{ outcome: 'unchanged', faulty: true }]);
    expect(source.keys).toEqual(['a.fits']);
    expect(await etag()).toBe(first);

    expect((await run(whole(), undefined, { extract: hurried(2) })).kinds).toEqual({ 'a.fits': 'changed' });
    expect(await hdus()).toBe(2);
    const second = await etag();
    expect((await run(whole(), undefined, { extract: hurried(1) })).kinds).toEqual({ 'a.fits': 'unchanged' });
    expect(await etag()).toBe(second);

    expect((await run()).swept).toMatchObject([{ outcome: 'changed', faulty: false }]);
    expect(await hdus()).toBe(3);
    const last = reading(folderStore(root));
    expect((await run(whole(), last)).kinds).toEqual({ 'a.fits': 'unchanged' });
    expect(last.keys).toEqual([]);
  });

  it('never lose rows to a forced run that has less time', async () => {
    put('a.fits', THREE);
    await run();
    const { kinds } = await run(whole(), undefined, { extract: hurried(1), force: true });
    expect(kinds).toEqual({ 'a.fits': 'unchanged' });
    expect(await hdus()).toBe(3);
  });

  it('of an earlier release, which did not say so, are read again once', async () => {
    put('a.fits', 'no FITS');
    await run();
    const lake = folderStore(lakeRoot);
    for await (const { key, etag, size } of lake.list('headers/')) {
      const { bytes, head } = await lake.read(key, 0, size);
      const { timeout, ...metadata } = head.metadata;
      expect(timeout).toBe('no');
      await lake.write(key, bytes, { ifMatch: etag, metadata });
    }
    const source = reading(folderStore(root));
    expect((await run(whole(), source)).kinds).toEqual({ 'a.fits': 'unchanged' });
    expect((await run(whole(), source)).kinds).toEqual({ 'a.fits': 'unchanged' });
    expect(source.keys).toEqual(['a.fits']);
  });
});

describe('sweep: files whose folder has another name now', () => {
  const nameOf = (key: string): string => key.replace('real/', 'now/');
  const NAMES = ['a', 'b', 'c'];
  const all = (folder: string, kind: string) =>
    Object.fromEntries(NAMES.map((name) => [`${folder}/${name}.fits`, kind]));
  beforeEach(async () => {
    for (const name of NAMES) put(`real/${name}.fits`, primary());
    await run();
  });

  it('are removed under the old one, however many they are, though a link still leads to them', async () => {
    const { planned, kinds } = await run(whole(), renamed(), { nameOf });
    expect(removesMost(planned)).toBe(false);
    expect(kinds).toEqual({ ...all('real', 'removed'), ...all('now', 'new') });
    expect((await run(whole(), renamed(), { nameOf })).kinds).toEqual(all('now', 'unchanged'));
  });

  it('stay under the old name until the lake has them under the new one', async () => {
    // the new one is not named
    const part = { root, folders: ['real'], files: [] };
    expect((await run(part, renamed(), { nameOf })).kinds).toEqual(all('real', 'unchanged'));
    const failing: Store = {
      ...renamed(),
      read: (key, ...rest) => {
        if (key === 'now/a.fits') throw new StoreFailure(key, new Error('EIO: i/o error'));
        return renamed().read(key, ...rest);
      },
    };
    const { kinds } = await run(whole(), failing, { nameOf });
    expect(kinds).toMatchObject({ 'now/a.fits': 'failed', 'now/b.fits': 'new', 'real/b.fits': 'removed' });
    expect(kinds).not.toHaveProperty('real/a.fits');
  });

  it('are gone where nothing is left of them, and then they count', async () => {
    rmSync(join(root, 'real'), { recursive: true });
    const { planned } = await run(whole(), renamed(), { nameOf });
    expect(removesMost(planned)).toBe(true);
  });

  /** The root with its folder listed under another name; it is still there under its own. */
  function renamed(): Store {
    const store = folderStore(root);
    const real = (key: string): string => key.replace('now/', 'real/');
    return {
      ...store,
      list: async function* (prefix) {
        for await (const file of store.list(''))
          if (nameOf(file.key).startsWith(prefix)) yield { ...file, key: nameOf(file.key) };
      },
      head: (key) => store.head(real(key)),
      read: (key, ...rest) => store.read(real(key), ...rest),
    };
  }
});
