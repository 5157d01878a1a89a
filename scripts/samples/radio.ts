import { type Card, real } from './card.ts';
import { hdu, ORIGIN, type Sample } from './hdu.ts';
import { float32, normal, randomFrom } from './pixels.ts';

// Visibilities of a small interferometer as random groups (FITS standard 4.0, section 6): NAXIS1 is 0, and the size of
// the data is GCOUNT x (PCOUNT + the product of the other axes).

const ANTENNAS = 5;
const TIMES = 10;
const CHANNELS = 4;
/** Julian day of 2021-04-18, 0 h. */
const DAY = 2459322.5;
/** Seconds of light travel per metre. */
const PER_METRE = 1 / 299792458;

/** The samples of the collection `radio`. */
export function radio(): Sample[] {
  const data = float32(groups());
  return [{ path: 'radio/3c286-calibrator.fits', bytes: hdu(cards(), data) }];
}

const cards = (): Card[] => [
  ['SIMPLE', true, 'conforms to FITS standard'],
  ['BITPIX', -32, 'bits per data value'],
  ['NAXIS', 6, 'number of axes'],
  ['NAXIS1', 0, 'no image: random groups'],
  ['NAXIS2', 3, 'real, imaginary, weight'],
  ['NAXIS3', 1, 'polarisations'],
  ['NAXIS4', CHANNELS, 'channels'],
  ['NAXIS5', 1],
  ['NAXIS6', 1],
  ['GROUPS', true, 'random groups are present'],
  ['PCOUNT', PARAMETERS.length, 'parameters of a group'],
  ['GCOUNT', (TIMES * ANTENNAS * (ANTENNAS - 1)) / 2, 'groups: baselines x times'],
  ORIGIN,
  ['OBJECT', '3C 286', 'flux calibrator'],
  ['TELESCOP', 'QUINCE', 'array of 5 dishes, 12 m'],
  ['INSTRUME', 'QUINCE-L', 'L-band receivers'],
  ['OBSERVER', "D'Angelo/Weiss"],
  ['DATE-OBS', '2021-04-18', 'first day of observation'],
  ['BUNIT', 'JY', 'unit of the visibilities'],
  ['EQUINOX', real('2000.0'), 'J2000'],
  ['BSCALE', real('1.0')],
  ['BZERO', real('0.0')],
  ...AXES.flatMap(axisCards),
  ...PARAMETERS.flatMap(parameterCards),
  ['HISTORY', 'QUINCE CORR 1.9: averaged to 10 s, 4 channels, stokes I'],
];

/** The regular axes, beginning with the second: type, value and step at pixel 1. */
const AXES = [
  ['COMPLEX', '1.0', '1.0'],
  ['STOKES', '1.0', '1.0'],
  ['FREQ', '1.40E+09', '1.6E+07'],
  ['RA', '202.784533333', '1.0'],
  ['DEC', '30.5091550', '1.0'],
] as const;

function axisCards([type, value, step]: (typeof AXES)[number], index: number): Card[] {
  const axis = index + 2;
  return [
    [`CTYPE${axis}`, type],
    [`CRVAL${axis}`, real(value)],
    [`CDELT${axis}`, real(step)],
    [`CRPIX${axis}`, real('1.0')],
  ];
}

/** The two DATE parameters are added: the day and the time of day, each in single precision. */
const PARAMETERS = [
  ['UU', '1.0', '0.0', '[s] towards east'],
  ['VV', '1.0', '0.0', '[s] towards north'],
  ['WW', '1.0', '0.0', '[s] towards the source'],
  ['DATE', '1.0', `${DAY}`, 'Julian date'],
  ['DATE', '1.0', '0.0', 'time of day, to be added'],
  ['BASELINE', '1.0', '0.0', '256 x antenna + antenna'],
] as const;

function parameterCards([type, scale, zero, about]: (typeof PARAMETERS)[number], index: number): Card[] {
  const number = index + 1;
  return [
    [`PTYPE${number}`, type, about],
    [`PSCAL${number}`, real(scale)],
    [`PZERO${number}`, real(zero)],
  ];
}

/** Positions east and north of the array's centre, in metres. */
const STATIONS = [
  [0, 0],
  [61, 12],
  [-48, 70],
  [-133, -96],
  [210, -154],
] as const;

/** A point source of 14.9 Jy in the phase centre, so its visibilities are real, and noise. */
function groups(): number[] {
  const random = randomFrom(8001);
  const values: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    for (let a = 0; a < ANTENNAS; a++) {
      for (let b = a + 1; b < ANTENNAS; b++) {
        const [east, north] = [STATIONS[b]![0] - STATIONS[a]![0], STATIONS[b]![1] - STATIONS[a]![1]];
        // the earth turns by about 1/24 radian per step
        const turn = time / 24;
        values.push((east - north * turn) * PER_METRE, (north + east * turn) * PER_METRE, 0);
        values.push(0, 0.875 + time / 144, 256 * (a + 1) + b + 1);
        for (let channel = 0; channel < CHANNELS; channel++) {
          values.push(14.9 - 0.08 * channel + 0.2 * normal(random), 0.2 * normal(random), 1);
        }
      }
    }
  }
  return values;
}
