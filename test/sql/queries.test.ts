import { describe, expect, it } from 'vitest';
import { namedQueries } from '../../lib/sql/queries.ts';
import { askOnce, exampleLake, lakeOf, rowsOf } from '../helpers/ask.ts';

const named = (name: string): string => namedQueries().find((query) => query.name === name)?.sql ?? '';

const lake = exampleLake();

describe('a named query', () => {
  it('says in its first line what it answers, and is one statement', () => {
    const all = namedQueries();
    expect(all.map(({ name }) => name)).toEqual([
      'calibrations',
      'cone',
      'count',
      'coverage',
      'exposure',
      'extensions',
      'faulty',
      'gain',
      'keywords',
      'long-exposures',
      'nights',
      'objects',
      'origin',
      'recent',
      'summary',
      'without-position',
    ]);
    for (const { about, sql } of all) {
      expect(sql.startsWith(`-- ${about}\n`)).toBe(true);
      expect(about.length).toBeGreaterThan(10);
      expect(sql).not.toContain(';');
    }
  });

  it.each<[string, unknown[][]]>([
    ['count', [[10n, 2n, 15n, 81n, 86721n]]],
    ['extensions', [['space/p2k4a1b2q_flt.fits', 1, 5760n, 8640n, 2880n]]],
    ['gain', [['meridian/20240912/m31-r.fits', 0, 1.5, '[e/adu]']]],
    ['origin', [['Meridian', 2n]]],
    [
      'long-exposures',
      [
        [2700, 'M87', null, null, '1974-03-12 00:00:00', 'plates/b/b03127.fit'],
        [339.5, 'NGC 1365', null, null, '2022-07-09 00:00:00', 'space/p2k4a1b2q_flt.fits'],
        [120, 'M31', 'R', 'MERICAM', '2024-09-12 23:41:07.123', 'meridian/20240912/m31-r.fits'],
      ],
    ],
    [
      'faulty',
      [
        ['bad/cut.fits', 'truncated-data', 'HDU 1, byte 9760: the file ends within its data'],
        ['bad/cut.fits', 'trailing-bytes', 'no place to name'],
        ['bad/page.fits', 'not-fits', 'byte 0: not FITS: begins with "<!DOCTYPE", not with SIMPLE'],
      ],
    ],
  ])('%s', async (name, rows) => {
    expect(await rowsOf(lake(), named(name))).toEqual(rows);
  });

  it('keywords counts cards and shows the most frequent comment, without blank cards', async () => {
    const gain = (comment: string) => ['GAIN', '1', 'float', comment] as const;
    const key = (name: string, ...comments: string[]) => ({
      bucket: 'b',
      key: name,
      hdus: [comments.map(gain)],
    });
    const commented = lakeOf(
      key('1', 'b, once', '', '', ''),
      key('2', 'c, twice', 'a, once', 'c, twice'),
      {
        bucket: 'b',
        key: '3',
        hdus: [
          [
            ['', 'blank', 'commentary'],
            ['BARE', '1', 'integer'],
          ],
        ],
      },
      {
        bucket: 'b',
        key: '4',
        hdus: [
          [
            ['TIE', '1', 'integer', 'y'],
            ['TIE', '1', 'integer', 'x'],
          ],
        ],
      },
    );
    expect(await askOnce(commented, named('keywords'))).toEqual([
      ['GAIN', 7n, 'c, twice'],
      ['TIE', 2n, 'x'],
      ['BARE', 1n, null],
    ]);
    const rows = await rowsOf(lake(), named('keywords'));
    expect(rows[0]).toEqual(['OBJECT', 12n, 'what it is']);
    expect(rows).toContainEqual(['GAIN', 1n, '[e/adu]']);
  });
  it('objects is sorted by instrument and date', async () => {
    const rows = await rowsOf(lake(), named('objects'));
    expect(rows.map(([instrument, date, object]) => [instrument, date, object])).toEqual([
      ['MERICAM', '2024-09-12 23:41:07.123', 'M31'],
      [null, '1924-09-12 00:00:00', 'M33'],
      [null, '1974-03-12 00:00:00', 'M87'],
      [null, '2022-07-09 00:00:00', 'NGC 1365'],
      [null, null, 'cut short'],
      [null, null, 'root'],
      [null, null, 'no bucket'],
    ]);
  });
  it('recent lists what has changed since the beginning of yesterday, and nothing older', async () => {
    const now = new Date();
    const day = 86_400_000;
    const at = (ago: number) => new Date(now.getTime() - ago).toISOString().slice(0, 10);
    const fileModified = (key: string, modified: string) => ({ bucket: 'b', key, modified });
    const changed = lakeOf(
      fileModified('today.fits', `${at(0)} 00:00:01.000`),
      fileModified('yesterday.fits', `${at(day)} 00:00:00.000`),
      fileModified('before.fits', `${at(2 * day)} 23:59:59.999`),
    );
    expect((await askOnce(changed, named('recent'))).map((row) => row[3])).toEqual([
      'today.fits',
      'yesterday.fits',
    ]);
  });
  it('summary counts by telescope and instrument', async () => {
    const rows = await rowsOf(lake(), named('summary'));
    expect(rows).toContainEqual([
      'Meridian 1.0m',
      'MERICAM',
      1n,
      1n,
      '2024-09-12 23:41:07.123',
      '2024-09-12 23:41:07.123',
      120,
    ]);
  });
});
