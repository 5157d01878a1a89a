import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DERIVED } from '../../lib/sky/derived.ts';
import { columnMetadata, viewColumns } from '../../lib/sql/view-columns.ts';
import { rowsOf, sharedLake } from '../helpers/ask.ts';
import { observation, type Values } from '../helpers/observation.ts';
import type { LakeFile } from '../helpers/small-lake.ts';

const STANDARD = '../shared/obscore-columns.json';

interface StandardColumn {
  readonly name: string;
  readonly datatype: 'string' | 'int' | 'long' | 'double' | 'timestamp';
  readonly unit: string | null;
  readonly ucd: string;
  readonly utype: string;
  readonly mandatory: 0 | 1;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'varchar',
  int: 'integer',
  long: 'bigint',
  double: 'double',
};

describe('the columns of obscore', () => {
  it('begin with the 30 mandatory ones, in the order of the standard', () => {
    const names = viewColumns('obscore').map(({ name }) => name);
    expect(names.slice(0, 4)).toEqual(['dataproduct_type', 'calib_level', 'obs_collection', 'obs_id']);
    expect(names.slice(28, 30)).toEqual(['facility_name', 'instrument_name']);
  });
  it.skipIf(!existsSync(STANDARD))('have the types, units, UCDs and utypes of the standard', () => {
    const standard = JSON.parse(readFileSync(STANDARD, 'utf8')) as StandardColumn[];
    const ours = viewColumns('obscore');
    expect(ours.slice(0, 30).map(({ name }) => name)).toEqual(
      standard.filter(({ mandatory }) => mandatory === 1).map(({ name }) => name),
    );
    for (const { name, datatype, unit, ucd, utype } of standard) {
      const column = ours.find((known) => known.name === name);
      if (column !== undefined)
        expect(column).toMatchObject({ type: TYPES[datatype], ucd, utype, ...(unit !== null && { unit }) });
    }
  });
  it('include every derived value', () => {
    const names = viewColumns('obscore').map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...DERIVED]));
    expect(viewColumns('obscore_hdus').map(({ name }) => name)).toEqual([
      ...names.slice(0, names.indexOf('collection') + 1),
      'hdu',
      ...names.slice(names.indexOf('collection') + 1),
    ]);
  });
  it('have metadata by name, with the prefix of the data model', () => {
    expect(columnMetadata('s_ra')).toMatchObject({
      unit: 'deg',
      ucd: 'pos.eq.ra',
      utype: 'obscore:Char.SpatialAxis.Coverage.Location.Coord.Position2D.Value2.C1',
    });
    expect(columnMetadata('exptime')).toMatchObject({ unit: 's' });
    expect(columnMetadata('distance_arcsec')).toMatchObject({ unit: 'arcsec', ucd: 'pos.angDistance' });
    expect(columnMetadata('no column')).toEqual({});
  });
});

/** A file with a value of every name, and two HDUs. */
const FULL: LakeFile = {
  ...observation(
    'night 1/a+b.fits',
    {
      target_name: 'M31',
      s_ra: '10.5',
      s_dec: '-20.25',
      s_region: 'POLYGON ICRS 10 -21 11 -21 11 -20 10 -20',
      s_xel1: '2048',
      t_min: '55000.25',
      t_max: '55000.75',
      obs_start: '2009-06-18T06:00:00.123456',
      night: '2009-06-17',
      hpx6: '49151',
      moving_target: 'true',
      simulated: 'false',
      t_exptime: '',
    },
    {
      1: { s_ra: '10.25', s_dec: '-20', target_name: 'NGC 205' },
      2: { s_ra: '10.75', s_dec: '-20.5', target_name: '', s_region: '' },
      // no position, so not a row
      3: { target_name: 'nowhere' },
    },
  ),
  size: 5001,
};

