// The keywords that columns are derived from, each list in the order in which it is tried. To understand the headers of one more
// instrument, add its keywords here or in time-keywords.ts; what its words mean is in the other tables of this folder.

/** Columns that take the text of the first keyword with a usable value. */
export const TEXT_KEYWORDS = {
  facility_name: ['TELESCOP', 'OBSRVTRY', 'OBSERVAT', 'MISSION', 'FPA.TELESCOPE', 'FPA.TELESCOP'],
  instrument_name: [
    'INSTRUME',
    'INSTRUMENT',
    'CURRINST',
    'FPA',
    'DETNAM',
    'DETECTOR',
    'CAMERA',
    'BACKEND',
    'FPA.INSTRUMENT',
  ],
  target_name: [
    'TARGNAME',
    'OBJECT',
    'OBJNAME',
    'TARGET',
    'OBJCAT',
    'TOBJECT',
    'SCITARG',
    'TARGPROP',
    'SRC_NAME',
    'ESO OBS TARG NAME',
    'FPA.OBJECT',
  ],
  obs_id: ['OBS_ID', 'OBSID', 'ROOTNAME', 'ARCFILE'],
  proposal_id: [
    'PROPOSID',
    'PROPOSAL',
    'PROPID',
    'PROP-ID',
    'PROP_ID',
    'ESO OBS PROG ID',
    'GEMPRGID',
    'PROGRAM',
    'PROGID',
  ],
  observer: ['OBSERVER', 'PI-COI', 'PI_NAME'],
} as const;

/** Columns that take a number. */
export const NUMBER_KEYWORDS = {
  airmass: ['AIRMASS', 'ESO TEL AIRM START', 'AMSTART', 'FPA.AIRMASS'],
  /** In s. */
  t_resolution: ['TIMEDEL'],
  /** In degrees. */
  s_resolution: ['BMAJ'],
} as const;

/** A pair of keywords with a position. */
export interface PositionKeywords {
  readonly ra: string;
  readonly dec: string;
  /** Whether a number below 24 may be hours, if no comment says degrees. */
  readonly mayBeHours?: boolean;
}

/** Positions of the pointing or the target, for files without a WCS. */
export const POSITION_KEYWORDS: readonly PositionKeywords[] = [
  { ra: 'RA_PNT', dec: 'DEC_PNT' },
  { ra: 'RA_NOM', dec: 'DEC_NOM' },
  { ra: 'RA_APER', dec: 'DEC_APER' },
  { ra: 'RA', dec: 'DEC' },
  { ra: 'RA_OBS', dec: 'DEC_OBS' },
  { ra: 'OBSRA', dec: 'OBSDEC' },
  { ra: 'OBJCTRA', dec: 'OBJCTDEC' },
  { ra: 'RA2000', dec: 'DEC2000' },
  { ra: 'RA_TARG', dec: 'DEC_TARG' },
  { ra: 'RA_OBJ', dec: 'DEC_OBJ' },
  { ra: 'TARG_RA', dec: 'TARG_DEC' },
  { ra: 'MEANRA', dec: 'MEANDEC' },
  { ra: 'TARGRA', dec: 'TARGDEC', mayBeHours: true },
  { ra: 'OBJRA', dec: 'OBJDEC', mayBeHours: true },
  { ra: 'FPA.RA', dec: 'FPA.DEC', mayBeHours: true },
  { ra: 'TELRA', dec: 'TELDEC', mayBeHours: true },
];

/** The image type: see image-types.ts. */
export const IMAGE_TYPE_KEYWORDS = [
  'IMAGETYP',
  'IMGTYPE',
  'IMGTYP',
  'OBSTYPE',
  'OBS_TYPE',
  'OBS-TYPE',
  'EXP_TYPE',
  'EXPTYPE',
  'DATA-TYP',
  'FLAVOR',
  'KOAIMTYP',
  'IMTYPE',
  'FRAMETYP',
  'FRAME',
  'PICTTYPE',
  'OBSMODE',
  'DATATYPE',
  'CCDTYPE',
  'OBJTYPE',
  'OBSCLASS',
  'FPA.OBSTYPE',
] as const;

/** ESO's two words for the image type. */
export const ESO_TYPE = {
  category: 'ESO DPR CATG',
  type: 'ESO DPR TYPE',
  technique: 'ESO DPR TECH',
  target: 'ESO OBS TARG NAME',
} as const;
