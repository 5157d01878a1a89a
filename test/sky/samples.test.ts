import { describe, expect, it } from 'vitest';
import { derivedFromPath, essence, fileValues } from '../helpers/hdu-header.ts';

describe('the samples', () => {
  it.each([
    ['echo/2025-01/echo-hd10700-raw.fits', '2025-01-14 01:22:31.405600', '45.0023', 'ECHO', 'HD 10700'],
    ['meridian/20240912/flat-r.fits', '2024-09-12 18:31:47.000000', '2.5', 'MERICAM', 'twilight sky'],
    ['meridian/20240912/m31-b.fits', '2024-09-12 23:45:02.000000', '300', 'MERICAM', 'M31'],
    ['plates/b/b03127.fit', '1974-03-12 23:14:30.000000', '2700', 'plate camera', 'M87'],
    ['radio/3c286-calibrator.fits', '2021-04-18 00:00:00.000000', undefined, 'QUINCE-L', '3C 286'],
    ['space/p2k4/p2k4a1b2q_flt.fits', '2022-07-09 11:26:05.999712', '348', 'TWICAM', 'M42-TRAPEZIUM'],
    ['sun/2023/06/11/sw_171_20230611T120009.fts', '2023-06-11 12:00:09.347000', '2.000191', 'EUV_2', 'Sun'],
    ['survey/2024/field-0421-i.fits.fz', '2024-10-05 04:10:00.113000', '45', 'CORVID-1', 'NGC 253'],
    ['wide8/2023/ngc1365-g.fits', '2023-11-20 04:31:12.250000', '240', 'WIDE8', 'NGC 1365'],
  ])('%s', async (file, ...expected) => {
    expect(essence(fileValues(await derivedFromPath(`fits_data/${file}`)))).toEqual(expected);
  });
  it.each([
    ['meridian/20240912/bias.fits', 'image_type', 'bias'],
    ['meridian/20240912/dark.fits', 'image_type', 'dark'],
    ['meridian/20240912/flat-r.fits', 'image_type', 'flat'],
    ['meridian/20240912/m31-b.fits', 'night', '2024-09-12'],
    ['plates/b/b03127.fit', 'night', '1974-03-12'],
    ['sun/2023/06/11/sw_171_20230611T120009.fts', 's_ra', ''],
    ['sun/2023/06/11/sw_171_20230611T120009.fts', 'em_min', '1.71e-8'],
    ['space/p2k4/p2k4a1b2q_flt.fits', 'obs_id', 'p2k4a1b2q'],
  ] as const)('%s: %s is %s', async (file, name, expected) => {
    expect(fileValues(await derivedFromPath(`fits_data/${file}`))[name]?.value).toBe(expected);
  });
  it('all eight images of wide8 have rows of their own, and the file has their hull', async () => {
    const derived = await derivedFromPath('fits_data/wide8/2023/ngc1365-g.fits');
    expect([...derived.hdus.keys()]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(fileValues(derived).s_ra?.source).toMatch(/^hull of 8 images/);
  });
  it.each(['wide8/2023/ngc1365-r.fits', 'catalogue/m13-stars.fits'])('%s has no position', async (file) => {
    expect(fileValues(await derivedFromPath(`fits_data/${file}`)).s_ra?.value ?? '').toBe('');
  });
});
