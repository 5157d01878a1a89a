import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { openIngestCache } from '../../../lib/engines/cache/ingest-cache.ts';
import { keywordColumns } from '../../../lib/sql/keywords.ts';
import { ODD, ODD_KEYWORDS } from '../../athena/lakes/odd.ts';
import { lakeOf, rowsOf } from '../../helpers/ask.ts';
import { settle } from '../../helpers/ask-and-count.ts';
import { EXAMPLE } from '../../helpers/example-lake.ts';
import { expectStored, withOpen } from '../../helpers/expect-stored.ts';
import { observation } from '../../helpers/observation.ts';
import { addToLake, csvOf, fileWithObject, type LakeFile, lakeKeyOf } from '../../helpers/small-lake.ts';

const GAIN = keywordColumns('GAIN:double');
const MORE = keywordColumns('GAIN:double, ESO DPR CATG, NAXIS1:bigint');

const withGain = (key: string, gain: string, more: LakeFile['hdus'] = []): LakeFile => ({
  bucket: 'b',
  key,
  hdus: [[['GAIN', gain, 'float']], ...more],
});

const inSky = (key: string): LakeFile =>
  observation(key, { s_ra: '1', s_dec: '2' }, { 1: { s_ra: '1', s_dec: '2' } });

/** The gains that the view `files` has, in the order of the keys. */
const gains = (folder: string, options: Parameters<typeof withOpen>[1]) =>
  withOpen(folder, options, async (lake) =>
    (await rowsOf(lake, 'SELECT gain FROM files ORDER BY source_key')).flat(),
  );

describe('the keyword columns of files and hdus', () => {
  it.each([
    ['the example lake', EXAMPLE, MORE],
    ['a lake of odd texts', ODD, keywordColumns(ODD_KEYWORDS)],
  ])('are what their SQL returns, stored or not, over %s', async (_, files, keywords) => {
    const folder = lakeOf(...files);
    for (const count of [0, 1, keywords.length])
      await withOpen(folder, { lakeKeywords: keywords.slice(0, count), keywords }, (lake) =>
        expectStored(lake, keywords),
      );
  });

  it('change with the settings, without loading any lake object', async () => {
    const folder = lakeOf(withGain('a/1', '1.5'), withGain('a/2', 'x', [[['GAIN', '2', 'float']]]));
    settle(folder);
    let loaded = 0;
    const onProgress = () => loaded++;
    for (const lakeKeywords of [[], GAIN, MORE, GAIN, []]) {
      expect(await gains(folder, { lakeKeywords, keywords: GAIN, onProgress })).toEqual([1.5, null]);
      await withOpen(folder, { lakeKeywords, keywords: lakeKeywords }, (lake) =>
        expectStored(lake, lakeKeywords),
      );
    }
    expect(loaded).toBe(2);
  });

  it('stay if a command does not know the settings, and are there for a query that adds others', async () => {
    const folder = lakeOf(withGain('a/1', '1.5'));
    settle(folder);
    await gains(folder, { lakeKeywords: GAIN, keywords: GAIN });
    const bigint = keywordColumns('GAIN:bigint');
    expect(await gains(folder, { keywords: bigint })).toEqual([null]);
    await withOpen(folder, {}, (lake) => expectStored(lake));
    expect(await gains(folder, { keywords: GAIN })).toEqual([1.5]);
  });

  it('are stored by an ingest', async () => {
    const [first, second] = [withGain('a/1', '1'), withGain('a/2', '2')];
    const folder = lakeOf(first, second);
    settle(folder);
    for (const [file, keywords] of [
      [first, []],
      [second, GAIN],
    ] as const) {
      const cache = await openIngestCache(folder, keywords);
      await cache.add(lakeKeyOf(file), Buffer.from(csvOf(file)));
      await cache.close();
    }
    expect(await gains(folder, { keywords: GAIN })).toEqual([1, 2]);
  });

  it('distinguish keywords that would be columns of the same name', async () => {
    const folder = lakeOf({
      bucket: 'b',
      key: 'a/1',
      hdus: [
        [
          ['A B', 'blank'],
          ['A-B', 'hyphen'],
        ],
      ],
    });
    for (const [setting, value] of [
      ['A B', 'blank'],
      ['A-B', 'hyphen'],
    ] as const) {
      const keywords = keywordColumns(setting);
      await withOpen(folder, { lakeKeywords: keywords, keywords }, async (lake) =>
        expect(await rowsOf(lake, 'SELECT a_b FROM files')).toEqual([[value]]),
      );
    }
  });

  it.each(['LAKE OBJECT', 'OWN S_RA', 'OF FILE SIZE', 'TEXT OBS_ID', 'ADDED TO', 'FIRST', 'SELECT', '1X'])(
    'can be %s, although SQL or the cache may use that name',
    async (keyword) => {
      const folder = lakeOf({ ...inSky('a/1'), hdus: [[[keyword, '5']], [[keyword, '6']]] });
      const keywords = keywordColumns(keyword);
      for (const lakeKeywords of [keywords, []])
        await withOpen(folder, { lakeKeywords, keywords }, async (lake) => {
          expect(await expectStored(lake, keywords)).toBe(2);
          expect(await rowsOf(lake, `SELECT "${keywords[0]?.column}" FROM hdus ORDER BY hdu`)).toEqual([
            ['5'],
            ['6'],
          ]);
        });
    },
  );

  it('come from all objects that describe a file', async () => {
    const after: LakeFile = {
      bucket: 'b',
      key: 'a/b.fits',
      hdus: [[['NAXIS1', '7', 'integer']], [['GAIN', '5']]],
    };
    const before = withGain('a/b.fits', '2');
    const folder = lakeOf(after, withGain('a/c.fits', '3'), fileWithObject('a/d.fits'));
    const copy = join(folder, lakeKeyOf(before).replace('collection=a', 'collection=A'));
    mkdirSync(dirname(copy), { recursive: true });
    writeFileSync(copy, gzipSync(csvOf(before)));
    const check = async () => {
      for (const lakeKeywords of [[], MORE])
        await withOpen(folder, { lakeKeywords, keywords: MORE }, (lake) => expectStored(lake, MORE));
    };
    await check();
    rmSync(copy);
    await check();
    addToLake(folder, withGain('a/e.fits', '4'));
    await check();
  });
});