/** Text that is not a value of its column. */
const JUNK: Values = {
  s_ra: 'NaN',
  s_dec: 'Infinity',
  s_fov: '1E400',
  s_xel1: '1_000',
  t_min: '0x10',
  t_max: '1d',
  obs_start: 'yesterday',
  obs_end: '12/09/24',
  night: '2009-06-17T00:00:00',
  hpx6: '99999999999',
  moving_target: 'T',
  airmass: '9'.repeat(400),
};

describe('the rows of obscore', () => {
  const lake = sharedLake([
    FULL,
    observation('junk.fits', JUNK, { 0: JUNK }),
    { ...observation('a/whole.fits'), size: 5000, url: 's3://b/a/true%00key.fits' },
    // not observations
    { bucket: 'b', key: 'a/table.fits', hdus: [[['OBJECT', 'x']]] },
    { bucket: 'b', key: 'a/odd.fits', derived: [['s_ra', '1']] },
    { bucket: 'b', key: 'a/gone.fits', removed: '2026-10-11T12:13:14.567Z' },
  ]);
  const ask = async (columns: string, from = "obscore WHERE source_key LIKE 'night 1/%'") =>
    rowsOf(lake(), `SELECT ${columns} FROM ${from}`);

  it('are the files that look like observations', async () => {
    expect((await ask('source_key', 'obscore ORDER BY ALL')).flat()).toEqual([
      'a/whole.fits',
      'junk.fits',
      'night 1/a+b.fits',
    ]);
  });
  it('have values with their types', async () => {
    expect(await ask('target_name, s_ra, s_dec, s_xel1, t_mid, obs_start, night, hpx6')).toEqual([
      ['M31', 10.5, -20.25, 2048n, 55000.5, '2009-06-18 06:00:00.123456', '2009-06-17', 49151],
    ]);
    expect(await ask('moving_target, simulated, t_exptime, filter')).toEqual([[true, false, null, null]]);
  });
  it('have what the lake knows without a header', async () => {
    expect(await ask('obs_collection, access_url, access_format, access_estsize, calib_level')).toEqual([
      ['night_1', 's3://b/night%201/a%2Bb.fits', 'application/fits', 6n, 1],
    ]);
    expect(await ask('obs_collection, access_estsize', "obscore WHERE source_key = 'junk.fits'")).toEqual([
      ['b', 6n],
    ]);
    expect(
      await ask('access_estsize, access_url, source_url', "obscore WHERE source_key LIKE '%whole%'"),
    ).toEqual([[5n, 's3://b/a/true%00key.fits', 's3://b/a/true%00key.fits']]);
  });
  it.each(['obscore', 'obscore_hdus'])('have NULL for text that is not a value (%s)', async (view) => {
    expect(await ask(Object.keys(JUNK).join(', '), `${view} WHERE source_key = 'junk.fits'`)).toEqual([
      Object.keys(JUNK).map(() => null),
    ]);
  });
  it('in obscore_hdus have the value of the HDU, or else of the file; an empty one is NULL', async () => {
    const columns = 'hdu, s_ra, target_name, s_region, t_min, obs_publisher_did';
    const did = 'ivo://unregistered/b?night 1/a+b.fits';
    expect(await ask(columns, "obscore_hdus WHERE source_key LIKE 'night 1/%' ORDER BY hdu")).toEqual([
      [1, 10.25, 'NGC 205', 'POLYGON ICRS 10 -21 11 -21 11 -20 10 -20', 55000.25, `${did}#1`],
      [2, 10.75, null, null, 55000.25, `${did}#2`],
    ]);
  });
  it('say in derived what each value comes from', async () => {
    const where = "source_key LIKE 'night 1/%' AND name = 'target_name' ORDER BY hdu NULLS FIRST";
    expect(await ask('hdu, value, derived_from', `derived WHERE ${where}`)).toEqual([
      [null, 'M31', 'for target_name'],
      [1, 'NGC 205', 'for target_name'],
      [2, null, 'for target_name'],
      [3, 'nowhere', 'for target_name'],
    ]);
  });
});
