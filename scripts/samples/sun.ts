import { type Card, real } from './card.ts';
import { hdu, ORIGIN, primary, type Sample } from './hdu.ts';
import { addSpot, type Frame, flat, int16, mapped, normal, randomFrom } from './pixels.ts';

// The Sun in the extreme ultraviolet, in helioprojective coordinates (arcseconds), without RA and Dec.

const SIZE = 72;
/** Radius of the disc in pixels: 944.8 arcsec at 34 arcsec per pixel. */
const RADIUS = 27.8;

/** The samples of the collection `sun`. */
export function sun(): Sample[] {
  return [{ path: 'sun/2023/06/11/sw_171_20230611T120009.fts', bytes: hdu(cards(), int16(disc().values)) }];
}

const cards = (): Card[] => [
  ...primary(16, [SIZE, SIZE]),
  ['BLANK', -32768, 'missing pixels'],
  ORIGIN,
  ['TELESCOP', 'SOLWATCH/EUV'],
  ['INSTRUME', 'EUV_2'],
  ['OBJECT', 'Sun'],
  ['DATE', '2023-06-12T02:40:18', '[UTC] when this file was made'],
  ['DATE-OBS', '2023-06-11T12:00:09.347', '[UTC] start of exposure'],
  ['T_OBS', '2023-06-11T12:00:10.35Z', 'middle of exposure'],
  ['T_REC', '2023-06-11T12:00:11_TAI', 'slot of the series'],
  ['EXPTIME', 2.000191, '[s] mean over the pixels'],
  ['EXPSDEV', 0.000145, '[s] its standard deviation'],
  ['WAVELNTH', 171, 'wavelength, in WAVEUNIT'],
  ['WAVEUNIT', 'angstrom'],
  ['WAVE_STR', '171_THIN'],
  ['FILTER', 'Al/Zr, thin'],
  ['IMAGETYP', 'LIGHT'],
  ['LVL_NUM', 1.5, 'level of processing'],
  ['QUALITY', 0],
  ['PIXLUNIT', 'DN'],
  ['CTYPE1', 'HPLN-TAN', 'helioprojective longitude'],
  ['CTYPE2', 'HPLT-TAN', 'helioprojective latitude'],
  ['CUNIT1', 'arcsec'],
  ['CUNIT2', 'arcsec'],
  ['CRPIX1', 36.74],
  ['CRPIX2', 36.11],
  ['CRVAL1', real('0.0'), '[arcsec] centre of the disc'],
  ['CRVAL2', real('0.0'), '[arcsec] centre of the disc'],
  ['CDELT1', real('34.0'), '[arcsec/pixel]'],
  ['CDELT2', real('34.0'), '[arcsec/pixel]'],
  ['CROTA2', -0.137, '[deg]'],
  ['RSUN_OBS', 944.762, '[arcsec] radius of the Sun'],
  ['RSUN_REF', real('6.96000000E+08'), '[m]'],
  ['DSUN_OBS', real('1.51888930E+11'), '[m] distance to the Sun'],
  ['DSUN_REF', real('1.49597870691E+11'), '[m] astronomical unit'],
  ['CRLN_OBS', 33.604, '[deg] Carrington longitude of observer'],
  ['CRLT_OBS', 0.5127, '[deg] Carrington latitude of observer'],
  ['HGLN_OBS', real('0.0'), '[deg] Stonyhurst longitude of observer'],
  ['HGLT_OBS', 0.5127, '[deg] Stonyhurst latitude of observer'],
  ['CAR_ROT', 2271, 'number of Carrington rotation'],
  ['DATAMEDN', null, 'not computed at this level'],
  ['MISSVALS', 0],
  ['COMMENT', 'rotated, scaled; pixels are DN in 2 s, not divided by EXPTIME'],
];

/** A disc that is brighter towards the limb, with three active regions. */
function disc(): Frame {
  const random = randomFrom(6001);
  const quiet = mapped(flat(SIZE, SIZE, 0), (_, column, row) => {
    const [dx, dy] = [column - 35.74, row - 35.11];
    const off = Math.sqrt(dx * dx + dy * dy) / RADIUS;
    return off < 1 ? 130 + 190 * off * off * off * off : 320 / off ** 9;
  });
  const regions = [
    { x: 24, y: 47, peak: 2400, radius: 4, ratio: 0.6 },
    { x: 46, y: 24, peak: 3100, radius: 5, ratio: 0.7 },
    { x: 57, y: 49, peak: 900, radius: 3 },
  ].reduce(addSpot, quiet);
  return mapped(regions, (value) => value + Math.sqrt(value + 4) * normal(random));
}
