import { describe, expect, it } from 'vitest';
import { derivedFrom, essence, fileValues, madeHeader, rowFrom } from '../helpers/hdu-header.ts';

// Conventions of one observatory or program each: the keywords are theirs, the values are made.

describe('conventions of single instruments and programs', () => {
  it('Swift: UTCFINIT is the error of the clock, and has the leap seconds since the reference', () => {
    const swift = { TIMESYS: 'TT', MJDREFI: 51910, MJDREFF: 7.428703703703703e-4, TSTART: 612354228.5 };
    expect(rowFrom(swift).obs_start?.value).toBe('2020-05-28 10:23:43.500000');
    expect(rowFrom({ ...swift, UTCFINIT: -25.01712 }).t_min?.source).toBe('TSTART MJDREFI MJDREFF UTCFINIT');
    expect(rowFrom({ ...swift, UTCFINIT: -25.01712 }).obs_start?.value).toBe('2020-05-28 10:23:23.482880');
    expect(rowFrom({ ...swift, UTCFINIT: -25.01712, CLOCKAPP: true }).obs_start?.value).toBe(
      '2020-05-28 10:23:43.500000',
    );
  });
  it('Siril: JD in EXPSTART, and the time of all frames in LIVETIME', () => {
    const row = rowFrom({
      ...{ EXPSTART: 2459965.25, EXPEND: 2459965.375, STACKCNT: 60, EXPTIME: 120, LIVETIME: 7200 },
      ...{ OBJECT: 'M42', INSTRUME: 'ZWO ASI533MC' },
    });
    expect(essence(row)).toEqual(['2023-01-20 18:00:00.000000', '7200', 'ZWO ASI533MC', 'M42']);
    expect(row).toMatchObject({
      obs_end: { value: '2023-01-20 21:00:00.000000' },
      calib_level: { value: '3' },
    });
  });
  it.each([
    ['Light', 'object'],
    ['Flat Field', 'flat'],
    ['407', undefined],
  ])('INDI: FRAME = %s is %s', (FRAME, expected) => {
    expect(rowFrom({ FRAME, 'DATE-OBS': '2020-01-01T00:00:00' }).image_type?.value).toBe(expected);
  });
  it('GONG: dates in GPS time', () => {
    const row = rowFrom({
      'DATE-OBS': ['2025/01/09', 'GPS date of observation'],
      'TIME-OBS': ['01:35:16.008', 'GPS time of observation'],
    } as const);
    expect(row.obs_start?.value).toBe('2025-01-09 01:34:58.008000');
  });
  it('a receiver of GPS writes UTC', () => {
    const row = rowFrom({ 'DATE-OBS': ['2025-01-09T01:35:16', 'GPS time stamp'] } as const);
    expect(row.obs_start?.value).toBe('2025-01-09 01:35:16.000000');
  });
  it.each([
    ['980318', '1998-03-18 06:54:26.340000'],
    ['000203', '2000-02-03 06:54:26.340000'],
    ['981318', undefined],
  ])('2MASS: UT_DATE = %s with the comment (yymmdd)', (date, expected) => {
    const row = rowFrom({ UT_DATE: [date, 'Observation Date (yymmdd)'], UT: '06:54:26.34' } as const);
    expect(row.obs_start?.value).toBe(expected);
  });
  it('six digits alone are not a date', () => {
    expect(rowFrom({ UT_DATE: '980318', UT: '06:54:26.34', OBJECT: 'x', TELESCOP: 'y' }).t_min?.value).toBe(
      '',
    );
  });
  it.each([
    ['STD,TELLURIC', 'HD 100', 'HD 100'],
    ['STD,TELLURIC', undefined, 'STD,TELLURIC'],
    ['NGC 1', 'NGC1-mosaic', 'NGC 1'],
  ])('ESO: OBJECT = %s, ESO OBS TARG NAME = %s', (OBJECT, target, expected) => {
    const row = rowFrom({
      ...{ OBJECT, 'ESO DPR TYPE': 'STD,TELLURIC', 'MJD-OBS': 55197.25 },
      ...(target !== undefined && { 'ESO OBS TARG NAME': target }),
    });
    expect(row.target_name?.value).toBe(expected);
  });
  it.each([
    [['WAVE', 'FLUX'], 'spectrum'],
    [['flux', 'loglam', 'ivar'], 'spectrum'],
    [['WAVELENGTH', 'THROUGHPUT'], undefined],
    [['TIME', 'WAVE', 'FLUX'], 'timeseries'],
  ])('a table with the columns %j', (names, expected) => {
    const columns = Object.fromEntries(names.map((name, n) => [`TTYPE${n + 1}`, name]));
    const table = { NAXIS: 2, NAXIS1: 8, NAXIS2: 9, TFIELDS: names.length, ...columns };
    const headers = [madeHeader({ 'MJD-OBS': 55197.25 }), madeHeader(table, { hdu: 1, type: 'BINTABLE' })];
    const row = fileValues(derivedFrom(headers));
    expect(row.dataproduct_type?.value).toBe(expected);
  });
});
