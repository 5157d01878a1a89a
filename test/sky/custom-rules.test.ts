import { describe, expect, it } from 'vitest';
import type { InstrumentRule } from '../../lib/sky/rules.ts';
import { type ByName, derivedFrom, fileValues, madeHeader } from '../helpers/hdu-header.ts';

type Cards = Parameters<typeof madeHeader>[0];

/** The row of a header under custom rules. */
const rowWith = (rules: readonly InstrumentRule[], cards: Cards): ByName =>
  fileValues(derivedFrom([madeHeader(cards)], { rules, authority: 'unregistered' }));

const WHEN = { INSTRUME: ['MyCam', 'MyCam2'] };
const CARDS: Cards = {
  INSTRUME: 'mycam ',
  OBJECT: 'M 31',
  'DATE-OBS': '2020-01-01T00:00:00',
  EXPTIME: 10,
  TINT: 2.5,
  UNITS: 'x',
};

describe('custom rules', () => {
  it('come before the built-in keywords, and are named in the source', () => {
    const row = rowWith(
      [{ when: WHEN, set: { t_exptime: { keywords: ['NONE', 'TINT'], unit: 'min' } } }],
      CARDS,
    );
    expect(row.t_exptime).toEqual({ value: '150', source: 'TINT (rule)' });
  });
  it('apply only to headers with all of their values', () => {
    const rule = (when: InstrumentRule['when']): InstrumentRule => ({
      when,
      set: { t_exptime: { keywords: ['TINT'] } },
    });
    expect(rowWith([rule({ INSTRUME: ['Other'] })], CARDS).t_exptime?.value).toBe('10');
    expect(rowWith([rule({ ...WHEN, UNITS: ['y'] })], CARDS).t_exptime?.value).toBe('10');
    expect(rowWith([rule({ ...WHEN, UNITS: ['Y', ' X '] })], CARDS).t_exptime?.value).toBe('2.5');
    expect(rowWith([rule({ ABSENT: ['x'] })], CARDS).t_exptime?.value).toBe('10');
  });
  it('the first that has a value decides; if none has one, the built-in keywords do', () => {
    const first: InstrumentRule = { when: WHEN, set: { target_name: { keywords: ['ABSENT'] } } };
    const second: InstrumentRule = { when: WHEN, set: { target_name: { value: 'the sky' } } };
    expect(rowWith([first, second], CARDS).target_name).toEqual({ value: 'the sky', source: '(rule)' });
    expect(rowWith([first], CARDS).target_name?.value).toBe('M 31');
  });
  it('words are translated, and some are ignored', () => {
    const rule: InstrumentRule = {
      when: WHEN,
      set: { image_type: { keywords: ['KIND', 'KIND2'], values: { skyflat2: 'flat' }, ignore: ['nothing'] } },
    };
    expect(rowWith([rule], { ...CARDS, KIND: 'Nothing', KIND2: 'SKYFLAT2' }).image_type).toEqual({
      value: 'flat',
      source: 'KIND2 (rule)',
    });
    expect(rowWith([rule], { ...CARDS, KIND: 'gibberish' }).image_type).toBeUndefined();
  });
  it.each([
    ['2021-05-06T07:08:09', '2021-05-06 07:08:09.000000'],
    ['59340.5', '2021-05-06 12:00:00.000000'],
    ['2459341.25', '2021-05-06 18:00:00.000000'],
  ])('t_min may be %s', (text, expected) => {
    const row = rowWith([{ when: WHEN, set: { t_min: { keywords: ['START'] } } }], { ...CARDS, START: text });
    expect(row.obs_start?.value).toBe(expected);
    expect(row.t_min?.source).toBe('START (rule)');
  });
  it('a start that is not understood leaves that of DATE-OBS, and an end before the start does not count', () => {
    const rules: InstrumentRule[] = [
      { when: WHEN, set: { t_min: { value: 'noon' }, t_max: { value: '2019-01-01T00:00:00' } } },
    ];
    expect(rowWith(rules, CARDS)).toMatchObject({
      obs_start: { value: '2020-01-01 00:00:00.000000' },
      obs_end: { value: '2020-01-01 00:00:10.000000' },
    });
  });
  it.each([
    ['hour', '2', '30'],
    ['deg', '2', '2'],
    ['hour', '02:30:00', '37.5'],
    ['deg', '02:30:00', '2.5'],
  ])('s_ra in %s: %s', (unit, text, expected) => {
    const rules: InstrumentRule[] = [
      { when: WHEN, set: { s_ra: { keywords: ['MYRA'], unit }, s_dec: { keywords: ['MYDEC'] } } },
    ];
    const row = rowWith(rules, { ...CARDS, MYRA: text, MYDEC: -10, RA: 99, DEC: 9 });
    expect([row.s_ra?.value, row.s_dec?.value]).toEqual([expected, '-10']);
    expect(row.s_ra?.source).toBe('MYRA (rule) MYDEC (rule)');
  });
  it('the longitude decides the night', () => {
    const rule = (value: string): InstrumentRule => ({ when: WHEN, set: { longitude: { value } } });
    const at = { ...CARDS, 'DATE-OBS': '2020-01-01T11:00:00' };
    expect(rowWith([rule('0')], at).night?.value).toBe('2019-12-31');
    expect(rowWith([rule('30')], at).night?.value).toBe('2020-01-01');
    expect(rowWith([rule('x')], at).night?.value).toBe('2019-12-31');
  });
  it('every other target is a text or a number', () => {
    const set: InstrumentRule['set'] = {
      ...{
        facility_name: { value: 'F' },
        instrument_name: { value: 'I' },
        filter: { value: 'V' },
        obs_id: { value: 'O' },
      },
      ...{
        intent: { value: 'science' },
        proposal_id: { value: 'P' },
        observer: { value: 'me' },
        binning: { value: '3x3' },
      },
      ...{ disperser: { value: 'G' }, seeing: { value: '1.5' }, airmass: { value: '1.25' } },
    };
    const row = rowWith([{ when: WHEN, set }], CARDS);
    for (const [name, rule] of Object.entries(set))
      expect(row[name as keyof ByName], name).toEqual({ value: rule.value, source: '(rule)' });
    expect(row.em_min?.source).toBe('(rule)');
  });
  it.each(['airmass', 'seeing'] as const)('%s out of range does not count', (name) => {
    expect(rowWith([{ when: WHEN, set: { [name]: { value: '1000' } } }], CARDS)[name]).toBeUndefined();
  });
});
