// Rules about keywords in headers where they do not belong, duplicates, and deprecated keywords.

import {
  type CheckedHeader,
  COLUMN_ROOTS,
  indexed,
  isArray,
  isCompressedImage,
  isHierarch,
  isTable,
} from './checked-header.ts';
import { isMandatory } from './mandatory.ts';
import { at } from './records.ts';
import type { Rule } from './rule.ts';

const ARRAY_ONLY = new Set(['BSCALE', 'BZERO', 'BUNIT', 'BLANK', 'DATAMAX', 'DATAMIN']);

const isOfTables = (keyword: string): boolean =>
  keyword === 'TFIELDS' || keyword === 'THEAP' || COLUMN_ROOTS.has(indexed(keyword)?.root ?? '');

/** Why a keyword must not be in a header; undefined if it may. */
function misplaced(keyword: string, header: CheckedHeader): string | undefined {
  const { isPrimary, type } = header;
  if (isPrimary) {
    if (keyword === 'XTENSION') return 'a primary header';
    if ((keyword === 'PCOUNT' || keyword === 'GCOUNT') && type === 'PRIMARY')
      return 'a primary header without random groups';
  } else if (keyword === 'SIMPLE' || keyword === 'EXTEND' || keyword === 'BLOCKED') return 'an extension';
  if (isArray(header) && isOfTables(keyword)) return 'the header of an array';
  if (isTable(header) && !isCompressedImage(header) && ARRAY_ONLY.has(keyword))
    return 'the header of a table';
  if (type === 'TABLE' && (keyword === 'THEAP' || indexed(keyword)?.root === 'TDIM')) return 'an ASCII table';
  if (type === 'BINTABLE' && indexed(keyword)?.root === 'TBCOL') return 'a binary table';
  return undefined;
}

/** Keywords that new files should not have: FITS standard 4.0, 4.4.2.1, 8.3 and appendix C. */
const DEPRECATED: Readonly<Record<string, string>> = {
  EPOCH: 'EPOCH is deprecated; use EQUINOX',
  BLOCKED: 'BLOCKED is deprecated',
};

/** The rules about where keywords belong. */
export const PLACEMENT_RULES = {
  /** FITS standard 4.0, 4.4.1, 4.4.2.1, 4.4.2.5, 7.2 and 7.3. */
  'misplaced-keyword': {
    severity: 'error',
    section: '4.4',
    meaning:
      'a mandatory or reserved keyword is in a header where it must not be, such as TFORMn in an image',
    *find(header) {
      for (const card of header.cards) {
        const where = card.type === 'commentary' ? undefined : misplaced(card.keyword, header);
        if (where !== undefined) yield at(card, `${card.keyword} does not belong in ${where}`);
      }
    },
  },
  /** FITS standard 4.0, 4.1.2.3. The mandatory keywords have their own rule. */
  'duplicate-keyword': {
    severity: 'warning',
    section: '4.1.2.3',
    meaning: 'a keyword has more than one card with a value',
    *find(header) {
      const hasOtherRule = isMandatory(header);
      for (const [keyword, [first, ...others]] of header.byKeyword) {
        if (others.length === 0 || hasOtherRule(keyword) || isHierarch(first!)) continue;
        const before = header.cards.indexOf(first!) + 1;
        for (const card of others) yield at(card, `${keyword} is also card ${before}`);
      }
    },
  },
  /** FITS standard 4.0, 4.4.2.1 and 8.3. Random groups are deprecated too, but not for data of interferometers. */
  deprecated: {
    severity: 'warning',
    section: '4.4.2.1, 8.3',
    meaning: 'EPOCH or BLOCKED, which new files should not use',
    *find({ cards }) {
      for (const card of cards) {
        if (card.type === 'commentary') continue;
        const what = Object.hasOwn(DEPRECATED, card.keyword) ? DEPRECATED[card.keyword] : undefined;
        if (what !== undefined) yield at(card, what);
      }
    },
  },
} as const satisfies Record<string, Rule>;
