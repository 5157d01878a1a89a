import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookerOf } from '../../../lib/serve/page/cross/looker.ts';
import { fromFragment, type Place, toFragment } from '../../../lib/serve/page/state/address.ts';
import { EVERYTHING, isEverything, toggled, withSpan } from '../../../lib/serve/page/state/selection.ts';
import { DEFAULT_VIEW, PARTS, WHOLE } from '../../../lib/serve/page/state/view.ts';
import { conditionsOf, selectionSql } from '../../../lib/serve/page/state/where.ts';
import { chipsOf } from '../../../lib/serve/page/state/words.ts';
import { effort } from '../../helpers/effort.ts';
import { anyRows, anySelection, columnsBuffer, type Row } from './any-rows.ts';

const longitude = fc.double({ min: 0, max: 360, noNaN: true, noDefaultInfinity: true });
const anyPlace: fc.Arbitrary<Place> = fc
  .record({
    selection: anySelection,
    more: fc.array(fc.option(fc.string()), { maxLength: 3 }),
    whole: fc.constantFrom(...WHOLE),
    part: fc.constantFrom(...PARTS),
    frame: fc.constantFrom('equatorial' as const, 'galactic' as const),
    centre: fc.tuple(longitude, fc.double({ min: -90, max: 90, noNaN: true })),
    zoom: fc.double({ min: 1, max: 4000, noNaN: true }),
    isHdus: fc.constantFrom(true, undefined),
    file: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
  })
  .map(({ selection, more, isHdus, file, ...view }) => ({
    selection:
      more.length === 0 ? selection : { ...selection, facets: { ...selection.facets, target_name: more } },
    view,
    ...(isHdus === undefined ? {} : { isHdus }),
    ...(file === undefined ? {} : { file }),
  }));

describe('the address', () => {
  /** -0 and 0 are the same place. */
  const plain = (place: Place): unknown => JSON.parse(JSON.stringify(place));
  it('holds any place', () => {
    fc.assert(
      fc.property(anyPlace, (place) => {
        expect(plain(fromFragment(toFragment(place)))).toEqual(plain(place));
      }),
      { numRuns: effort(500) },
    );
  });
  it('is empty for everything', () => {
    expect(toFragment({ selection: EVERYTHING, view: DEFAULT_VIEW })).toBe('');
    expect(fromFragment('')).toEqual({ selection: EVERYTHING, view: DEFAULT_VIEW });
  });
  it.each([
    'sky=1 2',
    'sky=1 200 3',
    'time=3 1',
    'time=x y',
    'zoom=-1',
    'at=0 100',
    'n.t_exptime=5',
    'whole=globe',
    'f.a;b=x',
  ])('leaves out %s', (fragment) => {
    expect(fromFragment(fragment)).toEqual({ selection: EVERYTHING, view: DEFAULT_VIEW });
  });
});

describe('the SQL of a selection', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await (await DuckDBInstance.create(':memory:')).connect();
  });
  afterAll(() => connection.closeSync());
  const load = async (rows: readonly Row[]): Promise<void> => {
    await connection.run(
      'CREATE OR REPLACE TABLE obscore (s_ra DOUBLE, s_dec DOUBLE, t_min DOUBLE, filter VARCHAR, image_type VARCHAR, t_exptime DOUBLE)',
    );
    const appender = await connection.createAppender('obscore');
    for (const { ra, dec, time, filter, type, exposure } of rows) {
      for (const number of [ra, dec, time])
        number === null ? appender.appendNull() : appender.appendDouble(number);
      for (const text of [filter, type]) text === null ? appender.appendNull() : appender.appendVarchar(text);
      exposure === null ? appender.appendNull() : appender.appendDouble(exposure);
      appender.endRow();
    }
    appender.closeSync();
  };
  it('counts what the page counts', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyRows,
        fc.array(anySelection, { minLength: 3, maxLength: 8 }),
        async (rows, selections) => {
          await load(rows);
          const looker = lookerOf(columnsBuffer(rows));
          for (const selection of selections) {
            const conditions = ['true', ...conditionsOf(selection)].join(' AND ');
            const read = await connection.runAndReadAll(`SELECT count(*) FROM obscore WHERE ${conditions}`);
            expect(looker.look({ selection, newest: 0 }).total, conditions).toBe(
              Number(read.getRows()[0]?.[0]),
            );
          }
        },
      ),
      { numRuns: effort(60) },
    );
  });
  it('is the same after a round trip through the address', () => {
    fc.assert(
      fc.property(anySelection, (selection) => {
        const again = fromFragment(toFragment({ selection, view: DEFAULT_VIEW })).selection;
        expect(conditionsOf(again)).toEqual(conditionsOf(selection));
      }),
    );
  });
  it('is one SELECT', () => {
    const listing = {
      columns: ['path'],
      from: 'obscore',
      sort: { column: 't_min', descending: true },
      limit: 60,
    };
    expect(selectionSql({ ...EVERYTHING, facets: { filter: ["it's", null] } }, listing)).toBe(
      "SELECT path\nFROM obscore\nWHERE (filter IN ('it''s') OR filter IS NULL)\nORDER BY t_min DESC NULLS LAST\nLIMIT 60",
    );
  });
});

describe('a selection', () => {
  it('is everything again when its values are taken back', () => {
    const some = toggled(toggled(EVERYTHING, 'filter', 'R'), 'filter', null);
    expect(some.facets['filter']).toEqual(['R', null]);
    expect(isEverything(some)).toBe(false);
    expect(isEverything(toggled(toggled(some, 'filter', 'R'), 'filter', null))).toBe(true);
    expect(
      isEverything(withSpan(withSpan(EVERYTHING, 'airmass', { from: 1, to: 2 }), 'airmass', undefined)),
    ).toBe(true);
  });
  it('is written in words', () => {
    const header = {
      ...{ rows: 0, version: '', blocks: [] },
      facets: [{ name: 'filter', label: 'Filter', values: [] }],
      bins: { exptime: { column: 't_exptime', label: 'Exposure time', unit: 's', edges: [] } },
    };
    const selection = {
      sky: { ra: 10, dec: -5, radius: 2 },
      time: { from: 60_000, to: 60_000.5 },
      facets: { filter: ['R', null] },
      spans: { t_exptime: { from: 1, to: 10 } },
    };
    expect(chipsOf(selection, header).map(({ text }) => text)).toEqual([
      '2° around 10.0000° −5.0000°',
      '2023-02-25 – 2023-02-25 12:00',
      'Filter: R, (none)',
      'Exposure time: 1 – 10 s',
    ]);
  });
});
