import {
  BINNING_PAIRS,
  BINNING_TEXTS,
  DISPERSER_KEYWORDS,
  INTENT,
  MOVING,
  SEEING,
  SIMULATED_KEYWORDS,
} from './rules/details.ts';
import { BAND_KEYWORD, FILTER_FAMILIES, FILTER_KEYWORD, MODE_KEYWORD, WAVELENGTH } from './rules/filters.ts';
import {
  ESO_TYPE,
  IMAGE_TYPE_KEYWORDS,
  NUMBER_KEYWORDS,
  POSITION_KEYWORDS,
  TEXT_KEYWORDS,
} from './rules/keywords.ts';
import { LEVEL_RULES, SPECTROSCOPIC } from './rules/products.ts';
import { GEOCENTRIC, LONGITUDE_KEYWORDS, SITE_KEYWORDS } from './rules/sites.ts';
import {
  END_CLOCKS,
  END_KEYWORDS,
  EXPOSURE_KEYWORDS,
  LIVE_TIME_KEYWORDS,
  MANY_FRAMES,
  MIDDLE_KEYWORDS,
  MISSION_TIME,
  PER_COADD,
  START_KEYWORDS,
  TIME_SCALE,
} from './rules/time-keywords.ts';
import type { InstrumentRule } from './rules.ts';

// Which keywords a deriver asks for. The tables of rules/ say it; a test proves that nothing is missing here.

const BUILT_IN: readonly string[] = [
  ...Object.values(TEXT_KEYWORDS).flat(),
  ...Object.values(NUMBER_KEYWORDS).flat(),
  ...EXPOSURE_KEYWORDS,
  ...LIVE_TIME_KEYWORDS,
  ...PER_COADD.counts,
  PER_COADD.gemini.prepared,
  ...[MISSION_TIME.reference, MISSION_TIME.start, MISSION_TIME.stop].flatMap((parts) => Object.values(parts)),
  ...[MISSION_TIME.zero, MISSION_TIME.unit, MISSION_TIME.place, MISSION_TIME.clock, MISSION_TIME.corrected],
  TIME_SCALE,
  ...MANY_FRAMES,
  ...[START_KEYWORDS, MIDDLE_KEYWORDS, END_KEYWORDS]
    .flat()
    .flatMap(({ keyword, clocks = [] }) => [keyword, ...clocks]),
  ...END_CLOCKS,
  ...POSITION_KEYWORDS.flatMap(({ ra, dec }) => [ra, dec]),
  ...IMAGE_TYPE_KEYWORDS,
  ...Object.values(ESO_TYPE),
  ...Object.values(FILTER_KEYWORD),
  ...FILTER_FAMILIES.flat(),
  ...[MODE_KEYWORD, BAND_KEYWORD, WAVELENGTH.value, WAVELENGTH.unit],
  ...SITE_KEYWORDS,
  ...LONGITUDE_KEYWORDS.map(({ keyword }) => keyword),
  ...[GEOCENTRIC.x, GEOCENTRIC.y, GEOCENTRIC.z],
  // the frame of positions in keywords
  ...['RADESYS', 'RADECSYS', 'EQUINOX', 'EPOCH'],
  ...LEVEL_RULES.map(({ keyword }) => keyword),
  ...BINNING_PAIRS.flat(),
  ...BINNING_TEXTS,
  ...DISPERSER_KEYWORDS,
  ...SEEING.keywords,
  ...INTENT.keywords,
  ...MOVING.keywords,
  ...SIMULATED_KEYWORDS,
];

/** The keywords that rows look up in several headers: those of the tables, and those of custom rules. */
export function inheritedKeywords(rules: readonly InstrumentRule[]): readonly string[] {
  const custom = rules.flatMap(({ when, set }) => [
    ...Object.keys(when),
    ...Object.values(set).flatMap(({ keywords = [] }) => keywords),
  ]);
  return [...new Set([...BUILT_IN, ...custom])];
}

/** Keywords about the structure of one HDU, which no other inherits. */
const STRUCTURE: readonly string[] = [
  ...['NAXIS', 'EXTNAME', 'INHERIT', 'HDUCLAS1', 'BUNIT', 'GROUPS', 'TFIELDS', 'ZIMAGE', 'ZNAXIS'],
  // FITS standard 4.0, chapter 8
  ...['WCSAXES', 'LONPOLE', 'LATPOLE', 'RESTFRQ', 'RESTFREQ', 'RESTWAV', 'VELREF', 'SPEC_RES'],
  ...['A_ORDER', 'B_ORDER'],
  // plates of the Digitized Sky Survey
  ...['XPIXELSZ', 'YPIXELSZ', 'PLTRAH', 'PLTRAM', 'PLTRAS', 'PLTDECSN', 'PLTDECD', 'PLTDECM', 'PLTDECS'],
  ...SPECTROSCOPIC.keywords,
];

/** Families of numbered keywords: `#` stands for the numbers. */
const FAMILIES: ReadonlySet<string> = new Set([
  ...[
    'NAXIS#',
    'ZNAXIS#',
    'CTYPE#',
    'CUNIT#',
    'CRVAL#',
    'CRPIX#',
    'CDELT#',
    'CROTA#',
    'CD#_#',
    'PC#_#',
    'PV#_#',
  ],
  // CD001002, an old form of CD1_2
  ...['CD#', 'PC#'],
  ...['A_#_#', 'B_#_#', 'CPDIS#', 'CQDIS#', 'AMDX#', 'AMDY#', 'PPO#', 'CNPIX#', 'PTYPE#', 'TTYPE#'],
]);

/** Whether a deriver with these rules may ask for a keyword. */
export function wantsKeywordWith(rules: readonly InstrumentRule[]): (keyword: string) => boolean {
  const wanted = new Set([...inheritedKeywords(rules), ...STRUCTURE]);
  return (keyword) => wanted.has(keyword) || isNumbered(keyword);
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;

function isNumbered(keyword: string): boolean {
  const { length } = keyword;
  if (length > 8 || length < 2 || !isDigit(keyword.charCodeAt(length - 1))) return false;
  return FAMILIES.has(keyword.replace(/\d+/g, '#'));
}
