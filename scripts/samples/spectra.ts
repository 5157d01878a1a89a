import { type Card, real } from './card.ts';
import { hdu, ORIGIN, primary, type Sample } from './hdu.ts';
import { float32, normal, randomFrom } from './pixels.ts';
import { mjd } from './time.ts';

// A spectrum on a logarithmic wavelength axis (FITS standard 4.0, section 8.4), with numbers as Fortran writes them
// (D exponents) and keywords with undefined values.

const PIXELS = 640;
const FIRST = 3800;
const STEP = 2.2;
const START = '2022-12-02T03:02:11';

/** The samples of the collection `spectra`. */
export function spectra(): Sample[] {
  const cards = [...primary(-32, [PIXELS]), ...spectrumCards()];
  return [{ path: 'spectra/ngc1365-nucleus.fits', bytes: hdu(cards, float32(fluxes())) }];
}

const spectrumCards = (): Card[] => [
  ORIGIN,
  ['OBSERVAT', 'Cerro Quieto'],
  ['TELESCOP', 'Austral 2.4m'],
  ['INSTRUME', 'LONGSLIT', 'slit 1.2", grism 300'],
  ['OBJECT', 'NGC 1365', 'nucleus, 1.2" x 2.4"'],
  ['IMAGETYP', 'object'],
  ['FILTER', null, 'no order-sorting filter'],
  ['RA', 53.401548, '[deg] centre of slit, ICRS'],
  ['DEC', -36.140402, '[deg] centre of slit, ICRS'],
  ['DATE-OBS', START, '[UTC] start of first exposure'],
  ['MJD-OBS', mjd(START), '[d]'],
  ['EXPTIME', real('1.8D+03'), '[s] 3 x 600 s'],
  ['AIRMASS', null, 'not known for the sum'],
  ['CTYPE1', 'WAVE-LOG', 'vacuum wavelength, logarithmic'],
  ['CUNIT1', 'Angstrom'],
  ['CRPIX1', real('1.0')],
  ['CRVAL1', real('3800.0'), 'wavelength of the first pixel'],
  ['CDELT1', real('2.2'), 'step at the first pixel'],
  ['SPECSYS', 'BARYCENT'],
  ['SSYSOBS', 'TOPOCENT'],
  ['VELOSYS', real('-1.2231D+04'), '[m/s] correction applied'],
  ['BUNIT', '1E-16 erg/s/cm2/Angstrom', 'unit of the fluxes'],
  ['REDSHIFT', real('5.457D-03'), 'z, NED'],
  ['SNR', real('4.1D+01'), 'median, per pixel'],
  ['EXTRACT', 'optimal, 2.4" / sky on both sides', 'how the slit was summed'],
  ['STDSTAR', null, 'flux standard: none that night'],
  ['HISTORY', "bias, flat, lamp (He/Ar), sky, extinction; fluxes by last week's standard"],
];

/** Emission lines of a Seyfert nucleus: rest wavelength in vacuum (Angstrom), height, width (Angstrom). */
const LINES = [
  [3729, 9, 9],
  [3869.9, 4, 9],
  [4341.7, 3, 12],
  [4862.7, 8, 12],
  [4960.3, 13, 9],
  [5008.2, 39, 9],
] as const;

function fluxes(): number[] {
  const random = randomFrom(7001);
  const stretch = 1 + 0.005457;
  // each pixel is wider than the previous one by the same factor, exp(STEP / FIRST), as WAVE-LOG defines it
  const ratio = 1 + STEP / FIRST + (STEP / FIRST) ** 2 / 2;
  let wave = FIRST;
  return Array.from({ length: PIXELS }, () => {
    let flux = 20 - (wave - FIRST) / 300 + 0.45 * normal(random);
    for (const [rest, height, width] of LINES) {
      const off = (wave - rest * stretch) / width;
      flux += height / (1 + off * off) ** 2;
    }
    wave *= ratio;
    return flux;
  });
}
