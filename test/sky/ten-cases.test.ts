import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type ByName, derivedFromPath, fileValues } from '../helpers/hdu-header.ts';

// The ten files whose headers mislead most. test/sky/made-cases.test.ts has the same situations without the files.

const FOLDER = '../shared/fits';

describe.skipIf(!existsSync(FOLDER))('ten misleading files', () => {
  const row = async (name: string): Promise<ByName> => fileValues(await derivedFromPath(`${FOLDER}/${name}`));
  const number = (values: ByName, name: keyof ByName): number => Number(values[name]?.value);

  it('sunpy gbm: TSTART in TT', async () => {
    const values = await row('sunpy--test--gbm.fits');
    expect(number(values, 't_min')).toBeCloseTo(55718.9999236, 7);
    expect(values.filter).toBeUndefined();
  });
  it('chandra_time: EXPOSURE, not EXPTIME', async () => {
    const values = await row('astropy--data--chandra_time.fits');
    expect(number(values, 't_min')).toBeCloseTo(57413.7481679, 7);
    expect(number(values, 't_exptime')).toBeCloseTo(4998.98, 2);
    expect(values).toMatchObject({
      dataproduct_type: { value: 'event' },
      instrument_name: { value: 'ACIS' },
      target_name: { value: 'Mrk 1434' },
    });
  });
  it('kplr slc: DATE-OBS with Z, and an exposure in days', async () => {
    const values = await row('astropy-data--timeseries--kplr010666592-2009131110544_slc.fits');
    expect(number(values, 't_min')).toBeCloseTo(54953.0279355, 7);
    expect(number(values, 't_exptime')).toBeCloseTo(773693.02, 2);
    expect(values.dataproduct_type?.value).toBe('timeseries');
  });
  it('HorseHead: an exposure in minutes', async () => {
    const values = await row('astropy-data--FITS-images--HorseHead.fits');
    expect(number(values, 't_min')).toBeCloseTo(48247.5756944, 7);
    expect(values).toMatchObject({ t_exptime: { value: '3900' }, night: { value: '1990-12-22' } });
  });
  it('a8280271: the time in UT, and no filter', async () => {
    const values = await row('ccdproc--data--a8280271.fits');
    expect(number(values, 't_min')).toBeCloseTo(56486.0399653, 7);
    expect(number(values, 's_ra')).toBeCloseTo(331.033, 3);
    expect(values).toMatchObject({ t_exptime: { value: '150.04' }, image_type: { value: 'object' } });
    expect(values.filter).toBeUndefined();
  });
  it('o4sp040b0: the times of all exposures', async () => {
    const values = await row('astropy--data--o4sp040b0_raw.fits');
    expect(number(values, 't_min')).toBeCloseTo(50923.7765711, 7);
    expect(number(values, 't_max')).toBeCloseTo(50923.7794876, 7);
    expect(values.t_exptime?.value).toBe('120');
    expect(values.image_type).toBeUndefined();
  });
  it('checksum: nothing of the other observation', async () => {
    const values = await row('astropy--data--checksum.fits');
    expect(values).toMatchObject({ target_name: { value: 'NGC 1316' }, t_min: { value: '' } });
    expect(values.instrument_name).toBeUndefined();
  });
  it('random_groups: visibilities', async () => {
    const values = await row('astropy--data--random_groups.fits');
    expect(number(values, 'em_min')).toBeCloseTo(0.1426564, 7);
    expect(number(values, 'em_max')).toBeCloseTo(0.2782297, 7);
    expect(number(values, 's_ra')).toBeCloseTo(24.5604, 4);
    expect(number(values, 's_dec')).toBeCloseTo(-42.6686, 4);
    expect(values).toMatchObject({
      dataproduct_type: { value: 'visibility' },
      em_xel: { value: '128' },
      pol_states: { value: '/I/' },
    });
  });
  it('fixed-1890: DATE-OBS, not MJD-OBS', async () => {
    const values = await row('astropy--data--fixed-1890.fits');
    expect(number(values, 't_min')).toBeCloseTo(55820.4401084, 7);
    expect(values.t_exptime?.value).toBe('50');
  });
  it('wfc3_uvis_fq387n: a model of an instrument is not an observation', async () => {
    const derived = await derivedFromPath(`${FOLDER}/drizzlepac--uvis--wfc3_uvis_fq387n.fits`);
    expect(derived.file).toEqual([]);
    expect(derived.hdus.size).toBe(0);
  });
});
