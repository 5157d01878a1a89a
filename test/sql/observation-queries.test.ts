import { describe, expect, it } from 'vitest';
import { isNumeric } from '../../lib/engines/answer.ts';
import {
  exampleValues,
  forAthena,
  namedQueries,
  namedQuery,
  type ParameterRefused,
  withValues,
} from '../../lib/sql/queries.ts';
import { columnMetadata } from '../../lib/sql/view-columns.ts';
import { rowsOf, sharedLake } from '../helpers/ask.ts';
import { observation, type Values } from '../helpers/observation.ts';

const queryNamed = (name: string) => namedQueries().find((query) => query.name === name)!;
const asking = queryNamed('cone');
const withParameters = namedQueries().filter(({ parameters }) => parameters.length > 0);

describe('a named query with parameters', () => {
  it.each(withParameters)('$name uses each of them once, in their order', ({ parameters, sql }) => {
    const used = [...sql.matchAll(/(?<!:):(\w+)/g)].map(([, name]) => name);
    expect(used).toEqual(parameters.map(({ name }) => name));
  });
  it('takes values as literals, whatever they contain', () => {
    const query = namedQuery(
      'x',
      '-- A title\n-- :key varchar a/b.fits a key\n-- :x double 1.5 a number\nSELECT :key, :x\n',
    );
    expect(query).toMatchObject({ about: 'A title', sql: '-- A title\nSELECT :key, :x' });
    const values = { key: "'; DROP :x --", x: ' -1.5e3 ' };
    expect(withValues(query, values)).toBe("-- A title\nSELECT '''; DROP :x --', -1500e0");
    expect(forAthena(query)).toBe(
      "-- A title\n-- Parameter 1: a key, such as 'a/b.fits'\n-- Parameter 2: a number, such as 1.5\n" +
        'SELECT CAST(? AS varchar), CAST(? AS double)',
    );
  });
  it.each<[Record<string, string>, string, ParameterRefused['problem']]>([
    [{ ra: '1', dec: '2' }, 'radius', 'missing'],
    [{ ...exampleValues(asking), radios: '1' }, 'radios', 'unknown'],
    [{ ...exampleValues(asking), toString: '1' }, 'toString', 'unknown'],
    [{ ...exampleValues(asking), dec: '1; DROP' }, 'dec', 'not-a-number'],
    [{ ...exampleValues(asking), dec: ' ' }, 'dec', 'not-a-number'],
    [{ ...exampleValues(asking), dec: 'Infinity' }, 'dec', 'not-a-number'],
    [{ ...exampleValues(asking), ra: 'NaN' }, 'ra', 'not-a-number'],
    [{ ...exampleValues(asking), ra: '00:42:44.3' }, 'ra', 'not-a-number'],
    [{ ...exampleValues(asking), ra: '360.1' }, 'ra', 'beyond-limits'],
    [{ ...exampleValues(asking), dec: '-90.1' }, 'dec', 'beyond-limits'],
    [{ ...exampleValues(asking), radius: '-1' }, 'radius', 'beyond-limits'],
    [{ ...exampleValues(asking), radius: '181' }, 'radius', 'beyond-limits'],
  ])('refuses %j', (values, parameter, problem) => {
    expect(() => withValues(asking, values)).toThrow(
      expect.objectContaining({ name: 'ParameterRefused', parameter, problem }),
    );
  });
});

const frame = (time: number, values: Values): Values => ({
  instrument_name: 'CAM',
  binning: '1x1',
  t_min: String(time),
  night: '2024-09-12',
  obs_start: `2024-09-12 ${String(10 + Math.round(time * 10)).padStart(2, '0')}:00:00`,
  ...values,
});

const M31 = { target_name: 'M31', image_type: 'object', s_ra: '10.6847', s_dec: '41.269' };

