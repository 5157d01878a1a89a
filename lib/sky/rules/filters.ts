// Filters: the keywords with their names, and the wavelengths of those that have the same meaning everywhere.

/** The keyword that comes first, and the wheel that holds the filter if it says CLEAR. */
export const FILTER_KEYWORD = { filter: 'FILTER', pupil: 'PUPIL' } as const;

/** Keywords of several filters in the beam, each list on its own. */
export const FILTER_FAMILIES: readonly (readonly string[])[] = [
  ['FILTER1', 'FILTER2', 'FILTER3', 'FILTER4', 'FILTER5', 'FILTER6', 'FILTER7', 'FILTER8', 'FILTER9'],
  ['FILTER01', 'FILTER02', 'FILTER03', 'FILTER04'],
  ['FILTNAM1', 'FILTNAM2', 'FILTNAM3', 'FILTNAM4'],
  ['ESO INS FILT1 NAME', 'ESO INS FILT2 NAME', 'ESO INS FILT3 NAME', 'ESO INS FILT4 NAME'],
  ['FILNAME'],
  ['FILTNAME'],
  ['DWFILNAM'],
  ['FWINAME'],
  ['WFFBAND'],
  ['FILTBAND'],
  ['FPA.FILTERID'],
  ['ALFLTNM', 'FAFLTNM', 'FBFLTNM'],
  ['SCIFILT1', 'SCIFILT2'],
  ['FIL1NAME', 'FIL2NAME'],
  ['BLUFILT'],
  ['REDFILT'],
  ['BFILTNAM'],
  ['RFILTNAM'],
  ['FLT_ID'],
  ['FILTER_R'],
  ['FILTER_B'],
  ['INSFILTE'],
  ['FILTREAR'],
  ['INSFLNAM'],
  ['FILTERS'],
  ['FILTERA'],
  ['FILTB'],
  ['CCDFLTID'],
  ['FILTNME1', 'FILTNME2', 'FILTNME3'],
];

/** Names of empty slots of a filter wheel, in upper case. */
export const NO_FILTER =
  /^<?(CLEAR|OPEN|EMPTY|BLANK|AIR\b|HOLE|PUP(IL|\d)|OUT$|NOFILT|NO FILTER|FREE$|\d*OPEN)/;

/** The mode that names the filter among others. */
export const MODE_KEYWORD = 'PHOTMODE';
/** The band, which often means something else. */
export const BAND_KEYWORD = 'BAND';
/** A wavelength, which counts only with its unit. */
export const WAVELENGTH = { value: 'WAVELNTH', unit: 'WAVEUNIT' } as const;

/** A range of vacuum wavelengths in m. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/** Centre and full width at half maximum in nm. */
const band = (centre: number, width: number): Range => ({
  min: rounded((centre - width / 2) * 1e-9),
  max: rounded((centre + width / 2) * 1e-9),
});

/** Without the noise of binary fractions. */
const rounded = (metres: number): number => Number(metres.toPrecision(12));

/**
 * Bands that mean the same at every telescope. U to I: Bessell (2005, ARA&A 43, 293); u to z: Fukugita et al. (1996, AJ 111,
 * 1748); J, H, Ks: Cohen et al. (2003, AJ 126, 1090); K: Bessell (2005). Case matters.
 */
export const BANDS: Readonly<Record<string, Range>> = {
  U: band(366, 65),
  B: band(436, 89),
  V: band(545, 84),
  R: band(641, 158),
  I: band(798, 154),
  u: band(355.7, 59.9),
  g: band(482.5, 137.9),
  r: band(626.1, 138.2),
  i: band(767.2, 153.5),
  z: band(909.7, 137),
  J: band(1235, 162),
  H: band(1662, 251),
  Ks: band(2159, 262),
  K: band(2190, 390),
};

/** Names of the same bands. */
const ALIASES: Readonly<Record<string, string>> = {
  "u'": 'u',
  "g'": 'g',
  "r'": 'r',
  "i'": 'i',
  "z'": 'z',
  KS: 'Ks',
  up: 'u',
  gp: 'g',
  rp: 'r',
  ip: 'i',
  zs: 'z',
};

/** DECam writes centre and width in angstrom: `r DECam SDSS c0002 6415.0 1480.0`. */
const WITH_WAVELENGTHS = /^\w+ DECam .*?(\d{4,5}\.\d) (\d{2,4}\.\d)$/;

/** The wavelengths of a filter; undefined if its name may mean several. */
export function filterRange(name: string): Range | undefined {
  const known = BANDS[ALIASES[name] ?? name];
  if (known !== undefined && Object.hasOwn(BANDS, ALIASES[name] ?? name)) return known;
  const parts = WITH_WAVELENGTHS.exec(name);
  return parts === null ? undefined : band(Number(parts[1]) / 10, Number(parts[2]) / 10);
}

/** Metres in a unit of wavelength; undefined if it is blank or not one. */
export function metresIn(unit: string): number | undefined {
  const name = unit.trim().toLowerCase();
  if (/^(angstroms?|a|ang|0\.1 ?nm)$/.test(name)) return 1e-10;
  if (/^(nm|nanomet(er|re)s?)$/.test(name)) return 1e-9;
  if (/^(um|micron|microns|micromet(er|re)s?)$/.test(name)) return 1e-6;
  if (/^(mm|millimet(er|re)s?)$/.test(name)) return 1e-3;
  if (/^(cm|centimet(er|re)s?)$/.test(name)) return 1e-2;
  return /^(m|met(er|re)s?)$/.test(name) ? 1 : undefined;
}
