import { describe, expect, it } from 'vitest';
import { essence, rowFrom } from '../helpers/hdu-header.ts';

// Headers as observatories on the ground write them: the keywords are theirs, the values are made.

describe('headers of observatories on the ground', () => {
  it('ESO: HIERARCH keywords', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'ESO-VLT-U1',
        INSTRUME: 'FORS2',
        OBJECT: 'NGC1365',
        RA: 53.4015,
        DEC: -36.1404,
        EQUINOX: 2000,
      },
      ...{
        EXPTIME: 299.999,
        'MJD-OBS': 55197.25,
        'DATE-OBS': '2010-01-01T06:00:00.123',
        UTC: 21595,
        LST: 1234.5,
      },
      ...{ 'ESO DPR CATG': 'SCIENCE', 'ESO DPR TYPE': 'OBJECT', 'ESO DPR TECH': 'IMAGE' },
      ...{
        'ESO INS FILT1 NAME': 'R_SPECIAL',
        'ESO INS FILT2 NAME': 'FREE',
        'ESO OBS PROG ID': '084.A-0001(A)',
      },
      ...{ ARCFILE: 'FORS2.2010-01-01T06:00:00.123.fits', 'ESO TEL AIRM START': 1.2 },
    });
    expect(essence(row)).toEqual(['2010-01-01 06:00:00.123000', '299.999', 'FORS2', 'NGC1365']);
    expect(row).toMatchObject({
      ...{ image_type: { value: 'object' }, night: { value: '2009-12-31' }, filter: { value: 'R_SPECIAL' } },
      ...{ proposal_id: { value: '084.A-0001(A)' }, obs_id: { value: 'FORS2.2010-01-01T06:00:00.123.fits' } },
    });
  });
  it.each([
    ['CALIB', 'BIAS', 'bias'],
    ['CALIB', 'FLAT,LAMP', 'flat'],
    ['CALIB', 'WAVE,LAMP', 'arc'],
    ['CALIB', 'STD', 'standard'],
    ['ACQUISITION', 'OBJECT', 'other'],
    ['SCIENCE', 'OBJECT', 'object'],
    ['SCIENCE', 'SKY', 'other'],
    ['CALIB', 'TELLURIC', undefined],
  ])('ESO DPR CATG = %s and TYPE = %s is %s', (category, type, expected) => {
    const row = rowFrom({ 'ESO DPR CATG': category, 'ESO DPR TYPE': type, 'MJD-OBS': 55197.25 });
    expect(row.image_type?.value).toBe(expected);
  });
  it('Gemini: the time of day in TIME-OBS, and a class of observation', () => {
    const row = rowFrom(
      {
        ...{
          TELESCOP: 'Gemini-South',
          INSTRUME: 'GMOS-S',
          OBJECT: 'M 83',
          OBSTYPE: 'OBJECT',
          OBSCLASS: 'science',
        },
        ...{ 'DATE-OBS': '2006-04-12', 'TIME-OBS': '03:04:05.6', UTSTART: '03:04:05.6', EXPTIME: 120.5 },
        ...{ FILTER1: 'open1-6', FILTER2: 'r_G0326', GEMPRGID: 'GS-2006A-Q-1', OBSID: 'GS-2006A-Q-1-2' },
      },
      { CCDSUM: '2 2', NAXIS: 2, NAXIS1: 10, NAXIS2: 10 },
    );
    expect(essence(row)).toEqual(['2006-04-12 03:04:05.600000', '120.5', 'GMOS-S', 'M 83']);
    expect(row).toMatchObject({
      ...{ filter: { value: 'r_G0326' }, binning: { value: '2x2' }, night: { value: '2006-04-11' } },
      ...{
        obs_id: { value: 'GS-2006A-Q-1-2' },
        intent: { value: 'science' },
        image_type: { value: 'object' },
      },
    });
  });
  it('Gemini, NICI: the exposure and the filter of the red camera', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'Gemini-South', INSTRUME: 'NICI', OBJECT: 'SB 1', 'DATE-OBS': '2010-01-02' },
      ...{ UT: '02:57:16.2', 'TIME-OBS': '02:57:18', MJD_OBS: 55198.1239, ITIME_R: 20.5, NCOADD_R: 3 },
      ...{ FILTER_R: 'CH4-H4%L_G0740', FILTER_B: 'CH4-H4%S_G0743' },
    });
    expect(essence(row)).toEqual(['2010-01-02 02:57:18.000000', '61.5', 'NICI', 'SB 1']);
    expect(row.filter?.value).toBe('CH4-H4%L_G0740');
  });
  it('SALT: the kind of frame in CCDTYPE', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'SALT', INSTRUME: 'RSS', OBJECT: 'ARC', CCDTYPE: 'ARC', EXPTIME: 30 },
      ...{ 'DATE-OBS': '2011-08-03', 'TIME-OBS': '20:10:11.352', CCDSUM: '2 4' },
    });
    expect(essence(row)).toEqual(['2011-08-03 20:10:11.352000', '30', 'RSS', 'ARC']);
    expect(row).toMatchObject({ image_type: { value: 'arc' }, binning: { value: '2x4' } });
  });
  it('a pulsar (PSRFITS): SRC_NAME and BACKEND', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'GBT', FRONTEND: 'Rcvr1_2', BACKEND: 'GUPPI', SRC_NAME: 'J1713+0747', RA: '17:13:49.5' },
      ...{ DEC: '+07:47:37.5', 'DATE-OBS': '2010-08-01T02:03:04.000', SCANLEN: 1800 },
    });
    expect(essence(row)).toEqual(['2010-08-01 02:03:04.000000', undefined, 'GUPPI', 'J1713+0747']);
  });
  it('Calar Alto: the name of the filter in INSFLNAM', () => {
    const row = rowFrom({ TELESCOP: 'CA 2.2m', INSFLNAM: 'Bessell R', 'DATE-OBS': '2012-03-04T22:23:24' });
    expect(row).toMatchObject({ filter: { value: 'Bessell R' }, night: { value: '2012-03-04' } });
  });
  it('Mont Megantic: the kind of frame in DATATYPE, the exposure in TEXP', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'OMM-1.6m', INSTRUME: 'CPAPIR', OBJECT: 'J0705+3420', DATATYPE: 'SCIENCE', TEXP: 20 },
      ...{ 'DATE-OBS': '2017-03-25T02:01:28', UT: 1.58463, OBS_LON: [-71.15, 'Negative=West of Greenwich'] },
    } as const);
    expect(essence(row)).toEqual(['2017-03-25 02:01:28.000000', '20', 'CPAPIR', 'J0705+3420']);
    expect(row).toMatchObject({ image_type: { value: 'object' }, night: { value: '2017-03-24' } });
  });
  it('DECam: wavelengths in the name of the filter, and a longitude with the wrong sign', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'CTIO 4.0-m telescope',
        OBSERVAT: 'CTIO',
        INSTRUME: 'DECam',
        OBSTYPE: 'object',
        OBJECT: 'Blind',
      },
      ...{
        'DATE-OBS': '2013-09-01T06:06:00.754763',
        'TIME-OBS': '06:06:00.754763',
        TIMESYS: 'UTC',
        EXPTIME: 200,
      },
      ...{ 'OBS-LONG': [70.81489, '[deg] Observatory east longitude'], 'MJD-OBS': 56536.2541754 },
      ...{ FILTER: 'r DECam SDSS c0002 6415.0 1480.0', PROCTYPE: 'InstCal', OBSID: 'ct4m20130901t060600' },
    } as const);
    expect(essence(row)).toEqual(['2013-09-01 06:06:00.754763', '200', 'DECam', 'Blind']);
    expect(row).toMatchObject({
      ...{ night: { value: '2013-08-31' }, calib_level: { value: '2' } },
      ...{ em_min: { value: '5.675e-7' }, em_max: { value: '7.155e-7' } },
    });
  });
  it('a calibrated DECam image: only the middle of the exposure, in TAI', () => {
    const row = rowFrom({
      'DATE-AVG': '2015-02-20T00:48:39.173190',
      TIMESYS: 'TAI',
      EXPTIME: 86,
      INSTRUME: 'DECam',
    });
    expect(row.obs_start?.value).toBe('2015-02-20 00:47:21.173190');
  });
  it('CFHT: UTC-OBS is in UTC although TIMESYS is TAI', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'CFHT 3.6m', INSTRUME: 'MegaPrime', OBJECT: 'D3', OBSTYPE: 'OBJECT', TIMESYS: 'TAI' },
      ...{ 'DATE-OBS': '2006-05-20', 'UTC-OBS': '12:04:45.73', UTIME: '12:04:45.73', MJDATE: 53875.5033071 },
      ...{ DATEEND: '2006-05-20', UTCEND: '12:10:34.37', EXPMEAS: 300.202, EXPREQ: 300, OBSID: 849375 },
      ...{ SHUTOPEN: [0.5, 'Shutter blade opening time (msec)'] },
    } as const);
    expect(essence(row)).toEqual(['2006-05-20 12:04:45.730000', '300.202', 'MegaPrime', 'D3']);
    expect(row).toMatchObject({
      ...{
        obs_end: { value: '2006-05-20 12:10:34.370000' },
        night: { value: '2006-05-19' },
        obs_id: { value: '849375' },
      },
    });
  });
  it('Subaru: UT-STR, DATA-TYP and FILTER01', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'Subaru', INSTRUME: 'HSC', OBJECT: 'STRIPE82L', 'DATA-TYP': 'OBJECT', EXPTIME: 30 },
      ...{ 'DATE-OBS': '2013-11-02', 'UT-STR': '13:31:02.03', 'UT-END': '13:31:32.04', FILTER01: 'HSC-I' },
      ...{ RA2000: '21:20:40.6', DEC2000: '+00:08:12.7', 'MJD-STR': 56598.5632179 },
    });
    expect(essence(row)).toEqual(['2013-11-02 13:31:02.030000', '30', 'HSC', 'STRIPE82L']);
    expect(row).toMatchObject({
      ...{
        obs_end: { value: '2013-11-02 13:31:32.040000' },
        filter: { value: 'HSC-I' },
        night: { value: '2013-11-01' },
      },
    });
    expect(Number(row.s_ra?.value)).toBeCloseTo(320.169166, 5);
  });
  it('Keck: UTC or EXPSTART beside DATE-OBS', () => {
    const common = { TELESCOP: 'Keck I', OBJECT: 'HD 10700', 'DATE-OBS': '2009-08-09' };
    const hires = rowFrom({
      ...common,
      INSTRUME: 'HIRES: High Resolution Echelle',
      UTC: '10:11:12.13',
      EXPTIME: 60,
    });
    expect(hires.obs_start?.value).toBe('2009-08-09 10:11:12.130000');
    const nirc2 = rowFrom({
      ...common,
      CURRINST: 'NIRC2',
      EXPSTART: '10:11:12.13',
      UTC: '10:12:00',
      ELAPTIME: 50,
      ITIME: 5,
    });
    expect(essence(nirc2)).toEqual(['2009-08-09 10:11:12.130000', '50', 'NIRC2', 'HD 10700']);
  });
});