describe('the named query', () => {
  const lake = sharedLake([
    observation('n/m31-r.fits', frame(0.5, { ...M31, filter: 'R', t_exptime: '120.0004' })),
    observation('n/m31-r2.fits', frame(0.6, { ...M31, filter: 'R', t_exptime: '60' })),
    observation('n/m31-b.fits', frame(0.7, { ...M31, filter: 'B', t_exptime: '300', s_dec: '41.0' })),
    observation(
      'n/far.fits',
      frame(0.8, { image_type: 'object', s_ra: '190', s_dec: '-41', target_name: 'far' }),
    ),
    observation('n/flat-r1.fits', frame(0.1, { image_type: 'flat', filter: 'R', s_ra: '' })),
    observation('n/flat-r2.fits', frame(0.9, { image_type: 'flat', filter: 'R' })),
    observation('n/flat-r3.fits', frame(0.45, { image_type: 'flat', filter: 'R', binning: '2x2' })),
    observation('n/flat-b.fits', frame(0.5, { image_type: 'flat', filter: 'B' })),
    observation('n/bias.fits', frame(0.2, { image_type: 'bias' })),
    observation('n/other.fits', frame(0.2, { image_type: 'bias', instrument_name: 'OTHER' })),
    observation('n/untimed.fits', { target_name: 'M31', instrument_name: 'CAM', t_min: '' }),
  ]);
  const answer = async (name: string, values: Record<string, string> = {}) =>
    rowsOf(lake(), withValues(queryNamed(name), values));

  it('calibrations finds those that fit, the nearest in time first', async () => {
    const rows = await answer('calibrations', { key: 'n/m31-r.fits' });
    expect(rows.map(([type, , , days, , key]) => [type, days, key])).toEqual([
      ['bias', 0.3, 's3://b/n/bias.fits'],
      ['flat', 0.4, 's3://b/n/flat-r1.fits'],
      ['flat', 0.4, 's3://b/n/flat-r2.fits'],
    ]);
    const [[url]] = (await rowsOf(
      lake(),
      "SELECT source_url FROM obscore WHERE source_key = 'n/m31-r.fits'",
    )) as [[string]];
    expect(await answer('calibrations', { key: url })).toEqual(rows);
    expect(await answer('calibrations', { key: url.replace('file://', '') })).toEqual(rows);
    expect(await answer('calibrations', { key: "' OR 1 = 1 --" })).toEqual([]);
  });
  it('cone finds what is near, the nearest first', async () => {
    const rows = await answer('cone', { ra: '10.6847', dec: '41.269', radius: '0.5' });
    expect(rows.map((row) => [row[0], row[8]])).toEqual([
      [0, 's3://b/n/m31-r.fits'],
      [0, 's3://b/n/m31-r2.fits'],
      [968.4, 's3://b/n/m31-b.fits'],
    ]);
  });
  it('cone finds everything with a position within 180 degrees, and only there', async () => {
    for (const [ra, dec] of [
      ['190.6847', '-41.269'],
      ['10', '41'],
      ['359.99', '90'],
    ])
      expect(await answer('cone', { ra: ra!, dec: dec!, radius: '180' })).toHaveLength(4);
    expect(await answer('cone', { ra: '10.6847', dec: '41.269', radius: '0' })).toHaveLength(2);
  });
  it('gives every number a unit or a UCD', async () => {
    for (const name of ['calibrations', 'cone', 'coverage', 'exposure', 'nights']) {
      const { columns } = await lake().ask(withValues(queryNamed(name), exampleValues(queryNamed(name))));
      const numbers = columns.filter(isNumeric).map((column) => column.name);
      expect(numbers.length).toBeGreaterThan(0);
      for (const number of numbers)
        expect(columnMetadata(number), number).toSatisfy(({ unit, ucd }) => unit !== undefined || ucd);
    }
  });
  it('exposure sums per target and filter', async () => {
    expect((await answer('exposure')).map((row) => row.slice(0, 4))).toEqual([
      ['M31', 'B', 1n, 300],
      ['M31', 'R', 2n, 180],
      ['M31', null, 1n, null],
      ['far', null, 1n, null],
    ]);
  });
  it('nights counts per night and instrument', async () => {
    expect((await answer('nights')).map((row) => row.slice(0, 6))).toEqual([
      ['2024-09-12', 'CAM', 9n, 4n, 2n, 0.133],
      ['2024-09-12', 'OTHER', 1n, 0n, 0n, null],
    ]);
  });
  it('coverage counts per month and instrument', async () => {
    expect((await answer('coverage')).map((row) => row.slice(0, 4))).toEqual([
      ['2024-09-01', 'CAM', 9n, 1n],
      ['2024-09-01', 'OTHER', 1n, 1n],
    ]);
  });
  it('without-position says why', async () => {
    const rows = await answer('without-position');
    expect(rows).toHaveLength(7);
    expect(rows).toContainEqual(['for s_ra', 'flat', 'CAM', null, 'n/flat-r1.fits']);
  });
});
