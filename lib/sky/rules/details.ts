// Keywords and words of the columns beyond ObsCore's.

/** What an observation is for: the words of these keywords that mean science or calibration, in upper case. */
export const INTENT = {
  keywords: ['INTENT', 'OBSINTENT', 'ESO DPR CATG', 'OBSCLASS'],
  words: new Map([
    ...['SCIENCE', 'SCI', 'TARGET'].map((word) => [word, 'science'] as const),
    ...['CALIB', 'CALIBRATION', 'CAL', 'PARTNERCAL', 'PROGCAL', 'DAYCAL'].map(
      (word) => [word, 'calibration'] as const,
    ),
  ]),
} as const;

/** The factors in both directions. */
export const BINNING_PAIRS: readonly (readonly [x: string, y: string])[] = [
  ['XBINNING', 'YBINNING'],
  ['BINAXIS1', 'BINAXIS2'],
  ['BIN-FCT1', 'BIN-FCT2'],
  ['CCDBIN1', 'CCDBIN2'],
  ['CCDXBIN', 'CCDYBIN'],
  ['BINX', 'BINY'],
  ['XBIN', 'YBIN'],
  ['DETBINX', 'DETBINY'],
  ['DETXBIN', 'DETYBIN'],
  ['ESO DET WIN1 BINX', 'ESO DET WIN1 BINY'],
  ['ESO DET BINX', 'ESO DET BINY'],
];

/** Both factors as one text, such as `2 2` or `2x2`. */
export const BINNING_TEXTS = ['CCDSUM', 'BINNING', 'CCDBIN', 'CCDBINNING'] as const;

/** Gratings, grisms and prisms. */
export const DISPERSER_KEYWORDS = [
  'DISPERSR',
  'DISPERSE',
  'GRATING',
  'GRISM',
  'GRATNAME',
  'GRANAME',
  'GRISNAME',
  'GRATENAM',
  'BGRATNAM',
  'RGRATNAM',
  'ISIGRAT',
  'ALGRNM',
  'GRM_ID',
  'OPT_ELEM',
  'ESO INS GRAT1 NAME',
  'ESO INS GRAT NAME',
  'ESO INS GRIS1 NAME',
  'ESO INS GRIS NAME',
] as const;
/** Words for no disperser. */
export const NO_DISPERSER = /^(MIRROR|MIRVIS|OPEN|CLEAR|EMPTY|FREE|OUT|PARK|HOLE|SLITLESS|WHITE)/i;

/** The seeing in arcsec. */
export const SEEING = {
  keywords: ['SEEING', 'ESO TEL IA FWHM', 'ESO TEL AMBI FWHM START', 'DIMMSEE'],
  /** In arcsec. */
  most: 30,
  /** Units in the comment that are not arcsec. */
  otherUnit: /pix|\[m\]|\[mm\]|\bmas\b/i,
} as const;

/** Whether the target moves among the stars. */
export const MOVING = {
  keywords: ['MTFLAG', 'TARGTYPE'],
  yes: /^(true|t|yes|moving|solar system)$/i,
  no: /^(false|f|no|fixed|sidereal)$/i,
} as const;

/** Whether the data are simulated. */
export const SIMULATED_KEYWORDS = ['SIMULATE', 'SIMULATED', 'SIMDATA'] as const;
