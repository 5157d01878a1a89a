import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { spectralAxis } from '../../../lib/sky/wcs/spectral-axis.ts';
import { readPath } from '../../helpers/read-file.ts';
import { type CardValue, skyHeader, skyHeaderOf } from '../../helpers/sky-header.ts';
import { references } from '../astropy/references.ts';

const FREQ = { NAXIS: 1, NAXIS1: 100, CTYPE1: 'FREQ', CRVAL1: 1.4e9, CDELT1: 1e6, CRPIX1: 1 };

const axisWith = (cards: Readonly<Record<string, CardValue>>): ReturnType<typeof spectralAxis> =>
  spectralAxis(skyHeader({ ...FREQ, ...cards }));

describe('a spectral axis', () => {
  it.each(references('spectral.txt'))('agrees with astropy: $name $text', ({ header, points }) => {
    const [[, one = 0] = [], [, other = 0] = []] = points;
    const axis = spectralAxis(header());
    expect(axis?.xel).toBe(101);
    // wcslib has an older Planck constant
    expect(Math.abs(axis!.min / Math.min(one, other) - 1)).toBeLessThan(1e-6);
    expect(Math.abs(axis!.max / Math.max(one, other) - 1)).toBeLessThan(1e-6);
  });
  it('is in vacuum wavelengths: H alpha is at 6562.79 angstrom in air, at 6564.61 in vacuum', () => {
    // NIST Atomic Spectra Database
    const axis = axisWith({ CTYPE1: 'AWAV', CRVAL1: 6562.79, CDELT1: 1e-6, NAXIS1: 1, CUNIT1: 'Angstrom' });
    expect(axis!.min * 1e10).toBeCloseTo(6564.61, 1);
  });
  it('names its keywords', () => {
    expect(axisWith({})).toEqual({
      min: 299_792_458 / 1.4995e9,
      max: 299_792_458 / 1.3995e9,
      xel: 100,
      resPower: undefined,
      source: 'CTYPE1 CRVAL1 CDELT1 CRPIX1',
    });
  });
  it('may be anywhere, and beyond NAXIS', () => {
    const cube = {
      NAXIS: 2,
      NAXIS2: 10,
      CTYPE1: 'RA---TAN',
      CTYPE2: 'DEC--TAN',
      CTYPE3: 'FREQ',
      CRVAL3: 1e9,
      CDELT3: 1e6,
      CRPIX3: 1,
    };
    expect(axisWith(cube)).toMatchObject({ xel: 1, min: 299_792_458 / 1.0005e9 });
  });
  it('has the step of CD3_3, or of CDELT3 if only the celestial axes have CD', () => {
    const cube = {
      NAXIS: 3,
      NAXIS1: 2,
      NAXIS2: 2,
      NAXIS3: 4,
      CTYPE1: 'RA---TAN',
      CTYPE2: 'DEC--TAN',
      CD1_1: 1e-4,
      CD2_2: 1e-4,
    };
    const third = { CTYPE3: 'WAVE', CUNIT3: 'm', CRVAL3: 1e-6, CRPIX3: 0.5 };
    expect(axisWith({ ...cube, ...third, CD3_3: 1e-8 })?.max).toBeCloseTo(1.04e-6, 15);
    expect(axisWith({ ...cube, ...third, CDELT3: 2e-8 })?.max).toBeCloseTo(1.08e-6, 15);
  });
  it('has the resolving power that SPEC_RES gives', () => {
    expect(axisWith({ SPEC_RES: 1800.5 })?.resPower).toBe(1800.5);
  });
  it.each([
    ['FREQ-LSR', {}, 'FREQ'],
    ['VELO-LSR', { CRVAL1: 1e6, CDELT1: 1e4, RESTFREQ: 1.42e9, VELREF: 257 }, 'VRAD'],
    ['VELO-HEL', { CRVAL1: 1e6, CDELT1: 1e4, RESTFREQ: 1.42e9, VELREF: 2 }, 'VOPT'],
    ['FELO-HEL', { CRVAL1: 1e6, CDELT1: 1e4, RESTFREQ: 1.42e9 }, 'VOPT-F2W'],
  ])('%s of AIPS is %s', (ctype, cards, modern) => {
    const { min, max } = axisWith({ ...cards, CTYPE1: modern }) ?? {};
    expect(axisWith({ ...cards, CTYPE1: ctype })).toMatchObject({ min, max });
  });
  it.each([
    ['a wavelength without a unit', { CTYPE1: 'WAVE', CRVAL1: 5000 }],
    ['a unit of another dimension', { CUNIT1: 'm' }],
    ['a velocity without the line at rest', { CTYPE1: 'VRAD', CUNIT1: 'm/s' }],
    ['a table', { CTYPE1: 'WAVE-TAB', CUNIT1: 'm' }],
    ['a grism', { CTYPE1: 'WAVE-GRI', CUNIT1: 'm' }],
    ['an algorithm for another type', { CTYPE1: 'WAVE-W2F', CUNIT1: 'm' }],
    ['IRAF', { CTYPE1: 'LINEAR', 'DC-FLAG': 1 }],
    ['a name that is not in the standard', { CTYPE1: 'LAMBDA', CUNIT1: 'Angstrom' }],
    ['no value', { CRVAL1: { value: '', comment: '', type: 'undefined' } }],
    ['a value that is not a number', { CRVAL1: 'unknown' }],
    ['no step', { CDELT1: 0 }],
    ['negative frequencies', { CRVAL1: 1e6 - 5e7 }],
    ['wavelengths that depend on the position', { NAXIS: 2, NAXIS2: 50, PC1_2: 0.1 }],
    ['two spectral axes', { NAXIS: 2, NAXIS2: 10, CTYPE2: 'WAVE', CUNIT2: 'm', CRVAL2: 1e-6 }],
  ] as [string, Record<string, CardValue>][])('is not understood with %s', (_, cards) => {
    expect(axisWith(cards)).toBeUndefined();
  });
  it('of a table is none', () => {
    expect(spectralAxis(skyHeader(FREQ, 'BINTABLE'))).toBeUndefined();
  });
});

const FILE = '../shared/fits/astropy--data--random_groups.fits';
describe.skipIf(!existsSync(FILE))('random groups', () => {
  it('have one', async () => {
    const axis = spectralAxis(skyHeaderOf((await readPath(FILE)).hdus[0]!));
    expect(axis?.min).toBeCloseTo(0.1426564, 7);
    expect(axis?.max).toBeCloseTo(0.2782297, 7);
    expect(axis?.xel).toBe(128);
  });
});
