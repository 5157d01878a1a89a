import { type Card, real } from './card.ts';
import { hdu, ORIGIN, primary, type Sample, UNSIGNED } from './hdu.ts';
import {
  addNoise,
  addSpot,
  type Frame,
  flat,
  int16,
  mapped,
  type Random,
  randomFrom,
  starField,
} from './pixels.ts';
import { mjd } from './time.ts';

// Two nights at a small telescope: plain images with a TAN WCS, and a bias, a dark and a flat.

const WIDTH = 88;
const HEIGHT = 64;

interface Shot {
  readonly name: string;
  readonly imagetyp: string;
  readonly object: string;
  readonly filter: string;
  /** Start, UTC. */
  readonly start: string;
  /** Exposure time in seconds, with the digits that the camera writes. */
  readonly exptime: string;
  readonly airmass?: string;
  /** RA and Dec of the reference pixel, ICRS degrees. */
  readonly sky?: readonly [ra: number, dec: number];
  readonly more?: readonly Card[];
  readonly picture: (random: Random) => Frame;
}

const galaxy = (frame: Frame, peak: number, ratio: number): Frame =>
  addSpot(frame, { x: WIDTH / 2 - 0.5, y: HEIGHT / 2 - 0.5, peak, radius: 16, ratio });

/** A ring with a star in the middle, like M57. */
const ring = (frame: Frame): Frame =>
  mapped(frame, (value, column, row) => {
    const [dx, dy] = [(column - 43.5) / 1.25, row - 31.5];
    const off = Math.sqrt(dx * dx + dy * dy) - 11;
    return value + 2600 / (1 + (off * off) / 7) ** 2;
  });

const SIP: readonly Card[] = [
  ['A_ORDER', 2, 'SIP polynomial order, axis 1, detector to sky'],
  ['A_2_0', real('2.2901E-05'), 'SIP distortion coefficient'],
  ['A_1_1', real('-1.1034E-05'), 'SIP distortion coefficient'],
  ['A_0_2', real('7.4410E-06'), 'SIP distortion coefficient'],
  ['A_DMAX', real('0.052'), '[pixel] largest correction, axis 1'],
  ['B_ORDER', 2, 'SIP polynomial order, axis 2, detector to sky'],
  ['B_2_0', real('-6.9120E-06'), 'SIP distortion coefficient'],
  ['B_1_1', real('1.8846E-05'), 'SIP distortion coefficient'],
  ['B_0_2', real('-1.2290E-05'), 'SIP distortion coefficient'],
  ['B_DMAX', real('0.040'), '[pixel] largest correction, axis 2'],
];

const SHOTS: readonly Shot[] = [
  {
    name: '20240912/bias.fits',
    imagetyp: 'bias',
    object: '',
    filter: '',
    start: '2024-09-12T17:58:20',
    exptime: '0.0',
    picture: () => flat(WIDTH, HEIGHT, 1003),
  },
  {
    name: '20240912/dark.fits',
    imagetyp: 'dark',
    object: '',
    filter: '',
    start: '2024-09-12T18:04:11',
    exptime: '300.0',
    // a warm edge and a few hot pixels
    picture: (random) =>
      mapped(
        flat(WIDTH, HEIGHT, 1008),
        (value, column) => value + column / 8 + (random() < 0.004 ? 2500 : 0),
      ),
  },
  {
    name: '20240912/flat-r.fits',
    imagetyp: 'flat',
    object: 'twilight sky',
    filter: 'R',
    start: '2024-09-12T18:31:47',
    exptime: '2.5',
    picture: () =>
      mapped(flat(WIDTH, HEIGHT, 24000), (value, column, row) => {
        const [dx, dy] = [column - 40, row - 30];
        return value * (1 - (dx * dx + dy * dy) / 30000);
      }),
  },
  {
    name: '20240912/m57-v.fits',
    imagetyp: 'object',
    object: 'M57',
    filter: 'V',
    start: '2024-09-12T20:12:55',
    exptime: '60.0',
    airmass: '1.031',
    sky: [283.39624, 33.02913],
    more: SIP,
    picture: (random) =>
      addSpot(ring(starField(random, WIDTH, HEIGHT, 1180, 22)), { x: 43, y: 31, peak: 700, radius: 2 }),
  },
  {
    name: '20240912/m31-r.fits',
    imagetyp: 'object',
    object: 'M31',
    filter: 'R',
    start: '2024-09-12T23:41:07',
    exptime: '120.0',
    airmass: '1.040',
    sky: [10.68471, 41.26875],
    picture: (random) => galaxy(starField(random, WIDTH, HEIGHT, 1420, 30), 21000, 0.6),
  },
  {
    name: '20240912/m31-b.fits',
    imagetyp: 'object',
    object: 'M31',
    filter: 'B',
    start: '2024-09-12T23:45:02',
    exptime: '300.0',
    airmass: '1.037',
    sky: [10.68471, 41.26875],
    picture: (random) => galaxy(starField(random, WIDTH, HEIGHT, 1310, 30), 9500, 0.6),
  },
];

