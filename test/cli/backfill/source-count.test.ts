import { expect, it } from 'vitest';
import { countSource } from '../../../lib/cli/backfill/source-count.ts';
import { SUFFIXES } from '../../../lib/lake/suffixes.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { put } from '../../helpers/store.ts';

it('counts the objects below a prefix: FITS files, compressed files, and what is skipped', async () => {
  const source = memoryStore();
  const others = ['raw/notes.txt', 'raw/n1/', 'raw/.DS_Store', 'raw/e.arf', 'raw/f.ARF'];
  for (const key of ['raw/a.fits', 'raw/b.FITS.gz', 'raw/c.fz', 'other/d.fits', ...others])
    await put(source, key, 'x'.repeat(100));
  const before: number[] = [];
  const onObject = (objects: number) => before.push(objects);
  expect(await countSource(source, 'raw/', SUFFIXES, { onObject })).toEqual({
    ...{ files: 3, bytes: 300, packed: 1, packedBytes: 100, others: 5 },
    skipped: { files: 3, suffixes: { '.arf': 2, '.txt': 1 } },
  });
  expect(before).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});

it('stops counting when the signal is aborted', async () => {
  const source = memoryStore();
  await put(source, 'raw/a.fits', 'x');
  const reason = new Error('Ctrl-C');
  const counting = countSource(source, 'raw/', SUFFIXES, { signal: AbortSignal.abort(reason) });
  await expect(counting).rejects.toBe(reason);
});
