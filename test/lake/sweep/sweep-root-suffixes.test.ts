import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';
import { sniffer } from '../../../lib/lake/sweep/sniffer.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { type Store, StoreFailure } from '../../../lib/stores/store.ts';
import { image, primary } from '../../helpers/fits.ts';
import { recordingReads, type SweptRoot, sweptRoot } from '../../helpers/swept-root.ts';

let root: SweptRoot['root'];
let whole: SweptRoot['whole'];
let run: SweptRoot['run'];
let put: SweptRoot['put'];
beforeEach(() => {
  ({ root, whole, run, put } = sweptRoot());
});

describe('files with other suffixes, in a sweep of a root,', () => {
  it('are reported as skipped, each once, except known files and named ones', async () => {
    put('a.fits', primary());
    put('sub/b.arf', primary());
    put('sub/c.txt', 'text');
    put('odd.dat', primary());
    const skipped: string[] = [];
    const onSkipped = (key: string) => skipped.push(key);
    const scope = { root, folders: ['', 'sub', 'sub'], files: ['odd.dat'] };
    expect((await run(scope, folderStore(root), { onSkipped })).outcomes).toEqual({
      'a.fits': 'new',
      'odd.dat': 'new',
    });
    expect(skipped).toEqual(['sub/b.arf', 'sub/c.txt']);
    skipped.length = 0;
    expect((await run(whole, folderStore(root), { onSkipped })).outcomes).toEqual({
      'a.fits': 'unchanged',
      'odd.dat': 'unchanged',
    });
    expect(skipped).toEqual(['sub/b.arf', 'sub/c.txt']);
  });

  it('are opened on request, and kept up to date by later sweeps', async () => {
    put('b.arf', primary());
    put('c.txt', 'text');
    put('d', gzipSync(primary()));
    put('empty.txt', '');
    put('.hidden', primary());
    const source = recordingReads(folderStore(root));
    const first = await run(whole, source, { sniff: sniffer(), opensOthers: true });
    expect(first.outcomes).toEqual({
      'b.arf': 'new',
      'c.txt': 'not-fits',
      d: 'new',
      'empty.txt': 'not-fits',
    });
    expect(source.keys).toEqual(['b.arf', 'b.arf', 'c.txt', 'd', 'd']);
    put('d', gzipSync(Buffer.concat([primary(), image()])));
    rmSync(join(root, 'b.arf'));
    expect((await run()).outcomes).toEqual({ 'b.arf': 'removed', d: 'changed' });
  });

  it('do not stop the sweep if one of them cannot be read', async () => {
    put('b.arf', primary());
    put('c.arf', primary());
    const failing: Store = {
      ...folderStore(root),
      read: (key, ...rest) => {
        if (key === 'b.arf') throw new StoreFailure(key, new Error('EIO: i/o error'));
        return folderStore(root).read(key, ...rest);
      },
    };
    const { outcomes } = await run(whole, failing, { sniff: sniffer(), opensOthers: true });
    expect(outcomes).toEqual({ 'b.arf': 'failed', 'c.arf': 'new' });
  });
});
