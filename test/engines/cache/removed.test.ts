import { expect, it } from 'vitest';
import { FILE_COUNTS } from '../../../lib/cli/status/lake-checks.ts';
import { extractor } from '../../../lib/lake/rows/extract.ts';
import { sync } from '../../../lib/lake/sync/sync.ts';
import { folderStore } from '../../../lib/stores/folder.ts';
import { memoryStore } from '../../../lib/stores/memory.ts';
import { askOnce } from '../../helpers/ask.ts';
import { primary } from '../../helpers/fits.ts';
import { put } from '../../helpers/store.ts';
import { tempFolder } from '../../helpers/temp-folder.ts';

it('the view removed lists files that were in the lake, but not those known only from an event', async () => {
  const folder = tempFolder();
  const [source, lake] = [memoryStore(), folderStore(folder)];
  const event = (key: string) =>
    sync({ source, lake, extract: extractor(), file: { bucket: 'archive', key } });
  await put(source, 'm31/a.fits', primary());
  await put(source, 'm31/b.fits', primary());
  for (const key of ['m31/a.fits', 'm31/b.fits']) await event(key);
  await source.remove('m31/a.fits', { ifMatch: (await source.head('m31/a.fits'))?.etag ?? '' });
  for (const key of ['m31/a.fits', 'm31/never.fits', 'm31/never.fits']) await event(key);

  expect(await askOnce(folder, 'SELECT source_key FROM removed')).toEqual([['m31/a.fits']]);
  expect(await askOnce(folder, 'SELECT source_key FROM files')).toEqual([['m31/b.fits']]);
  const totals = (await askOnce(folder, FILE_COUNTS)).filter(
    ([, code, , , bucket]) => code === null && bucket === null,
  );
  expect(totals.map(([type, , , files]) => [type, Number(files)]).sort()).toEqual([
    ['file', 1],
    ['tombstone', 1],
  ]);
});
