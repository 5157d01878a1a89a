// What headers call the image types.

import type { ImageType } from '../image-types.ts';

/** An image type. */
export interface FrameKind {
  readonly type: ImageType;
  /** Whether the frame shows the sky, so that its position means something. A flat may be one of the dome or of twilight. */
  readonly sky: boolean;
}

const ON_SKY: FrameKind = { type: 'object', sky: true };
const STANDARD: FrameKind = { type: 'standard', sky: true };
const FLAT: FrameKind = { type: 'flat', sky: true };
const DOME_FLAT: FrameKind = { type: 'flat', sky: false };
const BIAS: FrameKind = { type: 'bias', sky: false };
const DARK: FrameKind = { type: 'dark', sky: false };
const ARC: FrameKind = { type: 'arc', sky: false };
const OTHER: FrameKind = { type: 'other', sky: true };

const words = (kind: FrameKind, texts: string): [string, FrameKind][] =>
  texts.split(';').map((text) => [text.trim(), kind]);

/** Exact words in upper case, with blanks in place of `_`, `-` and `,`. */
const WORDS: ReadonlyMap<string, FrameKind> = new Map([
  ...words(
    ON_SKY,
    `OBJECT; OBJ; OBJECT FRAME; RAW OBJ; LIGHT; LIGHT FRAME; LIGHTFRAME; LIGHTS; MASTER LIGHT; MASTERLIGHT; SCIENCE; SCI; SCIENCE FRAME; SCIENCE IMAGE;
     SCIENCE OBJECT; EXT; SKYEXP; EXPOSE; TARGET; ON SKY; OBJECT SCIENCE; OBJECT IMAGE; STAR; TRICOLOR IMAGE;
     OSIRISBROADBANDIMAGE; OSIRISLONGSLITSPECTROSCOPY; OSIRISMOS; TAR`,
  ),
  ...words(
    STANDARD,
    'STANDARD; STD; STANDARD STAR; STD STAR; STDSTAR; SPECSTD; PHOTSTD; PHOT STD; FLUX STANDARD; FLUXSTD; STD FLUX',
  ),
  ...words(
    STANDARD,
    'STD TELLURIC; TELLURIC; STD RV; RVSTD; PARTNERCAL; PARTNER CAL; SPECPHOTO STANDARD; STANDARD FRAME',
  ),
  ...words(
    FLAT,
    'FLAT; FLAT FIELD; FLATFIELD; FLAT FRAME; FLATS; MASTER FLAT; MASTERFLAT; PFLAT; IMAGING FLAT; SPECTRAL FLAT',
  ),
  ...words(
    FLAT,
    'SKYFLAT; SKY FLAT; FLAT SKY; SFLAT; TWIFLAT; TWILIGHT; TWILIGHT FLAT; FLAT TWILIGHT; SKY FLAT FIELD; OSIRISSKYFLAT',
  ),
  ...words(
    DOME_FLAT,
    'DOMEFLAT; DOME FLAT; DOME FLATS; DMFLAT; FLAT DOME; DFLAT; DOME; PROJECTOR FLAT; LAMPFLAT; LAMP FLAT; FLAT LAMP; FLATLAMP',
  ),
  ...words(
    DOME_FLAT,
    'INTFLAT; INTERNAL FLAT; INTERNALFLAT; INTERNAL_FLAT; INSTFLAT; FLATLAMPOFF; QUARTZFLAT; QUARTZ FLAT; QUARTZ; TUNGSTEN; IFLAT; UFLAT',
  ),
  ...words(
    DOME_FLAT,
    'VFLAT; LAMP DFLAT; LAMP FFLAT; FLAT LAMP ON; CONTBARS; FLAT FIELD LAMP; LED FLAT; MORTARA; OSIRISDOMEFLAT; FLAT ON; FLAT OFF',
  ),
  ...words(
    BIAS,
    'BIAS; ZERO; BIAS FRAME; ZERO FRAME; BIASES; ZEROS; MASTER BIAS; MASTERBIAS; SUPERBIAS; SUPER BIAS; OFFSET; OSIRISBIAS',
  ),
  ...words(
    DARK,
    'DARK; DARK FRAME; DARKS; MASTER DARK; MASTERDARK; DARK FLAT; DARKFLAT; FLAT DARK; FLATDARK; BIAS DARK; IDARK',
  ),
  ...words(
    ARC,
    'ARC; ARCS; ARC FRAME; COMPARISON; COMP; COMPARISON ARC; COMPARISON LAMP; ARCLAMP; ARC LAMP; LAMP ARC; WAVE',
  ),
  ...words(
    ARC,
    'WAVECAL; WAVE LAMP; LAMP WAVE; WAVELENGTH CALIBRATION; THORIUM; ARC COMPARISON; HENEAR; THAR; WAVE THAR; THAR FRAME; LFC; OSIRISCALIBRATIONLAMP',
  ),
  ...words(
    OTHER,
    'FOCUS; FOCUSING; FOCUS FRAME; ACQ; ACQUISITION; ACQUIRE; TEST; ENGTEST; ENGINEERING; ALIGN; ALIGNMENT; GUIDE',
  ),
  ...words(
    OTHER,
    'OTHER; CWFS; FRINGE; MASK; PTC; SNAPSHOT; SNAP; POINTING; FRPTS; KSPOTS; EARTH CALIB; CALIB; SMEAR',
  ),
  ...words(
    OTHER,
    'JUNK; PINHOLE; ASTIGMATISM; STUTTERED; ACQCAL; PROGCAL; DAYCAL; TECHNICAL; SPOT; TRACE; IMAGING ACQ',
  ),
]);

