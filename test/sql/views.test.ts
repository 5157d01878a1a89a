import { describe, expect, it } from 'vitest';
import { COLUMNS } from '../../lib/lake/columns.ts';
import { PARTITION_KEY } from '../../lib/lake/table.ts';
import { keywordColumns } from '../../lib/sql/keywords.ts';
import { VIEWS } from '../../lib/sql/view-columns.ts';
import { views } from '../../lib/sql/views.ts';
import { exampleLake, rowsOf } from '../helpers/ask.ts';
import { EXAMPLE, NASTY } from '../helpers/example-lake.ts';

describe('views', () => {
  const lake = exampleLake(() => ({
    keywords: keywordColumns('GAIN:double, ESO DPR CATG, FLAG:boolean, NEG:bigint'),
  }));
  const ask = (sql: string) => rowsOf(lake(), sql);

  it('are the only tables, besides the raw rows', async () => {
    expect((await ask('SHOW TABLES')).flat()).toEqual([...VIEWS, 'lake_rows'].sort());
  });
  it('have a description of their rows', () => {
    for (const { about, sql } of views()) {
      expect(about).toMatch(/^[A-Z].*\.$/);
      expect(sql).not.toMatch(/\{\{/);
    }
  });

  describe('lake_rows', () => {
    it('has all rows as text, in the columns of the CSV followed by the partition', async () => {
      const described = await ask('DESCRIBE lake_rows');
      expect(described.map(([name]) => name)).toEqual([...COLUMNS.map(({ name }) => name), PARTITION_KEY]);
      expect(new Set(described.map(([, type]) => type))).toEqual(new Set(['VARCHAR']));
      expect(
        await ask(
          "SELECT hdu, card_index, card_comment FROM lake_rows WHERE card_name = 'container' LIMIT 1",
        ),
      ).toEqual([['', '', '']]);
    });
  });

  describe('headers', () => {
    it('returns every value unchanged', async () => {
      const rows = await ask(
        "SELECT card_value, card_comment FROM headers WHERE card_name LIKE 'NASTY%' ORDER BY card_index",
      );
      expect(rows).toEqual(NASTY.map((text) => [text, text.slice(0, 60)]));
    });
    it('has numbers for integer and float cards only', async () => {
      const rows = await ask(
        "SELECT card_name, card_number FROM headers WHERE source_key = 'numbers.fits' AND card_number IS NOT NULL ORDER BY card_index",
      );
      expect(rows).toEqual([
        ['BIG', 1e40],
        ['HUGE', Number.POSITIVE_INFINITY],
        ['OVER', Number.POSITIVE_INFINITY],
        ['UNDER', -0],
        ['DIGITS', Math.PI],
        ['DOT', 0.5],
        ['DOTTED', 5],
        ['NEG', -7],
      ]);
    });
    it('distinguishes undefined from empty values', async () => {
      expect(
        await ask("SELECT card_value FROM headers WHERE card_name IN ('NONE', 'NASTY1') ORDER BY card_name"),
      ).toEqual([[''], [null]]);
    });
    it('has header cards only, including those without a keyword', async () => {
      expect(await ask('SELECT DISTINCT card_type FROM headers ORDER BY 1')).toEqual([
        ['commentary'],
        ['complex'],
        ['float'],
        ['integer'],
        ['logical'],
        ['string'],
        ['undefined'],
      ]);
      expect(await ask("SELECT count(*) FROM headers WHERE card_name = ''")).toEqual([[1n]]);
    });
    it('answers the query of the Python sample', async () => {
      expect(
        await ask("SELECT card_value, count(*) FROM headers WHERE card_name = 'ORIGIN' GROUP BY card_value"),
      ).toEqual([['Meridian', 2n]]);
    });
  });

  describe('source_url', () => {
    it.each([
      ['meridian/20240912/m31-r.fits', 'file:///data/archive/meridian/20240912/m31-r.fits'],
      ['space/p2k4a1b2q_flt.fits', 's3://my-bucket/space/p2k4a1b2q_flt.fits'],
      ['etc/at-the-root.fits', 'file:///etc/at-the-root.fits'],
      ['relative/by-the-header-verb.fits', 'relative/by-the-header-verb.fits'],
      [
        "odd/na\"me, with 'quotes' & \\ 星.fits",
        's3://my-bucket/odd/na%22me%2C%20with%20%27quotes%27%20%26%20%5C%20%E6%98%9F.fits',
      ],
    ])('of %s is %s', async (key, url) => {
      const rows = await ask('SELECT source_key, source_url FROM files');
      expect(rows).toContainEqual([key, url]);
    });
  });

  describe('path', () => {
    it.each([
      ['meridian/20240912/m31-r.fits', '/data/archive/meridian/20240912/m31-r.fits'],
      ['space/p2k4a1b2q_flt.fits', 's3://my-bucket/space/p2k4a1b2q_flt.fits'],
      ['etc/at-the-root.fits', '/etc/at-the-root.fits'],
      ['relative/by-the-header-verb.fits', 'relative/by-the-header-verb.fits'],
      ["odd/na\"me, with 'quotes' & \\ 星.fits", "s3://my-bucket/odd/na\"me, with 'quotes' & \\ 星.fits"],
    ])('of %s is %s', async (key, path) => {
      const rows = await ask('SELECT source_key, path FROM files');
      expect(rows).toContainEqual([key, path]);
    });
  });

  describe('collection', () => {
    it.each(VIEWS)('of a row of %s is that of its file', async (view) => {
      const rows = await ask(`SELECT DISTINCT source_key, collection FROM ${view}`);
      expect(rows.length).toBeGreaterThan(0);
      for (const [key, collection] of rows) {
        expect(collection).toBe(String(key).includes('/') ? String(key).split('/')[0] : '-');
      }
    });
  });

  describe('files', () => {
    const everyday = 'object, telescop, instrume, filter, imagetyp, date_obs, exptime, airmass';

    it('has one row per file that is present, even if the file could not be read', async () => {
      const present = EXAMPLE.filter(({ removed }) => removed === undefined).map(({ key }) => [key]);
      expect(await ask('SELECT source_key FROM files ORDER BY source_key')).toEqual(present.sort());
      expect(
        await ask(
          "SELECT size, hdu_count, card_count, faults, object FROM files WHERE source_key = 'bad/page.fits'",
        ),
      ).toEqual([[321n, 0, 0, 1n, null]]);
    });
    it('has the facts about the file, with their types', async () => {
      const columns =
        'size, last_modified, extracted_at, etag, container, hdu_count, card_count, bytes_read, requests, faults';
      expect(await ask(`SELECT ${columns} FROM files WHERE source_key LIKE '%m31-r.fits'`)).toEqual([
        [
          ...[
            5760n,
            '2026-11-24 23:59:59.999',
            '2026-11-25 12:00:00',
            'etag-of-meridian/20240912/m31-r.fits',
            'fits',
          ],
          ...[1, 11, 5760n, 1, 0n],
        ],
      ]);
    });
    it('has the everyday columns of the primary header', async () => {
      expect(await ask(`SELECT ${everyday} FROM files WHERE source_key LIKE '%m31-r.fits'`)).toEqual([
        ['M31', 'Meridian 1.0m', 'MERICAM', 'R', 'light', '2024-09-12 23:41:07.123', 120, 1.31],
      ]);
    });
    it('takes the first value that is not blank, even if it is not a number', async () => {
      expect(await ask(`SELECT ${everyday} FROM files WHERE source_key LIKE '%twice.fits'`)).toEqual([
        ['M33', null, null, null, null, '1924-09-12 00:00:00', null, 1.1],
      ]);
    });
    it('takes what the primary header lacks from the first extension that has it', async () => {
      expect(await ask(`SELECT ${everyday} FROM files WHERE source_key LIKE '%flt.fits'`)).toEqual([
        ['NGC 1365', 'SPACE', null, null, null, '2022-07-09 00:00:00', 339.5, null],
      ]);
    });
    it('casts only what is a number or a date in FITS', async () => {
      expect(await ask("SELECT exptime, date_obs FROM files WHERE source_key = 'numbers.fits'")).toEqual([
        [null, null],
      ]);
      expect(await ask("SELECT exptime, date_obs FROM files WHERE source_key LIKE 'plates/%'")).toEqual([
        [2700, '1974-03-12 00:00:00'],
      ]);
    });
    it('has the keyword columns, with their types', async () => {
      const sql =
        "SELECT gain, eso_dpr_catg, flag, neg FROM files WHERE source_key IN ('numbers.fits', 'meridian/20240912/m31-r.fits') ORDER BY 1";
      expect(await ask(sql)).toEqual([
        [1.5, null, null, null],
        [null, "CA'L", true, -7n],
      ]);
    });
  });

  describe('hdus', () => {
    it('has one row per HDU, with EXTVER 1 if only EXTNAME is given', async () => {
      const columns = 'hdu, type, extname, extver, header_offset, data_offset, data_length';
      expect(await ask(`SELECT ${columns} FROM hdus WHERE source_key LIKE '%flt.fits' ORDER BY hdu`)).toEqual(
        [
          [0, 'PRIMARY', null, null, 0n, 2880n, 2880n],
          [1, 'IMAGE', 'SCI', 1, 5760n, 8640n, 2880n],
          [2, 'IMAGE', 'ERR', 2, 11520n, 14400n, 2880n],
          [3, 'IMAGE', 'SCI', 2, 17280n, 20160n, 2880n],
          [4, 'IMAGE', null, 7, 23040n, 25920n, 2880n],
          [5, 'IMAGE', 'BAD', null, 28800n, 31680n, 2880n],
        ],
      );
    });
    it('has the everyday columns of its own header only', async () => {
      expect(
        await ask(
          "SELECT telescop, object, exptime FROM hdus WHERE source_key LIKE '%flt.fits' ORDER BY hdu",
        ),
      ).toEqual([
        ['SPACE', null, null],
        [null, 'NGC 1365', 339.5],
        [null, 'not this one', null],
        [null, null, null],
        [null, null, null],
        [null, null, null],
      ]);
    });
    it('has HDUs without cards', async () => {
      expect(await ask("SELECT count(*) FROM hdus WHERE source_key = 'bad/cut.fits'")).toEqual([[2n]]);
    });
  });

  it('faults names what is wrong, and where if that is known', async () => {
    expect(await ask('SELECT source_url, hdu, byte, code, reason FROM faults ORDER BY code')).toEqual([
      [
        's3://my-bucket/bad/page.fits',
        null,
        0n,
        'not-fits',
        'byte 0: not FITS: begins with "<!DOCTYPE", not with SIMPLE',
      ],
      ['s3://my-bucket/bad/cut.fits', null, null, 'trailing-bytes', 'no place to name'],
      [
        's3://my-bucket/bad/cut.fits',
        1,
        9760n,
        'truncated-data',
        'HDU 1, byte 9760: the file ends within its data',
      ],
    ]);
  });
  it('removed names the files that are gone, and since when', async () => {
    expect(await ask('SELECT * FROM removed')).toEqual([
      [
        'my-bucket',
        'gone/away.fits',
        's3://my-bucket/gone/away.fits',
        's3://my-bucket/gone/away.fits',
        'gone',
        '2026-10-11 12:13:14.567',
      ],
    ]);
  });
});
