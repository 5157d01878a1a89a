import { describe, expect, it } from 'vitest';
import { essence, rowFrom } from '../helpers/hdu-header.ts';

// Headers as spectrographs write them: the keywords are theirs, the values are made.

describe('headers of spectrographs', () => {
  it('Keck, KCWI: MJD alone, and the position of the target in hours', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'Keck II', INSTRUME: 'KCWI', TARGNAME: 'M87', MJD: 58552.5, ELAPTIME: 1200.25 },
      ...{ IMTYPE: 'OBJECT', TARGRA: '12:30:00', TARGDEC: '+12:30:00', BFILTNAM: 'KBlue', BGRATNAM: 'BM' },
    });
    expect(essence(row)).toEqual(['2019-03-10 12:00:00.000000', '1200.25', 'KCWI', 'M87']);
    expect(row).toMatchObject({
      ...{ s_ra: { value: '187.5', source: 'TARGRA TARGDEC' }, image_type: { value: 'object' } },
      ...{ filter: { value: 'KBlue' }, disperser: { value: 'BM' }, night: { value: '2019-03-09' } },
    });
  });
  it('MJD counts only if nothing else gives a time: elsewhere it is when the file was written', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'LSST AuxTelescope', INSTRUME: 'LATISS', OBJECT: 'HD 1', TIMESYS: 'TAI', EXPTIME: 30 },
      ...{ 'DATE-BEG': '2022-04-06T02:59:29.057', 'MJD-BEG': 59675.1246418629, MJD: 59675.2 },
    });
    expect(essence(row)).toEqual(['2022-04-06 02:58:52.057000', '30', 'LATISS', 'HD 1']);
  });
  it('Gemini, GHOST: DATE, if its comment says that it is of the observation', () => {
    const clock = { TELESCOP: 'Gemini-South', INSTRUME: 'GHOST', OBJECT: 'HD 1', UT: '23:37:15.1' };
    const row = rowFrom({ ...clock, DATE: ['2023-05-15', 'UTC Date of observation (YYYY-MM-DD)'] } as const);
    expect(row.obs_start?.value).toBe('2023-05-15 23:37:15.100000');
    expect(rowFrom({ ...clock, DATE: ['2023-05-15', 'Date of creation'] } as const).t_min?.value).toBe('');
  });
  it('a date without a time of day decides about MJD', () => {
    const date = { TELESCOP: 'WHT', OBJECT: 'A', 'DATE-OBS': '2010-02-03' };
    expect(rowFrom({ ...date, MJD: 55230.25 }).obs_start?.value).toBe('2010-02-03 06:00:00.000000');
    expect(rowFrom({ ...date, MJD: 56230.25 }).t_min).toEqual({
      value: '55230',
      source: 'DATE-OBS (day only)',
    });
  });
  it.each([
    ['DBSP_BLUE', 'blue'],
    ['TSPEC', ''],
  ])('Palomar: the instrument %s is in FPA', (FPA, DETNAM) => {
    const row = rowFrom({
      ...{ TELESCOP: 'Hale 200 in', FPA, DETNAM, OBJECT: 'ZTF20abc', IMGTYPE: 'object', EXPTIME: 900 },
      ...{ UTSHUT: '2020-09-05T03:04:05.678', GRATING: '600/4000' },
    });
    expect(essence(row)).toEqual(['2020-09-05 03:04:05.678000', '900', FPA, 'ZTF20abc']);
  });
  it.each([
    ['NIRI', {}, '60', 'EXPTIME COADDS'],
    ['GNIRS', {}, '60', 'EXPTIME COADDS'],
    ['NIRI', { PREPARE: '2020-01-01T00:00:00' }, '10', 'EXPTIME'],
    ['F2', {}, '10', 'EXPTIME'],
  ])('Gemini, %s %j: an exposure of %s s', (INSTRUME, prepared, value, source) => {
    const row = rowFrom({
      ...{ TELESCOP: 'Gemini-North', INSTRUME, OBJECT: 'FS 1', EXPTIME: 10, COADDS: 6, ...prepared },
      ...{ 'DATE-OBS': '2006-04-12', 'TIME-OBS': '03:04:05.6', FILTER1: 'K_G0204', FILTER3: 'pup38_G5207' },
    });
    expect(row.t_exptime).toEqual({ value, source });
    expect(row.filter?.value).toBe('K_G0204');
  });
  it('Gemini, GPI: coadds in the primary HDU, the time of one in the extension', () => {
    const row = rowFrom(
      { TELESCOP: 'Gemini-South', INSTRUME: 'GPI', OBJECT: 'beta Pic', COADDS: 2, 'DATE-OBS': '2014-11-08' },
      { ITIME: 29.5, UTSTART: '06:01:02.3' },
    );
    expect(row.t_exptime).toEqual({ value: '59', source: 'ITIME COADDS' });
  });
  it('AAT: the exposure in TOTALEXP, the position in MEANRA', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'Anglo-Australian Telescope', INSTRUME: 'UHRF', OBJECT: 'HD 1', TOTALEXP: 600 },
      ...{ UTDATE: '2005:03:01', UTSTART: '12:13:14', MEANRA: [162.5, '10 50 00.0'], MEANDEC: 37.5 },
    } as const);
    expect(essence(row)).toEqual(['2005-03-01 12:13:14.000000', '600', 'UHRF', 'HD 1']);
    expect(row.s_ra?.value).toBe('162.5');
  });
  it.each([
    ['2021-11-13T03:04:010.00', '2021-11-13 03:04:10.000000'],
    ['2021-11-13T03:59:60.00', '2021-11-13 04:00:00.000000'],
  ])('LDT, DeVeny: the rounded seconds of %s', (date, start) => {
    const row = rowFrom({
      ...{ TELESCOP: 'DCT', INSTRUME: 'Deveny', OBJNAME: 'UNKNOWN', SCITARG: 'BD28', 'DATE-OBS': date },
      ...{ EXPTIME: 60, IMAGETYP: 'OBJECT' },
    });
    expect(essence(row)).toEqual([start, '60', 'Deveny', 'BD28']);
    expect(row.night).toEqual({ value: '2021-11-12', source: 't_min TELESCOP (Lowell)' });
  });
  it('LBT: the position in OBJRA', () => {
    const row = rowFrom({ TELESCOP: 'LBT-DX', OBJECT: 'A', OBJRA: '01 00 00', OBJDEC: '+05 30 00' });
    expect(row).toMatchObject({ s_ra: { value: '15' }, s_dec: { value: '5.5' } });
  });
  it('NOT: OBJRA may be hours, so RA counts; filters in three wheels', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'NOT',
        INSTRUME: 'ALFOSC_FASU',
        OBJECT: 'SN 1',
        OBJRA: 10.5,
        OBJDEC: 33,
        RA: 157.5,
        DEC: 33,
      },
      ...{ 'DATE-OBS': '2020-02-03T20:21:22.3', 'DATE-AVG': '2020-02-03T20:22:22.3', EXPTIME: 120 },
      ...{ ALFLTNM: 'Open', FAFLTNM: "r'_SDSS 625_140", FBFLTNM: 'Open', DETXBIN: 2, DETYBIN: 1 },
    });
    expect(essence(row)).toEqual(['2020-02-03 20:21:22.300000', '120', 'ALFOSC_FASU', 'SN 1']);
    expect(row).toMatchObject({
      ...{ s_ra: { value: '157.5' }, filter: { value: "r'_SDSS 625_140" }, binning: { value: '2x1' } },
    });
  });
  it('TNG: the target in OBJCAT, the kind of frame in OBS-TYPE', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'TNG', INSTRUME: 'LRS', OBJCAT: 'GRB 1', 'OBS-TYPE': 'OBJECT', EXPTIME: 120 },
      ...{ 'DATE-OBS': '2020-02-03', EXPSTART: '20:21:22.3', FLT_ID: 'r_sdss' },
    });
    expect(essence(row)).toEqual(['2020-02-03 20:21:22.300000', '120', 'LRS', 'GRB 1']);
    expect(row).toMatchObject({ image_type: { value: 'object' }, filter: { value: 'r_sdss' } });
  });
  it.each([
    [{ FILTERS: 'dia v' }, 'dia v'],
    [{ FILTERS: 48 }, undefined],
    [{ FILTNME1: 'Open', FILTNME3: 'VR' }, 'VR'],
    [{ FILTER: '<NO FILTER>' }, undefined],
    [{ BLUFILT: 'clear', REDFILT: 'R' }, 'R'],
  ])('the filter of %j is %s', (cards, expected) => {
    const made: Parameters<typeof rowFrom>[0] = { ...cards, 'MJD-OBS': 55197.25 };
    expect(rowFrom(made).filter?.value).toBe(expected);
  });
  it.each([
    ['EXPTYPE', 'Object', 'object'],
    ['EXPTYPE', 'Comp', 'arc'],
    ['OBJTYPE', 'TAR', 'object'],
    ['OBJTYPE', 'FLAT_ON', 'flat'],
    ['OBJTYPE', 'GALAXY', undefined],
    ['OBSMODE', 'OsirisBias', 'bias'],
    ['OBSMODE', 'OsirisDomeFlat', 'flat'],
    ['OBSMODE', 'spectroscopy', undefined],
  ])('%s = %s is %s', (keyword, word, expected) => {
    expect(rowFrom({ [keyword]: word, 'MJD-OBS': 55197.25 }).image_type?.value).toBe(expected);
  });
});
