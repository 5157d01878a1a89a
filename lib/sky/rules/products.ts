// What kind of data product an HDU is, how far it is calibrated, and what its values are.

/** Product types by HDUCLAS1 (OGIP/94-003). */
export const PRODUCT_OF_CLASS: Readonly<Record<string, string>> = {
  EVENTS: 'event',
  SPECTRUM: 'spectrum',
  LIGHTCURVE: 'timeseries',
  'LIGHT CURVE': 'timeseries',
};

/** Classes that describe an instrument or a selection. A file with nothing else is not an observation. */
export const DESCRIBING_CLASSES: ReadonlySet<string> = new Set(['RESPONSE', 'GTI', 'REGION']);

/** Names of image extensions that go with an image, and are not images of the sky of their own. */
export const COMPANIONS: ReadonlySet<string> = new Set(['ERR', 'DQ', 'WHT']);

/** The columns of a table with a time series: a time, and one that begins with a value. */
export const TIME_SERIES = { time: /^TIME$/i, value: /(^|_)(FLUX|RATE)\b/i } as const;
/** The columns of a table with a spectrum: a wavelength, and a flux. */
export const SPECTRUM = { wavelength: /^(WAVE(LENGTH)?|LAMBDA|LOGLAM)$/i, value: /^FLUX$/i } as const;
/** How many columns are looked at. */
export const MOST_COLUMNS = 100;

/** Words of mode keywords that mean a spectroscopic frame. */
export const SPECTROSCOPIC = {
  keywords: ['OBSTYPE', 'ESO DPR TECH', 'EXP_TYPE', 'OBSMODE'],
  words: /SPECTR|ECHELLE|GRISM|FIXEDSLIT|MSASPEC|SLITLESS|WFSS|BRIGHTOBJ|SOSS|\bMOS\b/i,
} as const;
/** CTYPEs of a wavelength that are not those of the standard. */
export const WAVELENGTH_AXIS = /^(LAMBDA|WAVELEN|PIXEL-LAMBDA|MULTISPE)/i;

/** A keyword with a value that says how far a file is calibrated. */
interface LevelRule {
  readonly level: 2 | 3;
  readonly keyword: string;
  readonly value: RegExp;
}

/** Calibration levels above 1, in the order in which they are tried. */
export const LEVEL_RULES: readonly LevelRule[] = [
  { level: 3, keyword: 'PROCTYPE', value: /^(Stack|Stacked|Resampled|Coadd)$/i },
  { level: 3, keyword: 'NCOMBINE', value: /^([2-9]|\d{2,})/ },
  { level: 3, keyword: 'NDRIZIM', value: /^([2-9]|\d{2,})/ },
  { level: 3, keyword: 'STACKCNT', value: /^([2-9]|\d{2,})/ },
  { level: 3, keyword: 'SNAPSHOT', value: /^([2-9]|\d{2,})/ },
  { level: 2, keyword: 'PROCTYPE', value: /^InstCal$/i },
  { level: 2, keyword: 'DATAMODL', value: /^ImageModel$/i },
  { level: 3, keyword: 'DATAMODL', value: /^(DrizProductModel|MosaicModel)$/i },
  { level: 2, keyword: 'FLATCORR', value: /^COMPLETE$/i },
  { level: 2, keyword: 'ESO PRO CATG', value: /./ },
];

/** The level of a FITS file that says nothing else. */
export const LOWEST_LEVEL = 1;

/** A kind of BUNIT: its UCD, and whether it is a physical unit, so that the file is calibrated. */
interface UnitRule {
  readonly pattern: RegExp;
  readonly ucd: string;
  readonly isPhysical: boolean;
}

/** The UCDs of BUNIT. Case does not matter. */
const UNITS: readonly UnitRule[] = [
  {
    pattern:
      /^(adus?|dns?|du|data numbers?|counts?|cts?|electrons?|e-|e|photons?|ph)(\s*(\/|per)\s*(s(ec)?(onds?)?|pix(el)?s?))*$/,
    ucd: 'phot.count',
    isPhysical: false,
  },
  {
    pattern: /^(m|u|k|milli|micro)?jy(\s*\/\s*(beam|pix(el)?|sr|arcsec(\^|\*\*)?2))?$/,
    ucd: 'phot.flux.density',
    isPhysical: true,
  },
  { pattern: /^jy[ *./]?(km|beam)/, ucd: 'phot.flux.density', isPhysical: true },
  { pattern: /^mjy\s*\/\s*sr$|^mjy\.?sr(-1|\^-1)$/, ucd: 'phot.flux.density', isPhysical: true },
  { pattern: /^nanomagg(y|ies)$/, ucd: 'phot.flux.density', isPhysical: true },
  { pattern: /^erg/, ucd: 'phot.flux.density', isPhysical: true },
  { pattern: /^(k|kelvin|mk)$/, ucd: 'phot.antennaTemp', isPhysical: true },
];

/** A factor before the unit, such as `10**(-20)*` or `1E-17`. */
const POWER = /^(10 ?(\*\*|\^) ?\(?[+-]?\d+\)?|\d+(\.\d*)?e[+-]?\d+) ?\*? ?/;

/** What a BUNIT means; undefined if the table does not list it. */
export function unitRule(unit: string): Omit<UnitRule, 'pattern'> | undefined {
  const text = unit.trim().toLowerCase().replace(POWER, '');
  return UNITS.find(({ pattern }) => pattern.test(text));
}
