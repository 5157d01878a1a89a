import { existsSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contains, polygon } from '../../../lib/sky/region.ts';
import { axesOf, polarization } from '../../../lib/sky/wcs/axes.ts';
import { type NoSky, type SkyImage, skyImage } from '../../../lib/sky/wcs/sky-image.ts';
import { spectralAxis } from '../../../lib/sky/wcs/spectral-axis.ts';
import { effort } from '../../helpers/effort.ts';
import { readPath } from '../../helpers/read-file.ts';
import { type CardValue, skyHeader, skyHeaderOf } from '../../helpers/sky-header.ts';

type Cards = Readonly<Record<string, CardValue>>;

/** 100 x 50 pixels of 3.6 arcsec around (10, 0), north up. */
const IMAGE: Cards = {
  NAXIS: 2,
  NAXIS1: 100,
  NAXIS2: 50,
  CTYPE1: 'RA---TAN',
  CTYPE2: 'DEC--TAN',
  CRVAL1: 10,
  CRVAL2: 0,
  CRPIX1: 50.5,
  CRPIX2: 25.5,
  CDELT1: -0.001,
  CDELT2: 0.001,
};
const ABSENT: CardValue = { value: '', comment: '', type: 'undefined' };

const imageWith = (cards: Cards): SkyImage | NoSky | undefined => skyImage(skyHeader({ ...IMAGE, ...cards }));
function placed(image: SkyImage | NoSky | undefined): SkyImage {
  if (image === undefined || 'reason' in image) expect.unreachable(image?.reason);
  return image;
}
const close = (ra: number, dec: number): unknown => ({
  ra: expect.closeTo(ra, 6),
  dec: expect.closeTo(dec, 6),
});