/** The words of an image type, for the documentation. */
export const frameWords = (type: ImageType): readonly string[] =>
  [...WORDS].filter(([, kind]) => kind.type === type).map(([word]) => word);

/** The endings of JWST's EXP_TYPE after the instrument (JWST keyword dictionary). */
const JWST: readonly (readonly [RegExp, FrameKind])[] = [
  [/DARK(ALL|IMG|MRS)?$/, DARK],
  [/(FLAT(IMAGE|MRS)?|FLAT(IMAGE|MRS) EXT|LED|LAMP|AUTOFLAT)$/, DOME_FLAT],
  [/AUTOWAVE$/, ARC],
  [/(TACQ|TACONFIRM|FOCUS|GRIME|CORONCAL|VERIFY|CONFIRM|WATA|MSATA|BOTA)$/, OTHER],
  [
    /(IMAGE|CORON|WFSS|GRISM|TSIMAGE|TSGRISM|MRS|FIXEDSLIT|SLITLESS|LYOT|4QPM|SOSS|AMI|MSASPEC|IFU|BRIGHTOBJ)$/,
    ON_SKY,
  ],
];

/** The image type that a word names; undefined for a word that can mean several. */
export function frameKind(word: string): FrameKind | undefined {
  const text = word
    .trim()
    .toUpperCase()
    .replace(/[_\-,\s]+/g, ' ');
  const known = WORDS.get(text);
  if (known !== undefined) return known;
  return /^(NRC|NRS|MIR|NIS|FGS) /.test(text) ? JWST.find(([pattern]) => pattern.test(text))?.[1] : undefined;
}

/** The words of ESO DPR TYPE, of which several may be joined by commas: the first in this list decides. */
const ESO_WORDS: readonly (readonly [string, FrameKind])[] = [
  ['BIAS', BIAS],
  ['DARK', DARK],
  ['FLAT', FLAT],
  ['WAVE', ARC],
  ['ARC', ARC],
  ['STD', STANDARD],
  ['SKY', OTHER],
  ['OBJECT', ON_SKY],
];
const LAMPS = ['LAMP', 'DOME', 'LED'];

/** The image type that ESO's category and type name. */
export function esoFrameKind(category: string, type: string): FrameKind | undefined {
  if (/^(ACQUISITION|TEST|TECHNICAL)$/i.test(category.trim())) return OTHER;
  const parts = type
    .toUpperCase()
    .split(',')
    .map((part) => part.trim());
  const kind = ESO_WORDS.find(([word]) => parts.includes(word))?.[1];
  if (kind === FLAT && parts.some((part) => LAMPS.includes(part))) return DOME_FLAT;
  return kind ?? (/^SCIENCE$/i.test(category.trim()) ? ON_SKY : undefined);
}