/** M33 on another night. The transfer of this file was interrupted. */
const M33: Shot = {
  name: '20241102/m33-r.fits',
  imagetyp: 'object',
  object: 'M33',
  filter: 'R',
  start: '2024-11-02T22:05:40',
  exptime: '180.0',
  airmass: '1.027',
  sky: [23.46206, 30.66022],
  picture: (random) => galaxy(starField(random, WIDTH, HEIGHT, 1390, 26), 5200, 0.75),
};

/** Where the file is truncated: after the two header blocks and 1.4 of the four blocks of data. */
const CUT = 2 * 2880 + 4000;

/** The samples of the collection `meridian`. */
export function meridian(): Sample[] {
  return [
    ...SHOTS.map((shot, index) => ({ path: `meridian/${shot.name}`, bytes: exposure(shot, index) })),
    { path: `meridian/${M33.name}`, bytes: exposure(M33, SHOTS.length).subarray(0, CUT) },
  ];
}

function exposure(shot: Shot, index: number): Uint8Array {
  const random = randomFrom(1000 + index);
  return hdu(
    [...primary(16, [WIDTH, HEIGHT]), ...UNSIGNED, ...nightCards(shot, index), ...skyCards(shot)],
    int16(addNoise(shot.picture(random), random, 1000).values, 32768),
  );
}

const nightCards = (shot: Shot, index: number): Card[] => [
  ORIGIN,
  ['OBSERVAT', "Puig d'Or", 'name of observatory'],
  ['SITELAT', '+42:12:03', '[deg] latitude of site, north positive'],
  ['SITELONG', '+01:48:22', '[deg] longitude of site, east positive'],
  ['SITEELEV', 1570, '[m] height above sea level'],
  ['TELESCOP', 'Meridian 1.0m', 'telescope, f/7.9'],
  ['INSTRUME', 'MERICAM', 'instrument'],
  ['DETECTOR', 'EV4-2k, grade 1', 'CCD, back-illuminated'],
  ['XBINNING', 4],
  ['YBINNING', 4],
  ['OBSERVER', "O'Neil, Ferrer", 'who took it'],
  ['IMAGETYP', shot.imagetyp, 'bias, dark, flat or object'],
  ['OBJECT', shot.object, 'name of target'],
  ['FILTER', shot.filter, 'filter, Johnson/Cousins'],
  ['DATE-OBS', shot.start, '[UTC] start of exposure'],
  ['MJD-OBS', mjd(shot.start), '[d] start of exposure'],
  ['TIMESYS', 'UTC'],
  ['EXPTIME', real(shot.exptime), '[s] shutter open'],
  ['CCD-TEMP', real('-95.2'), '[Celsius] detector temperature'],
  ['GAIN', real('1.5'), '[electron/adu]'],
  ['RDNOISE', real('4.5'), '[electron] rms, per pixel'],
  ['BUNIT', 'adu', 'unit of the pixels'],
  ['RUN', 24113 + index, 'running number of exposure'],
];

/** Pointing, and a TAN WCS of 2.4 arcsec per pixel, rotated by 0.8 degrees (FITS standard 4.0, section 8). */
function skyCards({ sky, airmass, more = [] }: Shot): Card[] {
  if (sky === undefined) return [];
  const [ra, dec] = sky;
  const kind = more.length > 0 ? '-SIP' : '';
  return [
    ['AIRMASS', airmass === undefined ? null : real(airmass), 'at start of exposure'],
    ['RADESYS', 'ICRS'],
    ['WCSAXES', 2],
    ['CTYPE1', `RA---TAN${kind}`, 'gnomonic projection'],
    ['CTYPE2', `DEC--TAN${kind}`, 'gnomonic projection'],
    ['CUNIT1', 'deg'],
    ['CUNIT2', 'deg'],
    ['CRPIX1', (WIDTH + 1) / 2],
    ['CRPIX2', (HEIGHT + 1) / 2],
    ['CRVAL1', ra, '[deg] RA at the reference pixel'],
    ['CRVAL2', dec, '[deg] Dec at the reference pixel'],
    ['CD1_1', real('-6.666017E-04')],
    ['CD1_2', real('9.308111E-06')],
    ['CD2_1', real('9.308111E-06')],
    ['CD2_2', real('6.666017E-04')],
    ...more,
    ['HISTORY', 'astrometry fitted against 41 stars, rms 0.11 arcsec'],
  ];
}