describe('skyImage', () => {
  it('has the centre and the outer corners of the corner pixels', () => {
    expect(imageWith({})).toEqual({
      centre: close(10, 0),
      corners: [close(10.05, -0.025), close(9.95, -0.025), close(9.95, 0.025), close(10.05, 0.025)],
      axes: [1, 2],
      sizes: [100, 50],
      pixelScale: expect.closeTo(3.6, 6),
      source: 'CTYPE1 CTYPE2 CRVAL1 CRVAL2 CDELT1 CDELT2 CRPIX1 CRPIX2 (TAN)',
    });
  });
  it('is about the middle of the image, wherever CRPIX is', () => {
    expect(placed(imageWith({ CRPIX1: 150.5, CRPIX2: -74.5 })).centre).toEqual(close(10.1, 0.1));
  });
  it('lists the first of many keywords', () => {
    const { source } = placed(
      imageWith({ A_ORDER: 2, B_ORDER: 2, A_2_0: 1e-6, A_0_2: 1e-7, B_1_1: 1e-6, RADESYS: 'ICRS' }),
    );
    expect(source).toMatch(/^CTYPE1 CTYPE2 RADESYS CRVAL1 .* \.\.\. \(TAN-SIP\)$/);
  });
  it('finds celestial axes in any position and order', () => {
    const cube = imageWith({
      ...{ NAXIS: 4, NAXIS1: 30, NAXIS2: 50, NAXIS3: 4, NAXIS4: 100 },
      ...{ CTYPE1: 'FREQ', CTYPE2: 'DEC--TAN', CTYPE3: 'STOKES', CTYPE4: 'RA---TAN' },
      ...{ CRVAL1: 1e9, CRVAL2: 0, CRVAL4: 10, CRPIX1: 1, CRPIX2: 25.5, CRPIX4: 50.5 },
      ...{ CDELT1: 1e6, CDELT2: 0.001, CDELT4: -0.001 },
    });
    expect(cube).toMatchObject({
      centre: close(10, 0),
      corners: [close(10.05, -0.025), close(10.05, 0.025), close(9.95, 0.025), close(9.95, -0.025)],
      axes: [2, 4],
      sizes: [50, 100],
    });
  });
  it('reads numbers that are strings or have an exponent with D', () => {
    const text = { CRVAL1: '1.0D+01', CRVAL2: ' 0 ', CRPIX1: '50.5' };
    expect(placed(imageWith(text)).centre).toEqual(close(10, 0));
  });
  it('reads the matrix of a draft of the standard', () => {
    const turned = { PC001001: 0, PC001002: 1, PC002001: -1, PC002002: 0 };
    const modern = { PC1_1: 0, PC1_2: 1, PC2_1: -1, PC2_2: 0 };
    expect(placed(imageWith(turned)).corners).toEqual(placed(imageWith(modern)).corners);
  });
  it('has a centre, but no corners, if they are not on the sky or not around the centre', () => {
    const sky = { CTYPE1: 'GLON-AIT', CTYPE2: 'GLAT-AIT', CRVAL1: 0, CDELT1: -4, CDELT2: 4 };
    expect(placed(imageWith(sky))).toMatchObject({
      centre: close(266.4049883, -28.9361778),
      corners: undefined,
    });
    const band = { CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CDELT1: -3.6, CDELT2: 0.1 };
    expect(placed(imageWith(band)).corners).toBeUndefined();
  });
  it('is undefined without celestial axes, and for HDUs that are not images', () => {
    expect(imageWith({ CTYPE1: 'LINEAR', CTYPE2: 'LINEAR' })).toBeUndefined();
    expect(imageWith({ CTYPE1: ABSENT, CTYPE2: ABSENT })).toBeUndefined();
    expect(imageWith({ NAXIS: 0 })).toBeUndefined();
    expect(skyImage(skyHeader(IMAGE, 'BINTABLE'))).toBeUndefined();
  });
  it.each([
    ['the projection TNX is not supported', { CTYPE1: 'RA---TNX', CTYPE2: 'DEC--TNX' }],
    ['the projection COE is not supported', { CTYPE1: 'RA---COE', CTYPE2: 'DEC--COE' }],
    ['CTYPE names no projection', { CTYPE1: 'RA', CTYPE2: 'DEC' }],
    ['only one celestial axis: RA---TAN', { CTYPE2: 'WAVE' }],
    ['the celestial axes do not match: RA---TAN DEC--SIN', { CTYPE2: 'DEC--SIN' }],
    ['the celestial axes do not match: RA---TAN GLAT-TAN', { CTYPE2: 'GLAT-TAN' }],
    ['the celestial axes do not match: RA---TAN RA---TAN', { CTYPE2: 'RA---TAN' }],
    ['CRVAL1 is missing', { CRVAL1: ABSENT }],
    ['CRVAL2 is not a number', { CRVAL2: 'junk' }],
    ['CRPIX1 is not a number', { CRPIX1: { value: 'true', comment: '', type: 'logical' } }],
    ['CUNIT2 is not an angle', { CUNIT2: 'Hz' }],
    ['CRVAL1 is too large', { CRVAL1: 2725.93 }],
    ['no CD, PC or CDELT', { CDELT1: ABSENT, CDELT2: ABSENT }],
    ['the matrix is singular', { CDELT1: 0 }],
    ['the matrix is singular', { CD1_1: 1, CD1_2: 1, CD2_1: 1, CD2_2: 1 }],
    ['CD and PC differ', { CD1_1: -0.002, CD2_2: 0.002, PC1_1: 1 }],
    ['the SIP polynomials are incomplete', { A_ORDER: 2, A_2_0: 1e-6 }],
    ['the distortion TPD is not supported', { CPDIS1: 'TPD' }],
    ['PV1_0 is not supported', { PV1_0: 1 }],
    ['PV2_1 has no meaning for TAN', { PV2_1: 0.5 }],
    ['the parameters of ZPN are impossible', { CTYPE1: 'RA---ZPN', CTYPE2: 'DEC--ZPN' }],
    ['CRVAL, LONPOLE and LATPOLE are impossible', { CRVAL2: 95 }],
    [
      'CRVAL, LONPOLE and LATPOLE are impossible',
      { CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CRVAL2: 50, LONPOLE: 90 },
    ],
    [
      'CRVAL, LONPOLE and LATPOLE are impossible',
      { CTYPE1: 'RA---CAR', CTYPE2: 'DEC--CAR', CRVAL2: 0, LONPOLE: 90, LATPOLE: 23.8 },
    ],
    [
      'the centre of the image is not on the sky',
      { CTYPE1: 'RA---SIN', CTYPE2: 'DEC--SIN', CDELT1: -5, CRPIX1: 1 },
    ],
  ] as [string, Cards][])('has no position: %s %j', (reason, cards) => {
    expect(imageWith(cards)).toEqual({ reason });
  });
  it('may be at a pole that is given in radians', () => {
    const rad = { CUNIT1: 'rad', CUNIT2: 'rad', CDELT1: -1e-5, CDELT2: 1e-5, CRVAL1: 0 };
    expect(placed(imageWith({ ...rad, CRVAL2: 1.5707963267948966 })).centre.dec).toBeGreaterThan(89);
    expect(placed(imageWith({ ...rad, CRVAL2: -1.5707963267948966 })).centre.dec).toBeLessThan(-89);
  });
  it('has the position of a single pixel without a size', () => {
    const pixel = { NAXIS1: 1, NAXIS2: 1, CRPIX1: 1, CRPIX2: 1 };
    const nothing = { pixelScale: undefined, corners: undefined };
    expect(imageWith({ ...pixel, CDELT1: 0, CDELT2: 0 })).toMatchObject({ centre: close(10, 0), ...nothing });
    expect(imageWith({ ...pixel, CTYPE1: 'RA', CTYPE2: 'DEC' })).toMatchObject({
      centre: close(10, 0),
      ...nothing,
    });
  });
});

