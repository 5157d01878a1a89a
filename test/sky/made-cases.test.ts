import { describe, expect, it } from 'vitest';
import { derivedFrom, fileValues, madeHeader, rowFrom } from '../helpers/hdu-header.ts';

// The situations of test/sky/ten-cases.test.ts in headers that are made here.

/** What the names of columns have as values. */
const valuesOf = (row: ReturnType<typeof rowFrom>, ...names: (keyof typeof row)[]): (string | undefined)[] =>
  names.map((name) => row[name]?.value);

describe('misleading headers', () => {
  it('TSTART decides if DATE-OBS is less than 120 s away', () => {
    const row = rowFrom({
      ...{ 'DATE-OBS': '2012-03-04T00:00:00', TIMESYS: 'TT', MJDREFI: 51910, MJDREFF: 7.428703703703703e-4 },
      ...{ TSTART: 352512002.5, TSTOP: 352512102.5, FILTER: 'None' },
    });
    expect(Number(row.t_min?.value)).toBeCloseTo(51910 + 352512002.5 / 86400 - 2 / 86400, 8);
    expect(row.t_min?.source).toBe('TSTART MJDREFI MJDREFF');
    expect(row.filter).toBeUndefined();
  });
  it('DATE-OBS stays if TSTART is further away, and the comment says so', () => {
    const row = rowFrom({ 'DATE-OBS': '2011-06-07', 'TIME-OBS': '00:00:00.5', MJDREF: 43874, TSTART: -0.04 });
    expect(row.t_min).toEqual({
      value: String(55719 + 0.5 / 86400),
      source: 'DATE-OBS TIME-OBS (TSTART differs)',
    });
  });
  it('with TSTART, EXPOSURE counts, and EXPTIME is one frame', () => {
    const cards = { TSTART: 1.5, MJDREF: 55000, EXPTIME: 3.1, EXPOSURE: 4998.98 };
    const row = rowFrom({}, { ...cards, HDUCLAS1: 'EVENTS', NAXIS: 2, OBJECT: 'Mrk 1434' });
    expect(valuesOf(row, 't_exptime', 'dataproduct_type', 'target_name')).toEqual([
      '4998.98',
      'event',
      'Mrk 1434',
    ]);
  });
  it('a Z means UTC whatever TIMESYS says, and a barycentric TSTART does not count', () => {
    const row = rowFrom({
      ...{ 'DATE-OBS': '2009-05-02T00:40:13.625Z', TIMESYS: 'TDB', TIMEREF: 'SOLARSYSTEM' },
      ...{
        MJDREF: 54832.5,
        TSTART: 120.52,
        TIMEUNIT: 'd',
        EXPOSURE: [8.95478037, '[d] time on source'] as const,
      },
    });
    expect(Number(row.t_min?.value)).toBeCloseTo(54953.0279355, 7);
    expect(row.t_exptime?.value).toBe(String(8.95478037 * 86400));
  });
  it('an exposure in minutes, and the night of a telescope in the east', () => {
    const row = rowFrom({
      'DATE-OBS': '1990-12-22T13:49',
      EXPOSURE: [65, 'Exposure time minutes'],
      TELESCOP: 'UKSTU',
    });
    expect(valuesOf(row, 't_exptime', 'night')).toEqual(['3900', '1990-12-22']);
  });
  it('the time in UT, and filters that are numbers', () => {
    const row = rowFrom({
      'DATE-OBS': '2013-07-13',
      UT: '00:57:33',
      'MJD-OBS': 56486,
      FILTERS: 48,
      FILTER: '48',
    });
    expect(Number(row.t_min?.value)).toBeCloseTo(56486.0399653, 7);
    expect(row.filter).toBeUndefined();
  });
  it('the primary header comes before an extension', () => {
    const row = rowFrom(
      { TEXPSTRT: 50923.77657113, TEXPEND: 50923.77948761, TEXPTIME: 120, OBSTYPE: 'SPECTROSCOPIC' },
      { EXPSTART: 50923.8, EXPEND: 50923.9, EXPTIME: 30 },
    );
    expect(valuesOf(row, 't_min', 't_max', 't_exptime')).toEqual(['50923.77657113', '50923.77948761', '120']);
    expect(row.image_type).toBeUndefined();
  });
  it('an extension about something else adds nothing', () => {
    const row = rowFrom(
      { OBJECT: 'NGC 1316', TELESCOP: 'Optical' },
      { OBJECT: 'grs1915+105', TELESCOP: 'XTE', INSTRUME: 'ASM', 'DATE-OBS': '1996-01-06T08:56:00' },
    );
    expect(valuesOf(row, 'target_name', 'instrument_name', 't_min')).toEqual(['NGC 1316', undefined, '']);
  });
  it('MJD-OBS in single precision does not count beside DATE-OBS', () => {
    const row = rowFrom({ 'DATE-OBS': '2011-09-16T10:33:45.368', 'MJD-OBS': 55820.44140625 });
    expect(Number(row.t_min?.value)).toBeCloseTo(55820.4401084, 7);
  });
  it('an instrument alone is not an observation', () => {
    const model = madeHeader({
      INSTRUME: ['WFC3_UVIS2', 'Simulated instrument'],
      TELESCOP: 'HST',
      WAVELNTH: 0.38663,
    });
    expect(derivedFrom([model]).file).toEqual([]);
  });
  it('a file of nothing but responses is not an observation', () => {
    const primary = madeHeader({ 'DATE-OBS': '2012-03-04T00:00:00', NAXIS: 0 });
    const response = madeHeader({ HDUCLAS1: 'RESPONSE', NAXIS: 2 }, { hdu: 1, type: 'BINTABLE' });
    const spectrum = madeHeader({ HDUCLAS1: 'SPECTRUM', NAXIS: 2 }, { hdu: 2, type: 'BINTABLE' });
    expect(derivedFrom([primary, response]).file).toEqual([]);
    expect(fileValues(derivedFrom([primary, response, spectrum])).dataproduct_type?.value).toBe('spectrum');
  });
});
