import { PARTS } from './parts.ts';
import { ESO_TYPE, NUMBER_KEYWORDS, POSITION_KEYWORDS, TEXT_KEYWORDS } from './rules/keywords.ts';
import { LEVEL_RULES, SPECTROSCOPIC } from './rules/products.ts';
import type { InstrumentRule } from './rules.ts';

// Which keywords a deriver asks for. The tables of rules/ say it; a test proves that nothing is missing here.

/** The frame of positions, in keywords and in the WCS. */
const FRAME = ['RADESYS', 'RADECSYS', 'EQUINOX', 'EPOCH'];

const BUILT_IN: readonly string[] = [
  ...PARTS.flatMap(({ keywords }) => keywords),
  ...TEXT_KEYWORDS.obs_id,
  ...NUMBER_KEYWORDS.s_resolution,
  ...POSITION_KEYWORDS.flatMap(({ ra, dec }) => [ra, dec]),
  ...FRAME,
  ...LEVEL_RULES.map(({ keyword }) => keyword),
  ESO_TYPE.technique,
];

/** The keywords that rows look up in several headers: those of the tables, and those of custom rules. */
export function inheritedKeywords(rules: readonly InstrumentRule[]): readonly string[] {
  const custom = rules.flatMap(({ when, set }) => [
    ...Object.keys(when),
    ...Object.values(set).flatMap(({ keywords = [] }) => keywords),
  ]);
  return [...new Set([...BUILT_IN, ...custom])];
}

/** Keywords that rows inherit, and that say something about the structure of an HDU as well. */
const BOTH = [...FRAME, ...SPECTROSCOPIC.keywords, 'HDUCLAS1'];
const NOT_STRUCTURAL = new Set(BUILT_IN);
for (const keyword of BOTH) NOT_STRUCTURAL.delete(keyword);

/** Whether what the structure of an HDU says may depend on a keyword. */
export const isStructural = (keyword: string): boolean => !NOT_STRUCTURAL.has(keyword);

const BESIDE_SKY = new Set(['EXTNAME', 'INHERIT', 'BUNIT', 'HDUCLAS1', ...SPECTROSCOPIC.keywords]);

/** Whether a keyword about the structure of an HDU does not matter to where its image is on the sky. */
export const isBesideSky = (keyword: string): boolean => BESIDE_SKY.has(keyword);

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
