import { describe, expect, it } from 'vitest';
import { rowFrom } from '../../helpers/hdu-header.ts';

/** The start in a header. */
const start = (cards: Parameters<typeof rowFrom>[0]): string | undefined =>
  rowFrom({ ...cards, OBJECT: 'M 31', TELESCOP: 'T' }).obs_start?.value;
const T = { OBJECT: 'M 31', TELESCOP: 'T' };

describe('the start', () => {
  it('DATE-BEG comes before DATE-OBS, and EXPSTART too', () => {
    expect(start({ 'DATE-OBS': '2020-01-01T00:00:01', 'DATE-BEG': '2020-01-01T00:00:02' })).toBe(
      '2020-01-01 00:00:02.000000',
    );
    expect(start({ 'DATE-OBS': '2020-01-01T00:00:01', EXPSTART: 58849.25 })).toBe(
      '2020-01-01 06:00:00.000000',
    );
  });
  it.each(['TIME-OBS', 'UTC-OBS', 'UT-STR', 'UTSTART', 'UTIME', 'UT'])(
    '%s is the time of day of a date',
    (clock) => {
      expect(start({ 'DATE-OBS': '2020-01-01', [clock]: '06:07:08.9' })).toBe('2020-01-01 06:07:08.900000');
    },
  );
  it('a clock that is a whole time counts only on the same day', () => {
    expect(start({ 'DATE-OBS': '2020-01-01', UT: '2020-01-01T06:07:08' })).toBe('2020-01-01 06:07:08.000000');
    expect(rowFrom({ ...T, 'DATE-OBS': '2020-01-01', UT: '2020-03-01T06:07:08' }).t_min?.source).toBe(
      'DATE-OBS (day only)',
    );
  });
  it('midnight is not believed if a clock says otherwise', () => {
    expect(start({ 'DATE-OBS': '2020-01-01T00:00:00', 'TIME-OBS': '06:07:08' })).toBe(
      '2020-01-01 06:07:08.000000',
    );
  });
  it('a number as a clock needs a unit', () => {
    expect(start({ 'DATE-OBS': '2020-01-01', UTSTART: [6.5, '[h] start of integration'] } as const)).toBe(
      '2020-01-01 06:30:00.000000',
    );
    expect(rowFrom({ ...T, 'DATE-OBS': '2020-01-01', UTSTART: 6.5 }).t_min?.source).toBe(
      'DATE-OBS (day only)',
    );
  });
  it('a clock in local time does not count', () => {
    const row = rowFrom({
      ...T,
      'DATE-OBS': '2020-01-01',
      'TIME-OBS': ['06:07:08', 'local time at start'],
    } as const);
    expect(row.t_min).toEqual({ value: '58849', source: 'DATE-OBS (day only)' });
    expect([row.t_max, row.obs_end, row.night]).toEqual([undefined, undefined, undefined]);
  });
  it.each([
    [{ 'MJD-OBS': 58849.25 }, '2020-01-01 06:00:00.000000'],
    [{ MJD_OBS: 58849.25 }, '2020-01-01 06:00:00.000000'],
    [{ 'JD-OBS': 2458849.75 }, '2020-01-01 06:00:00.000000'],
    [{ JD: '2458849.75' }, '2020-01-01 06:00:00.000000'],
    [{ 'MJD-OBS': 58849 }, undefined],
    [{ 'MJD-OBS': 12.5 }, undefined],
    [{ 'MJD-OBS': 2458849.75 }, '2020-01-01 06:00:00.000000'],
    [{ 'MJD-OBS': 2458849.5 }, undefined],
    [{ JD: 58849.25 }, undefined],
  ])('%j', (cards, expected) => {
    expect(start(cards)).toBe(expected);
  });
  it('TIMESYS applies to dates and MJD, unless the comment names another scale', () => {
    expect(start({ TIMESYS: 'TAI', 'DATE-OBS': '2020-01-01T00:01:00' })).toBe('2020-01-01 00:00:23.000000');
    expect(start({ TIMESYS: 'TAI', 'MJD-OBS': 58849.25 })).toBe('2020-01-01 05:59:23.000000');
    expect(start({ TIMESYS: 'TAI', 'DATE-OBS': ['2020-01-01T00:01:00', 'start (UTC)'] } as const)).toBe(
      '2020-01-01 00:01:00.000000',
    );
    expect(start({ TIMESYS: '1979.00', 'DATE-OBS': '2020-01-01T00:01:00' })).toBe(
      '2020-01-01 00:01:00.000000',
    );
  });
  it('DATE-AVG minus half of the exposure', () => {
    expect(start({ 'DATE-AVG': '2020-01-01T00:01:00', EXPTIME: 20 })).toBe('2020-01-01 00:00:50.000000');
    expect(start({ 'DATE-AVG': '2020-01-01T00:01:00' })).toBeUndefined();
  });
  it.each([
    [{ 'DATE-OBS': 'last night' }, 'time not understood'],
    [{ 'DATE-OBS': '1950-01-01T01:00:00', TIMESYS: 'TT' }, 'time scale cannot be converted to UTC'],
    [{ MJDREF: 54832.5, TSTART: 120.52, TIMEREF: 'SOLARSYSTEM' }, 'only a time at the barycentre'],
    [{ 'DATE-OBS': 'N/A' }, 'no time keyword'],
  ])('%j: %s', (cards, reason) => {
    expect(rowFrom({ ...T, ...cards }).t_min).toEqual({ value: '', source: reason });
  });
  it('a time in the extension counts if the primary header has only a date', () => {
    expect(
      rowFrom({ ...T, 'DATE-OBS': '2020-01-01' }, { 'DATE-OBS': '2020-01-01T05:00:00' }).t_min?.value,
    ).toBe(String(58849 + 5 / 24));
  });
});

