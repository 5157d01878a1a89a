import { type Card, real } from './card.ts';
import { hdu, ORIGIN, primary, type Sample, UNSIGNED } from './hdu.ts';
import { addNoise, flat, int16, mapped, randomFrom } from './pixels.ts';
import { mjd } from './time.ts';

// A raw frame of an echelle spectrograph, with HIERARCH ESO keywords and strings longer than a card.

const WIDTH = 96;
const HEIGHT = 48;
const START = '2025-01-14T01:22:31.4056';

/** The samples of the collection `echo`. */
export function echo(): Sample[] {
  return [{ path: 'echo/2025-01/echo-hd10700-raw.fits', bytes: hdu(cards(), int16(pixels(), 32768)) }];
}

const cards = (): Card[] => [
  ...primary(16, [WIDTH, HEIGHT]),
  ...UNSIGNED,
  ORIGIN,
  ['LONGSTRN', 'OGIP 1.0', 'the long string convention may be used'],
  ['TELESCOP', 'Austral 2.4m', 'telescope, Nasmyth B'],
  ['INSTRUME', 'ECHO', 'echelle spectrograph'],
  ['OBJECT', 'HD 10700', 'original target, tau Ceti'],
  ['IMAGETYP', 'object'],
  ['FILTER', null, 'none in the beam'],
  ['RA', 26.01701, '[deg] 01:44:04.1 RA (J2000) pointing'],
  ['DEC', -15.93748, '[deg] -15:56:14.9 Dec (J2000) pointing'],
  ['EQUINOX', real('2000.'), 'standard FK5'],
  ['RADESYS', 'FK5', 'coordinate system'],
  ['EXPTIME', real('45.0023'), '[s] integration time'],
  ['AIRMASS', real('1.255'), 'averaged'],
  ['DATE-OBS', START, '[UTC] observing date'],
  ['MJD-OBS', mjd(START), '[d] observing date'],
  ['UTC', real('4951.000'), '[s] 01:22:31.000 UTC'],
  ['LST', real('15287.777'), '[s] 04:14:47.777 LST'],
  ['PI-COI', "M. Ferrer, B. O'Neil & others", 'PI/CoI names'],
  ['TITLE', ABSTRACT[0], 'title of the programme'],
  ['ABSTRACT', ABSTRACT[1], 'as submitted'],
  [
    'CALPLAN',
    'lamp before and after each target; flats, biases at dawn',
    'which calibrations belong to this frame, as agreed in the planning meeting, and where they are to be looked for',
  ],
  ['DATAURL', 'https://archive.example.org/echo/2025/01/14/echo-hd10700-raw/thorium,argon/index.html'],
  ['ESO OBS ID', 200417731, 'Observation block ID'],
  ['ESO OBS NAME', 'tauCet_rv_07', 'OB name'],
  ['ESO OBS PROG ID', '114.Q-0007(A)', 'programme identification'],
  ['ESO OBS PI-COI NAME', "O'Neil, B.", 'PI-COI name'],
  ['ESO OBS TPLNO', 2, 'template number within OB'],
  ['ESO DPR CATG', 'SCIENCE', 'observation category'],
  ['ESO DPR TYPE', 'OBJECT,SKY', 'fibre A, fibre B'],
  ['ESO DPR TECH', 'ECHELLE', 'observation technique'],
  ['ESO TPL ID', 'ECHO_obs_simult', 'template signature ID'],
  ['ESO TPL EXPNO', 1, 'exposure number in template'],
  ['ESO INS MODE', 'HR', 'instrument mode, R = 110000'],
  ['ESO INS GRAT1 WLEN', real('527.3'), '[nm] central wavelength'],
  ['ESO INS LAMP1 ST', false, 'Th/Ar lamp on'],
  ['ESO INS TEMP12 VAL', real('16.9981'), '[C] echelle grating'],
  ['ESO INS SHUT1 CLOSED', null, 'sensor out of order'],
  ['ESO DET CHIP1 GAIN', real('1.42'), '[adu/e-] conversion'],
  ['ESO DET WIN1 DIT1', real('4.50023E+01'), '[s] integration time'],
  ['ESO DET READ CLOCK', '104kHz,1,high', 'read-out mode'],
  ['ESO TEL AIRM START', real('1.253'), 'airmass at start'],
  ['ESO TEL AIRM END', real('1.257'), 'airmass at end'],
  ['ESO TEL AMBI FWHM START', real('0.91'), '[arcsec] seeing from DIMM'],
  ['ESO TEL AMBI PRES START', real('757.80'), '[hPa] pressure'],
  ['ESO TEL TARG NAME', 'HD 10700', 'as in the catalogue'],
  ['ESO TEL TARG PMA', real('-1.721050'), '[arcsec/yr] proper motion'],
  ['ESO TEL TARG PMD', real('0.854160'), '[arcsec/yr] proper motion'],
  ['HISTORY', 'written by the detector control software, headers merged 01:23:40'],
];

const ABSTRACT = [
  'Radial velocities of quiet, nearby stars: do they hold still at 30 cm/s?',
  "We ask for 40 short visits to tau Ceti, 'the quietest star' of Ferrer's list, spread over four months. " +
    'The star is bright (V = 3.5), so 45 s suffice; read-out and pointing take longer than the light. ' +
    "Fibre B looks at the sky/lamp, as in last year's run.",
] as const;

/** Curved orders that are brightest in the middle, with absorption lines at irregular positions. */
function pixels(): Float64Array {
  const random = randomFrom(3001);
  const lines = Array.from({ length: WIDTH }, () => (random() < 0.12 ? 0.25 + 0.6 * random() : 1));
  const orders = mapped(flat(WIDTH, HEIGHT, 310), (value, column, row) => {
    const off = (column - WIDTH / 2) / WIDTH;
    const place = (row + 10 * off * off) % 8;
    const profile = 1 / (1 + ((place - 4) / 1.3) ** 2) ** 2;
    return (
      value +
      15000 * profile * (1 - 2.6 * off * off) * lines[(column * 7 + 11 * Math.floor(row / 8)) % WIDTH]!
    );
  });
  return addNoise(orders, random, 300).values;
}
