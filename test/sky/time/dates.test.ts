import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dateOf, dayOf, instantOf, isoDate, isoTimestamp, mjdOf } from '../../../lib/sky/time/calendar.ts';
import { parseDate, parseTime } from '../../../lib/sky/time/parse-date.ts';
import { scaleNamed, toUtc } from '../../../lib/sky/time/scales.ts';
import { effort } from '../../helpers/effort.ts';

describe('dates', () => {
  it.each([
    [1858, 11, 17, 0],
    [1900, 1, 1, 15020],
    [2000, 1, 1, 51544],
    [2000, 2, 29, 51603],
    [2026, 11, 28, 61372],
  ])('%i-%i-%i is MJD %i', (year, month, day, mjd) => {
    expect(dayOf(year, month, day)).toBe(mjd);
    expect(dateOf(mjd)).toEqual({ year, month, day });
  });
  it.each([
    [2001, 2, 29],
    [2000, 13, 1],
    [2000, 0, 1],
    [2000, 1, 0],
    [1200, 1, 1],
    [9999, 1, 1],
  ])('%i-%i-%i is not a date', (year, month, day) => {
    expect(dayOf(year, month, day)).toBeUndefined();
  });
  it('timestamps are rounded to microseconds, into the next day if need be', () => {
    expect(isoTimestamp({ day: 51544, seconds: 86399.9999999 })).toBe('2000-01-02 00:00:00.000000');
    expect(isoTimestamp({ day: 51544, seconds: 3723.4567894 })).toBe('2000-01-01 01:02:03.456789');
  });
  it('every day is the day of its date', () => {
    fc.assert(
      fc.property(fc.integer({ min: -6000, max: 100_000 }), (mjd) => {
        const { year, month, day } = dateOf(mjd);
        expect(dayOf(year, month, day)).toBe(mjd);
        expect(parseDate(isoDate(mjd))).toEqual({ day: mjd });
      }),
      { numRuns: effort(300) },
    );
  });
});

describe('parseDate', () => {
  const day = dayOf(2011, 2, 15)!;
  it.each([
    ['2011-02-15T01:02:03.5', { day, seconds: 3723.5 }],
    ['2011-02-15 01:02:03.5', { day, seconds: 3723.5 }],
    ['2011-02-15T01:02:03.5Z', { day, seconds: 3723.5, scale: 'UTC' }],
    ['2011-02-15T01:02:03.5 UTC', { day, seconds: 3723.5, scale: 'UTC' }],
    ['2011-02-15T01:02:03_UTC', { day, seconds: 3723, scale: 'UTC' }],
    ['2011-02-15T01:02', { day, seconds: 3720 }],
    ['2011-02-15T03:02:03+02:00', { day, seconds: 3723, scale: 'UTC' }],
    ['2011.02.15_01:02:03.5_TAI', { day, seconds: 3723.5, scale: 'TAI' }],
    ['2011/02/15', { day }],
    ['2011/2/15 01:02:03', { day, seconds: 3723 }],
    ['2011:02:15', { day }],
    ['2011 02 15', { day }],
    ['2011-02-15T01:02:003.50', { day, seconds: 3723.5 }],
    ['2011-02-15T01:02:60.00', { day, seconds: 3780 }],
    ['20110215', { day }],
    ['20110215T010203', { day, seconds: 3723 }],
    ['2011-046', { day }],
    ['15/02/11', { day: dayOf(1911, 2, 15) }],
    ['15/02/2011', { day }],
    ['15-Feb-2011 01:02:03', { day, seconds: 3723 }],
    [' 2011-02-15 ', { day }],
  ])('%s', (text, expected) => {
    expect(parseDate(text)).toEqual(expected);
  });
  it.each([
    '',
    'N/A',
    '2011',
    '02/15/11',
    '2011-02-30',
    '2011-02-15Tnoon',
    '2011-02-15T25:00:00',
    '2455607.5',
    '2011-02-15x',
    '2011 46 15',
    '2011-02-15T01:02:103.5',
  ])('%s is not a date', (text) => {
    expect(parseDate(text)).toBeUndefined();
  });
});

describe('parseTime', () => {
  it.each([
    ['12:34:56.7', 45296.7],
    ['12 34 56.7', 45296.7],
    ['12:34', 45240],
    ['12h34m56s', 45296],
    ['123456.7', 45296.7],
    ['23:59:60.5', 86400.5],
    ['24:00:00', 86400],
  ])('%s', (text, seconds) => {
    expect(parseTime(text)?.seconds).toBeCloseTo(seconds, 9);
  });
  it.each(['', '25:00:00', '12:60:00', '12:00:61', '24:00:01', '12.5', '-1:00:00', 'noon'])(
    '%s is not a time',
    (text) => {
      expect(parseTime(text)).toBeUndefined();
    },
  );
});

describe('time scales', () => {
  const utc = (year: number, scale: Parameters<typeof toUtc>[1]): number =>
    mjdOf(toUtc(instantOf(dayOf(year, 6, 1)!, 43200), scale)!) - dayOf(year, 6, 1)! - 0.5;
  it.each([
    [1972, 'TAI', 10],
    [1999, 'TAI', 32],
    [2012, 'TT', 34 + 32.184],
    [2020, 'TAI', 37],
    [2020, 'TT', 37 + 32.184],
    [2020, 'GPS', 18],
  ] as const)('in %i, %s - UTC is %d s', (year, scale, seconds) => {
    expect(-utc(year, scale) * 86400).toBeCloseTo(seconds, 5);
  });
  it('TDB differs from TT by less than 2 ms, and TCB by more than 15 s', () => {
    expect(Math.abs(utc(2020, 'TDB') - utc(2020, 'TT')) * 86400).toBeLessThan(0.002);
    expect((utc(2020, 'TT') - utc(2020, 'TCB')) * 86400).toBeGreaterThan(15);
  });
  it('before 1972, only UTC is known', () => {
    expect(toUtc({ day: 40000, seconds: 0 }, 'TT')).toBeUndefined();
    expect(toUtc({ day: 40000, seconds: 0 }, 'UTC')).toEqual({ day: 40000, seconds: 0 });
  });
  it('TAI to UTC is continuous around a leap second', () => {
    const before = toUtc({ day: 57754, seconds: 35.5 }, 'TAI')!;
    const after = toUtc({ day: 57754, seconds: 37.5 }, 'TAI')!;
    expect([before, after]).toEqual([
      { day: 57753, seconds: 86399.5 },
      { day: 57754, seconds: 0.5 },
    ]);
  });
  it.each([
    ['utc', 'UTC'],
    ['TT(IERS)', 'TT'],
    [' tai ', 'TAI'],
    ['MJD', undefined],
    ['1979.00', undefined],
    ['', undefined],
  ])('TIMESYS = %s is %s', (name, scale) => {
    expect(scaleNamed(name)).toBe(scale);
  });
});