const GROUPS = '../shared/fits/astropy--data--random_groups.fits';
describe.skipIf(!existsSync(GROUPS))('random groups', () => {
  it('have a position, but no corners', async () => {
    const header = skyHeaderOf((await readPath(GROUPS)).hdus[0]!);
    expect(skyImage(header)).toMatchObject({
      centre: close(24.5603949, -42.6686253),
      corners: undefined,
      axes: [5, 6],
    });
    expect(polarization(header)?.states).toBe('/I/');
  });
});

describe('whatever the cards say', () => {
  const junk = fc.constantFrom<CardValue>(
    ABSENT,
    '',
    'junk',
    'NaN',
    '1e999',
    -1,
    0,
    1,
    90,
    1e-30,
    1e30,
    1e308,
    true,
    'STOKES',
    'FREQ',
    '-',
    'RA',
    'deg',
  );
  const number = fc.double({ min: -400, max: 400, noNaN: true });
  const code = fc.constantFrom(
    'TAN',
    'SIN',
    'ARC',
    'ZEA',
    'STG',
    'ZPN',
    'AZP',
    'CAR',
    'SFL',
    'AIT',
    'MER',
    'CEA',
    'MOL',
    'HPX',
    'TPV',
    'TAN-SIP',
    'COE',
    '',
  );
  const keyword = fc.constantFrom(
    ...'NAXIS NAXIS1 NAXIS2 WCSAXES CTYPE1 CTYPE2 CTYPE3 CRVAL1 CRVAL2 CRPIX1 CRPIX2 CDELT1 CDELT2 CD1_1 CD1_2 CD2_1 CD2_2'.split(
      ' ',
    ),
    ...'PC1_1 PC1_2 CROTA2 CUNIT1 CUNIT2 LONPOLE LATPOLE RADESYS EQUINOX EPOCH PV1_0 PV1_1 PV1_2 PV1_3 PV1_4 PV1_5'.split(
      ' ',
    ),
    ...'PV2_0 PV2_1 PV2_2 PV2_3 PV2_7 A_ORDER B_ORDER A_2_0 B_0_2 AMDX1 AMDY1 RESTFRQ CRVAL3 CDELT3'.split(
      ' ',
    ),
  );
  it('a scale near the smallest number that there is makes no image', () => {
    const header = skyHeader({ ...IMAGE, CDELT1: 1.05795706098864e-310, CDELT2: 2.334998574420206e-14 });
    expect(skyImage(header)).toEqual({ reason: 'the matrix is singular' });
  });
  it('nothing is thrown, and nothing is out of range', () => {
    const cards = fc.array(fc.tuple(keyword, fc.oneof(junk, number)), { maxLength: 12 });
    fc.assert(
      fc.property(code, cards, fc.constantFrom('RA--', 'GLON', 'ELON'), (projection, changes, longitude) => {
        const latitude = { 'RA--': 'DEC-', GLON: 'GLAT', ELON: 'ELAT' }[longitude];
        const ctypes = { CTYPE1: `${longitude}-${projection}`, CTYPE2: `${latitude}-${projection}` };
        const header = skyHeader({ ...IMAGE, ...ctypes, ...Object.fromEntries(changes) });
        expect(axesOf(header).length).toBeLessThan(100);
        const axis = spectralAxis(header);
        if (axis !== undefined) expect(axis.min > 0 && axis.min < axis.max && axis.max < Infinity).toBe(true);
        polarization(header);
        const image = skyImage(header);
        if (image === undefined || 'reason' in image) return;
        for (const { ra, dec } of [image.centre, ...(image.corners ?? [])]) {
          expect(ra >= 0 && ra < 360 && Math.abs(dec) <= 90, `${ra} ${dec}`).toBe(true);
        }
        if (image.pixelScale !== undefined) expect(image.pixelScale).toBeGreaterThanOrEqual(0);
        if (image.corners === undefined) return;
        expect(contains(image.corners, image.centre)).toBe(true);
        expect(polygon(image.corners, 8) ?? '').toMatch(/^(POLYGON ICRS( \d+\.\d{8} -?\d+\.\d{8}){4})?$/);
      }),
      { numRuns: effort(1000) },
    );
  });
});
