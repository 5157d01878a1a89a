import { describe, expect, it } from 'vitest';
import { essence, rowFrom } from '../helpers/hdu-header.ts';

// Headers as observatories on the ground write them: the keywords are theirs, the values are made.

describe('headers of surveys and of amateurs', () => {
  it('SDSS: TAI', () => {
    const frame = rowFrom({
      ...{
        TAI: 4665448882.73,
        'DATE-OBS': ['2006-09-20', '1st row - TAI date'],
        TAIHMS: '06:01:22.73',
        TIMESYS: 'TAI',
      },
      ...{ TELESCOP: '2.5m', OBJECT: '82 S', EXPTIME: '53.907456', FLAVOR: 'science', FRAME: 407 },
    } as const);
    expect(essence(frame)).toEqual(['2006-09-20 06:00:49.730000', '53.907456', undefined, '82 S']);
    expect(frame.image_type?.value).toBe('object');
    const spectrum = rowFrom({ 'TAI-BEG': 4665448882.73, 'TAI-END': 4665449782.73, MJD: 53998 });
    expect(spectrum.obs_start?.value).toBe('2006-09-20 06:00:49.730000');
    expect(spectrum.obs_end?.value).toBe('2006-09-20 06:15:49.730000');
  });
  it('Rubin: DATE-BEG in TAI', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'Simonyi Survey Telescope',
        INSTRUME: 'LSSTCam',
        OBJECT: 'COSMOS',
        IMGTYPE: 'OBJECT',
        TIMESYS: 'TAI',
      },
      ...{
        'DATE-BEG': '2025-05-02T23:10:37.000',
        'DATE-END': '2025-05-02T23:11:07.000',
        EXPTIME: 30,
        'MJD-BEG': 60797.9657,
      },
      ...{ 'DATE-OBS': '2025-05-02T23:10:36.500', FILTBAND: 'r', OBSID: 'MC_O_20250502_000001' },
    });
    expect(essence(row)).toEqual(['2025-05-02 23:10:00.000000', '30', 'LSSTCam', 'COSMOS']);
    expect(row.night?.value).toBe('2025-05-02');
  });
  it('Pan-STARRS: HIERARCH keywords with dots, and MJD-OBS in TAI', () => {
    const row = rowFrom({
      ...{
        'FPA.TELESCOPE': 'PS1',
        'FPA.INSTRUMENT': 'GPC1',
        'FPA.FILTERID': 'r.00000',
        'FPA.OBSTYPE': 'OBJECT',
      },
      ...{ 'FPA.OBJECT': 'SAS2', 'MJD-OBS': 55000.5, TIMESYS: 'TAI', EXPTIME: 40 },
    });
    expect(essence(row)).toEqual(['2009-06-18 11:59:26.000000', '40', 'GPC1', 'SAS2']);
    expect(row).toMatchObject({ facility_name: { value: 'PS1' }, filter: { value: 'r.00000' } });
  });
  it('Las Cumbres: EXPOSE, UTSTOP, and the site as a code', () => {
    const row = rowFrom({
      ...{
        TELESCOP: '1m0-05',
        SITEID: 'lsc',
        INSTRUME: 'fa15',
        OBJECT: 'M 42',
        OBSTYPE: 'EXPOSE',
        EXPTIME: 29.5,
      },
      ...{
        'DATE-OBS': '2019-12-31T23:59:50.500',
        UTSTOP: '00:00:20.000',
        FILTER: 'rp',
        'DAY-OBS': '20191231',
      },
    });
    expect(essence(row)).toEqual(['2019-12-31 23:59:50.500000', '29.5', 'fa15', 'M 42']);
    expect(row).toMatchObject({
      ...{
        obs_end: { value: '2020-01-01 00:00:20.000000' },
        night: { value: '2019-12-31' },
        image_type: { value: 'object' },
      },
    });
  });
  it('ZTF: the time in UTC-OBS', () => {
    const row = rowFrom({
      ...{
        TELESCOP: 'Palomar 48-inch',
        INSTRUME: 'ZTF/MOSAIC',
        OBJECT: 'ztf',
        EXPTIME: 30,
        IMGTYPE: 'object',
      },
      ...{ OBSMJD: 58288.3364, 'UTC-OBS': '2018-06-19T08:04:24.987', FILTER: 'ZTF_r' },
    });
    expect(essence(row)).toEqual(['2018-06-19 08:04:24.987000', '30', 'ZTF/MOSAIC', 'ztf']);
  });
  it('AAT: dates with colons, and EXPOSED', () => {
    const row = rowFrom({
      ...{ TELESCOP: 'Anglo-Australian Telescope', INSTRUME: 'AAOMEGA-2dF', OBJECT: 'G09_Y1', EXPOSED: 1200 },
      ...{ UTDATE: '2008:03:10', UTSTART: '12:34:56' },
    });
    expect(essence(row)).toEqual(['2008-03-10 12:34:56.000000', '1200', 'AAOMEGA-2dF', 'G09_Y1']);
  });
  it('LAMOST: DATE-BEG is local, and DATE-OBS is in the middle', () => {
    const row = rowFrom({
      'DATE-OBS': ['2011-10-24T11:54:00.19', 'The observation median UTC'],
      'DATE-BEG': ['2011-10-24T19:21:00.0', 'The observation start local time'],
      EXPTIME: 1800,
    } as const);
    expect(row.obs_start?.value).toBe('2011-10-24 11:39:00.190000');
  });
  it.each(['Light Frame', 'LIGHT', 'Light', 'light'])('amateur cameras: IMAGETYP = %s', (IMAGETYP) => {
    const row = rowFrom({
      ...{
        IMAGETYP,
        'DATE-OBS': '2020-03-01T21:02:03.4567891',
        EXPTIME: 180,
        EXPOSURE: 180,
        INSTRUME: 'ZWO ASI1600MM',
      },
      ...{
        OBJECT: 'M 51',
        OBJCTRA: '13 29 53',
        OBJCTDEC: '+47 11 43',
        XBINNING: 2,
        YBINNING: 2,
        FILTER: 'Ha',
      },
    });
    expect(essence(row)).toEqual(['2020-03-01 21:02:03.456789', '180', 'ZWO ASI1600MM', 'M 51']);
    expect(row).toMatchObject({
      image_type: { value: 'object' },
      binning: { value: '2x2' },
      filter: { value: 'Ha' },
    });
    expect(Number(row.s_ra?.value)).toBeCloseTo(202.470833, 5);
  });
});
