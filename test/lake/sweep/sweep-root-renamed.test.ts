import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { removesMost } from '../../../lib/lake/sweep/sweep-root.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { primary } from '../../helpers/fits.ts';
import { type SweptRoot, sweptRoot } from '../../helpers/swept-root.ts';

let root: SweptRoot['root'];
let whole: SweptRoot['whole'];
let run: SweptRoot['run'];
let put: SweptRoot['put'];
beforeEach(() => {
  ({ root, whole, run, put } = sweptRoot());
});

describe('files whose folder was renamed, in a sweep of a root,', () => {
  const nameOf = (key: string): string => key.replace('real/', 'now/');
  const NAMES = ['a', 'b', 'c'];
  const each = (folder: string, outcome: string) =>
    Object.fromEntries(NAMES.map((name) => [`${folder}/${name}.fits`, outcome]));
  beforeEach(async () => {
    for (const name of NAMES) put(`real/${name}.fits`, primary());
    await run();
  });

  it('are removed under the old name, even if a link still leads to them', async () => {
    const { plan, outcomes } = await run(whole, renamed(), { nameOf });
    expect(removesMost(plan)).toBe(false);
    expect(outcomes).toEqual({ ...each('real', 'removed'), ...each('now', 'new') });
    expect((await run(whole, renamed(), { nameOf })).outcomes).toEqual(each('now', 'unchanged'));
  });

  it('are kept under the old name until the lake has them under the new one', async () => {
    // the new folder is not in the scope
    const part = { root, folders: ['real'], files: [] };
    expect((await run(part, renamed(), { nameOf })).outcomes).toEqual(each('real', 'unchanged'));
    const failing: Store = {
      ...renamed(),
      read: (key, ...rest) => {
        if (key === 'now/a.fits') throw new StoreFailure(key, new Error('EIO: i/o error'));
        return renamed().read(key, ...rest);
      },
    };
    const { outcomes } = await run(whole, failing, { nameOf });
    expect(outcomes).toMatchObject({ 'now/a.fits': 'failed', 'now/b.fits': 'new', 'real/b.fits': 'removed' });
    expect(outcomes).not.toHaveProperty('real/a.fits');
  });

  it('count as removed if they no longer exist under the old name', async () => {
    rmSync(join(root, 'real'), { recursive: true });
    const { plan } = await run(whole, renamed(), { nameOf });
    expect(removesMost(plan)).toBe(true);
  });

  /** The root with its folder listed under another name. The files still exist under their own. */
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
