import { describe, expect, it } from 'vitest';
import { isJunk } from '../../lib/sky/rules/junk.ts';
import { rowFrom } from '../helpers/hdu-header.ts';

const T = { OBJECT: 'M 31', TELESCOP: 'T' };
type Cards = Parameters<typeof rowFrom>[0];
/** The value of a column in a header. */
const value = (name: keyof ReturnType<typeof rowFrom>, cards: Cards): string | undefined =>
  rowFrom({ ...T, ...cards })[name]?.value;

describe('words that mean nothing', () => {
  it.each([
    '',
    ' ',
    'N/A',
    'unknown',
    '_unknown_',
    'INDEF',
    'notSet',
    'None',
    '(None)',
    'ANY',
    'DUMMY',
    'Unrecognised',
    '#TODO',
    '--',
  ])('%s', (text) => {
    expect(isJunk(text)).toBe(true);
  });
  it.each(['M 31', '0', 'any star', 'clouds', 'full FOV', '12'])('%s means something', (text) => {
    expect(isJunk(text)).toBe(false);
  });
});

describe('image_type', () => {
  it.each([
    ['EXT', 'object'],
    ['Light Frame', 'object'],
    ['SKYEXP', 'object'],
    ['zero', 'bias'],
    ['Bias Frame', 'bias'],
    ['DARK', 'dark'],
    ['DarkFlat', 'dark'],
    ['Flat Field', 'flat'],
    ['sky_flat', 'flat'],
    ['DmFlat', 'flat'],
    ['FLAT,LAMP', 'flat'],
    ['COMPARISON', 'arc'],
    ['comp', 'arc'],
    ['STANDARD', 'standard'],
    ['partnerCal', 'standard'],
    ['focus', 'other'],
    ['IMAGING', undefined],
    ['SPECTROSCOPIC', undefined],
    ['NRT', undefined],
    ['7', undefined],
    ['sky', undefined],
    ['constructor', undefined],
  ])('IMAGETYP = %s is %s', (IMAGETYP, expected) => {
    expect(value('image_type', { IMAGETYP })).toBe(expected);
  });
  it('is that of the first keyword whose word is known', () => {
    expect(rowFrom({ ...T, IMAGETYP: 'EXPOSURE', OBSTYPE: 'FLAT' }).image_type).toEqual({
      value: 'flat',
      source: 'OBSTYPE',
    });
  });
});

describe('filter', () => {
  it.each([
    [{ FILTER: 'R' }, 'R'],
    [{ FILTER: 'None', FILTER1: 'F606W', FILTER2: 'CLEAR2L' }, 'F606W'],
    [{ FILTER1: 'g', FILTER2: 'ND2' }, 'g+ND2'],
    [{ FILTNAM1: 'F673N', FILTNAM2: '' }, 'F673N'],
    [{ FILTER1: 33, FILTER2: 0 }, undefined],
    [{ FILTER: 'CLEAR', PUPIL: 'F150W' }, 'F150W'],
    [{ FILTER: 'CLEAR' }, undefined],
    [{ FILTER: 'Open', PHOTMODE: 'ACS WFC1 F606W' }, 'ACS WFC1 F606W'],
    [{ BAND: 'H' }, 'H'],
    [{ BAND: 'wide' }, undefined],
    [{ WAVELNTH: 171, WAVEUNIT: 'angstrom' }, '171 angstrom'],
    [{ WAVELNTH: 171 }, undefined],
    [{ WAVELNTH: 171, WAVEUNIT: '' }, undefined],
  ])('%j', (cards, expected) => {
    expect(value('filter', cards)).toBe(expected);
  });
  it.each([
    [{ FILTER: 'V' }, '5.03e-7', '5.87e-7'],
    [{ FILTER: 'r' }, '5.57e-7', '6.952e-7'],
    [{ FILTER: 'rp' }, '5.57e-7', '6.952e-7'],
    [{ WAVELNTH: 0.5, WAVEUNIT: 'micron' }, '5e-7', '5e-7'],
    [{ FILTER: 'F606W' }, undefined, undefined],
    [{ FILTER: 'constructor' }, undefined, undefined],
    [{ WAVELNTH: 171, WAVEUNIT: 'keV' }, undefined, undefined],
  ])('the wavelengths of %j', (cards, min, max) => {
    expect([value('em_min', cards), value('em_max', cards)]).toEqual([min, max]);
  });
});

