import { describe, expect, it } from 'vitest';
import { axesOf, polarization } from '../../../lib/sky/wcs/axes.ts';
import { type CardValue, skyHeader } from '../../helpers/sky-header.ts';

type Cards = Readonly<Record<string, CardValue>>;

const kinds = (cards: Cards, type?: string): string[] =>
  axesOf(skyHeader(cards, type)).map(({ kind }) => kind);

describe('axesOf', () => {
  it('recognises axes by CTYPE', () => {
    const ctypes = {
      CTYPE1: 'RA---TAN-SIP',
      CTYPE2: 'DEC--TAN-SIP',
      CTYPE3: 'WAVE-TAB',
      CTYPE4: 'STOKES',
      CTYPE5: 'TIME',
      CTYPE6: 'GROUP_NUMBER',
    };
    const lengths = { NAXIS1: 100, NAXIS2: 50, NAXIS3: 30, NAXIS4: 4, NAXIS5: 1, NAXIS6: 4, NAXIS7: 1 };
    expect(
      axesOf(skyHeader({ NAXIS: 7, ...lengths, ...ctypes })).map(({ kind, length }) => [kind, length]),
    ).toEqual([
      ['longitude', 100],
      ['latitude', 50],
      ['spectral', 30],
      ['stokes', 4],
      ['time', 1],
      ['other', 4],
      ['other', 1],
    ]);
  });
  it.each([
    ['GLON-CAR', 'longitude'],
    ['HPLT-TAN', 'latitude'],
    ['CRLN-CAR', 'longitude'],
    ['SOLAR-Y', 'latitude'],
    ['RA', 'longitude'],
    ['ra---tan', 'longitude'],
    ['FREQ-LSR', 'spectral'],
    ['LAMBDA', 'spectral'],
    ['UTC', 'time'],
    ['TT(TAI)', 'time'],
    ['RADIUS', 'other'],
    ['DECLARED', 'other'],
    ['PLAN', 'other'],
    ['COMPLEX', 'other'],
    ['PIXEL', 'other'],
  ])('%s is %s', (ctype, kind) => {
    expect(kinds({ NAXIS: 1, NAXIS1: 2, CTYPE1: ctype })).toEqual([kind]);
  });
  it('has the axes of WCSAXES and further CTYPEs beyond NAXIS, with one pixel', () => {
    const image = { NAXIS: 2, NAXIS1: 5, NAXIS2: 6 };
    expect(axesOf(skyHeader({ ...image, WCSAXES: 4, CTYPE4: 'FREQ' })).map(({ length }) => length)).toEqual([
      5, 6, 1, 1,
    ]);
    expect(kinds({ ...image, CTYPE3: 'FREQ' })).toEqual(['other', 'other', 'spectral']);
  });
  it('has those of the image in a compressed one', () => {
    const table = { NAXIS: 2, NAXIS1: 8, NAXIS2: 300, ZNAXIS: 2, ZNAXIS1: 440, ZNAXIS2: 300 };
    expect(axesOf(skyHeader({ ...table, ZIMAGE: true }, 'BINTABLE')).map(({ length }) => length)).toEqual([
      440, 300,
    ]);
    expect(axesOf(skyHeader(table, 'BINTABLE'))).toEqual([]);
    expect(axesOf(skyHeader({ ...table, ZIMAGE: false }, 'BINTABLE'))).toEqual([]);
  });
  it('has the first axis of random groups, without a length', () => {
    const groups = { NAXIS: 3, NAXIS1: 0, NAXIS2: 3, NAXIS3: 1 };
    expect(axesOf(skyHeader(groups, 'RANDOM GROUPS')).map(({ length }) => length)).toEqual([0, 3, 1]);
    expect(axesOf(skyHeader(groups, 'PRIMARY'))).toEqual([]);
  });
  it.each([
    ['an HDU without data', { NAXIS: 0, CTYPE1: 'RA---TAN' }],
    ['an HDU without NAXIS', { CTYPE1: 'RA---TAN' }],
    ['an axis without pixels', { NAXIS: 2, NAXIS1: 5, NAXIS2: 0 }],
    ['an axis without a length', { NAXIS: 2, NAXIS1: 5 }],
    ['a length that is not a number', { NAXIS: 1, NAXIS1: 'five' }],
  ] as [string, Cards][])('is empty for %s', (_, cards) => {
    expect(axesOf(skyHeader(cards))).toEqual([]);
  });
});

describe('polarization', () => {
  const states = (length: number, first: number, step: number, more: Cards = {}): string | undefined =>
    polarization(
      skyHeader({
        NAXIS: 1,
        NAXIS1: length,
        CTYPE1: 'STOKES',
        CRVAL1: first,
        CRPIX1: 1,
        CDELT1: step,
        ...more,
      }),
    )?.states;
  it.each([
    [1, 1, 1, '/I/'],
    [4, 1, 1, '/I/Q/U/V/'],
    [2, 1, 3, '/I/V/'],
    [4, -1, -1, '/RR/LL/RL/LR/'],
    [4, -5, -1, '/XX/YY/XY/YX/'],
    // in the order of ObsCore, not of the axis
    [4, 4, -1, '/I/Q/U/V/'],
    [2, -2, 1, '/RR/LL/'],
  ])('%i states from %i in steps of %i: %s', (length, first, step, text) => {
    expect(states(length, first, step)).toBe(text);
  });
  it.each([
    ['a code that is not in the standard', 2, 4, 1],
    ['zero', 1, 0, 1],
    ['a fraction', 1, 1.5, 1],
    ['the same code twice', 2, 1, 0],
    ['too many', 1000, 1, 1],
  ])('is undefined for %s', (_, length, first, step) => {
    expect(states(length, first, step)).toBeUndefined();
  });
  it('is undefined without a value, and without such an axis', () => {
    expect(states(1, 1, 1, { CRVAL1: '' })).toBeUndefined();
    expect(states(1, 1, 1, { CTYPE1: 'FREQ' })).toBeUndefined();
  });
  it('names its keywords', () => {
    const header = skyHeader({ NAXIS: 1, NAXIS1: 1, CTYPE1: 'STOKES', CRVAL1: 1, CRPIX1: 1, CDELT1: 1 });
    expect(polarization(header)).toEqual({ states: '/I/', xel: 1, source: 'CTYPE1 CRVAL1 CRPIX1 CDELT1' });
  });
});