describe('the end', () => {
  const end = (cards: Parameters<typeof rowFrom>[0]): string | undefined =>
    rowFrom({ 'DATE-OBS': '2020-01-01T23:59:00', ...cards }).obs_end?.value;
  it.each([
    [{ EXPTIME: 120 }, '2020-01-02 00:01:00.000000'],
    [{ EXPTIME: 120, 'DATE-END': '2020-01-02T00:01:01' }, '2020-01-02 00:01:01.000000'],
    [{ 'DATE-END': '2020-01-02', 'TIME-END': '00:01:02' }, '2020-01-02 00:01:02.000000'],
    [{ DATEEND: '2020-01-02', UTCEND: '00:01:03' }, '2020-01-02 00:01:03.000000'],
    [{ 'UT-END': '00:01:04' }, '2020-01-02 00:01:04.000000'],
    [{ 'UT-END': '23:58:59', EXPTIME: 1 }, '2020-01-01 23:59:01.000000'],
    [{ 'MJD-END': 58850.5 }, '2020-01-02 12:00:00.000000'],
    [{ 'DATE-END': '2019-01-01T00:00:00' }, undefined],
    [{ 'DATE-END': '2020-01-02' }, undefined],
    [{}, undefined],
  ])('%j', (cards, expected) => {
    expect(end(cards)).toBe(expected);
  });
});

describe('the exposure', () => {
  const exposure = (cards: Parameters<typeof rowFrom>[0]): string | undefined =>
    rowFrom({ ...T, ...cards }).t_exptime?.value;
  it.each([
    [{ EXPTIME: 12.5 }, '12.5'],
    [{ EXPTIME: '12.5' }, '12.5'],
    [{ EXPTIME: '12.5 s' }, '12.5'],
    [{ EXPTIME: '1.25E+01' }, '12.5'],
    [{ EXPTIME: '2 min' }, '120'],
    [{ EXPTIME: [2, '[min]'] }, '120'],
    [{ EXPOSURE: [500, 'exposure in ms'] }, '0.5'],
    [{ EXPOSURE: [500, '[ms] exposure'] }, '0.5'],
    [{ EXPTIME: [2, 'Exposure time (hours)'] }, '7200'],
    [{ EXPTIME: [2, 'seconds, at most 5 minutes'] }, '2'],
    [{ ITIME: 5, COADDS: 3 }, '15'],
    [{ ITIME: 5, COADDS: 3, ELAPTIME: 15.1 }, '15.1'],
    [{ ITIME: 5, CO_ADDS: 0 }, '5'],
    [{ EXPTIME: 0 }, '0'],
    [{ EXPTIME: -1, EXPOSURE: 3 }, '3'],
    [{ EXPTIME: 'N/A', XPOSURE: 3 }, '3'],
    [{ EXPSTART: 58849.25, EXPEND: 58849.5 }, '21600'],
    [{ 'DATE-OBS': '2020-01-01T00:00:00', 'DATE-END': '2020-01-01T00:00:10' }, undefined],
  ] as const)('%j', (cards, expected) => {
    expect(exposure(cards as Parameters<typeof rowFrom>[0])).toBe(expected);
  });
});