describe('names', () => {
  it.each([
    [{ INSTRUME: ' ACS ' }, 'ACS'],
    [{ INSTRUME: 4, DETECTOR: 'WFC' }, 'WFC'],
    [{ INSTRUME: '4' }, undefined],
    [{ INSTRUME: 'N/A', CAMERA: 'LONG' }, 'LONG'],
  ])('the instrument in %j', (cards, expected) => {
    expect(value('instrument_name', cards)).toBe(expected);
  });
  it('a target may be a number, and TARGNAME comes before OBJECT', () => {
    expect(value('target_name', { OBJECT: 4321 })).toBe('4321');
    expect(value('target_name', { TARGNAME: 'NGC104' })).toBe('NGC104');
    expect(rowFrom({ 'MJD-OBS': 58849.25, OBJECT: 'Unknown' }).target_name).toEqual({
      value: '',
      source: 'target keyword without a name',
    });
    expect(rowFrom({ 'MJD-OBS': 58849.25 }).target_name?.source).toBe('no target keyword');
  });
});

describe('calibration and units', () => {
  const image = { NAXIS: 2, NAXIS1: 9, NAXIS2: 9 };
  it.each([
    ['ADU', 'phot.count', '1'],
    ['DNs', 'phot.count', '1'],
    ['ELECTRONS/S', 'phot.count', '1'],
    ['counts / pixel', 'phot.count', '1'],
    ['Jy/beam', 'phot.flux.density', '2'],
    ['10**(-20)*erg/s/cm**2/Angstrom', 'phot.flux.density', '2'],
    ['1E-17 erg/s/cm^2/Ang', 'phot.flux.density', '2'],
    ['MJy/sr', 'phot.flux.density', '2'],
    ['nanomaggy', 'phot.flux.density', '2'],
    ['K', 'phot.antennaTemp', '2'],
    ['UNITLESS', undefined, '1'],
  ])('BUNIT = %s', (BUNIT, ucd, level) => {
    const row = rowFrom({ ...T, ...image, BUNIT });
    expect([row.o_unit?.value, row.o_ucd?.value, row.calib_level?.value]).toEqual([BUNIT, ucd, level]);
  });
  it.each([
    [{}, '1'],
    [{ PROCTYPE: 'InstCal' }, '2'],
    [{ DATAMODL: 'ImageModel' }, '2'],
    [{ FLATCORR: 'COMPLETE' }, '2'],
    [{ FLATCORR: 'PERFORM' }, '1'],
    [{ 'ESO PRO CATG': 'SCIENCE_REDUCED' }, '2'],
    [{ PROCTYPE: 'Stacked' }, '3'],
    [{ NCOMBINE: 4 }, '3'],
    [{ NCOMBINE: 1 }, '1'],
  ])('%j', (cards, level) => {
    expect(value('calib_level', cards)).toBe(level);
  });
});

describe('further columns', () => {
  it.each([
    ['binning', { XBINNING: 2, YBINNING: 4 }, '2x4'],
    ['binning', { CCDSUM: '2 2' }, '2x2'],
    ['binning', { CCDSUM: '1.0' }, undefined],
    ['disperser', { GRATING: 'B600' }, 'B600'],
    ['disperser', { GRATING: 'MIRROR' }, undefined],
    ['seeing', { SEEING: [1.2, '[arcsec]'] }, '1.2'],
    ['seeing', { SEEING: [2.04, '[pix] Seeing FWHM'] }, undefined],
    ['airmass', { AIRMASS: 1.05 }, '1.05'],
    ['airmass', { AIRMASS: -999 }, undefined],
    ['moving_target', { MTFLAG: 'T' }, 'true'],
    ['moving_target', { TARGTYPE: 'FIXED' }, 'false'],
    ['simulated', { SIMULATE: true }, 'true'],
    ['t_resolution', { TIMEDEL: 2, TIMEUNIT: 'd' }, '172800'],
    ['t_resolution', { TIMEDEL: 0 }, undefined],
    ['s_resolution', { BMAJ: 0.01 }, '36'],
  ] as const)('%s of %j', (name, cards, expected) => {
    expect(value(name, cards as Cards)).toBe(expected);
  });
});
