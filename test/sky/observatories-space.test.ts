import { describe, expect, it } from 'vitest';
import { essence, rowFrom } from '../helpers/hdu-header.ts';

// Headers as observatories in space and radio telescopes write them: the keywords are theirs, the values are made.

describe('headers of observatories in space', () => {
  it('HST: EXPSTART is more precise than DATE-OBS and TIME-OBS', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'HST',
        INSTRUME: 'ACS',
        TARGNAME: 'NGC104',
        EXPTIME: 400,
        EXPSTART: 53436.28571938,
        EXPEND: 53436.29036114,
      },
      ...{
        'DATE-OBS': '2005-03-07',
        'TIME-OBS': '06:51:26',
        FILTER1: 'F606W',
        FILTER2: 'CLEAR2L',
        ROOTNAME: 'j94f05bgq',
      },
      ...{ FLATCORR: 'COMPLETE', IMAGETYP: 'EXT', OBSTYPE: 'IMAGING', MTFLAG: '' },
    });
    expect(essence(row)).toEqual(['2005-03-07 06:51:26.154432', '400', 'ACS', 'NGC104']);
    expect(row).toMatchObject({
      ...{ filter: { value: 'F606W' }, obs_id: { value: 'j94f05bgq' }, calib_level: { value: '2' } },
      image_type: { value: 'object' },
    });
  });
  it('HST COS: the exposure is in the extension', () => {
    const row = rowFrom(
      {
        TELESCOP: 'HST',
        INSTRUME: 'COS',
        TARGNAME: 'HD-6655',
        OBSTYPE: 'SPECTROSCOPIC',
        OPT_ELEM: 'G130M',
        IMAGETYP: 'N/A',
      },
      { EXPTIME: 1000.5, EXPSTART: 55100.5, EXPEND: 55100.6, 'DATE-OBS': '2009-09-26', EXTNAME: 'EVENTS' },
    );
    expect(essence(row)).toEqual(['2009-09-26 12:00:00.000000', '1000.5', 'COS', 'HD-6655']);
    expect(row.disperser?.value).toBe('G130M');
  });
  it('JWST: DATE-BEG, XPOSURE, and the filter in the pupil wheel', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'JWST',
        INSTRUME: 'NIRISS',
        TARGNAME: 'ABELL2744',
        TIMESYS: 'UTC',
        EXP_TYPE: 'NIS_IMAGE',
      },
      ...{
        'DATE-OBS': '2022-06-28',
        'TIME-OBS': '13:50:53.056',
        'DATE-BEG': '2022-06-28T13:50:53.056',
        EXPSTART: 59758.57700296,
      },
      ...{
        XPOSURE: 526.1,
        EFFEXPTM: 526.1,
        FILTER: 'CLEAR',
        PUPIL: 'F150W',
        DATAMODL: 'ImageModel',
        TARGTYPE: 'FIXED',
      },
    });
    expect(essence(row)).toEqual(['2022-06-28 13:50:53.056000', '526.1', 'NIRISS', 'ABELL2744']);
    expect(row).toMatchObject({
      ...{ filter: { value: 'F150W' }, calib_level: { value: '2' }, image_type: { value: 'object' } },
      moving_target: { value: 'false' },
    });
  });
  it.each([
    ['MIR_DARKALL', 'dark'],
    ['NRC_LED', 'flat'],
    ['NRS_AUTOWAVE', 'arc'],
    ['NRC_TACQ', 'other'],
    ['MIR_LRS-FIXEDSLIT', 'object'],
    ['NRS_MIMF', undefined],
  ])('JWST EXP_TYPE = %s is %s', (EXP_TYPE, expected) => {
    expect(rowFrom({ EXP_TYPE, 'MJD-OBS': 59758.5 }).image_type?.value).toBe(expected);
  });
  it('CHEOPS: start and end in UTC', () => {
    const row = rowFrom(
      { TELESCOP: 'CHEOPS', INSTRUME: 'CHEOPS' },
      {
        ...{
          TARGNAME: 'HD 1',
          EXPTIME: 37,
          T_STRT_U: '2020-03-16T01:02:03.5',
          T_STOP_U: '2020-03-16T09:00:00',
        },
        ...{ T_STRT_M: 58924.04309, TIMESYS: 'UTC' },
      },
    );
    expect(essence(row)).toEqual(['2020-03-16 01:02:03.500000', '37', 'CHEOPS', 'HD 1']);
    expect(row.obs_end?.value).toBe('2020-03-16 09:00:00.000000');
  });
  it('TESS and Kepler: barycentric TSTART, DATE-OBS with Z, EXPOSURE in days', () => {
    const row = rowFrom(
      {
        TELESCOP: 'TESS',
        INSTRUME: 'TESS Photometer',
        OBJECT: 'TIC 25155310',
        RA_OBJ: 63.37389,
        DEC_OBJ: -69.226789,
      },
      {
        ...{ TSTART: 1325.2946, MJDREF: 2457000, TIMEREF: 'SOLARSYSTEM', TIMESYS: 'TDB', TIMEUNIT: 'd' },
        ...{ 'DATE-OBS': '2018-07-25T19:01:42.708Z', EXPOSURE: [22.08, '[d] time on source'] },
      } as const,
    );
    expect(essence(row)).toEqual([
      '2018-07-25 19:01:42.708000',
      String(22.08 * 86400),
      'TESS Photometer',
      'TIC 25155310',
    ]);
  });
  it('SOHO LASCO: dates with slashes', () => {
    const row = rowFrom({
      'DATE-OBS': '2000/01/15',
      'TIME-OBS': '10:06:05.987',
      INSTRUME: 'LASCO',
      EXPTIME: 25.1,
    });
    expect(row.obs_start?.value).toBe('2000-01-15 10:06:05.987000');
  });
  it('SDO HMI: a time with its scale', () => {
    const row = rowFrom({
      'DATE-OBS': '2011.02.15_00:00:34.000_TAI',
      INSTRUME: 'HMI_SIDE1',
      TELESCOP: 'SDO/HMI',
    });
    expect(row.obs_start?.value).toBe('2011-02-15 00:00:00.000000');
  });
  it('Solar Orbiter: XPOSURE and no position', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'SOLO/EUI/FSI',
        INSTRUME: 'EUI',
        OBSRVTRY: 'Solar Orbiter',
        XPOSURE: 10,
        WAVELNTH: 174,
        WAVEUNIT: 'Angstrom',
      },
      ...{
        'DATE-BEG': '2022-03-30T00:03:02.571',
        'DATE-AVG': '2022-03-30T00:03:07.571',
        NAXIS: 2,
        NAXIS1: 10,
        NAXIS2: 10,
      },
      ...{
        CTYPE1: 'HPLN-TAN',
        CTYPE2: 'HPLT-TAN',
        CRVAL1: 0,
        CRVAL2: 0,
        CRPIX1: 5,
        CRPIX2: 5,
        CDELT1: 4,
        CDELT2: 4,
      },
    });
    expect(row).toMatchObject({
      ...{
        obs_start: { value: '2022-03-30 00:03:02.571000' },
        t_exptime: { value: '10' },
        em_min: { value: '1.74e-8' },
      },
      ...{ s_ra: { value: '', source: 'solar frame' }, dataproduct_type: { value: 'image' } },
    });
  });
  it('Spitzer and WISE: DATE_OBS', () => {
    const row = rowFrom({
      TELESCOP: 'Spitzer',
      INSTRUME: 'IRAC',
      OBJECT: 'M 81',
      DATE_OBS: '2004-05-01T08:34:05.318',
      EXPTIME: 23.6,
    });
    expect(essence(row)).toEqual(['2004-05-01 08:34:05.318000', '23.6', 'IRAC', 'M 81']);
  });
  it('radio images: a beam, a frequency axis and a physical unit', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'ALMA',
        INSTRUME: 'ALMA',
        OBJECT: 'HL_Tau',
        TIMESYS: 'UTC',
        'DATE-OBS': '2014-10-25T05:40:00.5',
      },
      ...{ BUNIT: 'Jy/beam', BMAJ: 1e-5, NAXIS: 4, NAXIS1: 100, NAXIS2: 100, NAXIS3: 1, NAXIS4: 1 },
      ...{
        CTYPE1: 'RA---SIN',
        CRVAL1: 67.91,
        CRPIX1: 50.5,
        CDELT1: -1e-6,
        CTYPE2: 'DEC--SIN',
        CRVAL2: 18.23,
        CRPIX2: 50.5,
      },
      ...{
        CDELT2: 1e-6,
        CTYPE3: 'FREQ',
        CRVAL3: 2.3e11,
        CRPIX3: 1,
        CDELT3: 2e9,
        CTYPE4: 'STOKES',
        CRVAL4: 1,
        CRPIX4: 1,
        CDELT4: 1,
      },
    });
    expect(row).toMatchObject({
      ...{
        o_ucd: { value: 'phot.flux.density' },
        calib_level: { value: '2' },
        dataproduct_type: { value: 'image' },
      },
      ...{ em_xel: { value: '1' }, pol_states: { value: '/I/' } },
    });
    expect(Number(row.s_resolution?.value)).toBeCloseTo(0.036, 12);
    expect(Number(row.s_ra?.value)).toBeCloseTo(67.91, 9);
  });
});
