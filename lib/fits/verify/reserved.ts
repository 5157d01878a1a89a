// Rules about the values of reserved keywords.

import type { CardType } from '../card-table.ts';
import { type CheckedCard, cardOf, integerOf, isArray, isHierarch } from './checked-header.ts';
import { beyond } from './mandatory.ts';
import { at } from './records.ts';
import { type Rule, shown } from './rule.ts';

interface Wanted {
  readonly types: readonly CardType[];
  readonly what: string;
}
const STRING: Wanted = { types: ['string'], what: 'a string' };
const INTEGER: Wanted = { types: ['integer'], what: 'an integer' };
const NUMBER: Wanted = { types: ['integer', 'float'], what: 'a number' };
const LOGICAL: Wanted = { types: ['logical'], what: 'T or F' };

/** Reserved keywords by the type of their value: FITS standard 4.0, 4.4.2, 7.2.2, 7.3.2, 8 and 9, and its appendix C. */
const TYPES: readonly (readonly [RegExp, Wanted])[] = [
  [/^(AUTHOR|BUNIT|CHECKSUM|DATASUM|EXTNAME|INSTRUME|OBJECT|OBSERVER|ORIGIN|REFERENC|TELESCOP)$/, STRING],
  [/^(DATE|DATE-(OBS|BEG|AVG|END))$/, STRING],
  [/^(RADESYS|SPECSYS|SSYSOBS|SSYSSRC|WCSNAME)[A-Z]?$/, STRING],
  [/^(TTYPE|TFORM|TUNIT|TDISP|TDIM|PTYPE)\d+$/, STRING],
  [/^(CTYPE|CUNIT|CNAME)\d+[A-Z]?$/, STRING],
  [/^(EXTVER|EXTLEVEL|BLANK|THEAP|WCSAXES[A-Z]?|TBCOL\d+)$/, INTEGER],
  [/^(BSCALE|BZERO|DATAMAX|DATAMIN|EPOCH|EQUINOX[A-Z]?)$/, NUMBER],
  [/^(TSCAL|TZERO|PSCAL|PZERO)\d+$/, NUMBER],
  [/^(CRVAL|CRPIX|CDELT|CRDER|CSYER)\d+[A-Z]?$/, NUMBER],
  [/^CROTA\d+$/, NUMBER],
  [/^(PC|CD|PV)\d+_\d+[A-Z]?$/, NUMBER],
  [/^PS\d+_\d+[A-Z]?$/, STRING],
  [/^(LONPOLE|LATPOLE|RESTFRQ|RESTWAV|VELOSYS|ZSOURCE)[A-Z]?$/, NUMBER],
  [/^(OBSGEO-[XYZBLH]|MJD-(OBS|BEG|AVG|END))$/, NUMBER],
  [/^(EXTEND|GROUPS|BLOCKED|INHERIT)$/, LOGICAL],
];

const typeOf = (keyword: string): Wanted | undefined => TYPES.find(([pattern]) => pattern.test(keyword))?.[1];

/** Text in quotes, to show that it is a string. */
const literal = ({ type, value }: CheckedCard): string =>
  type === 'string' ? `'${shown(value)}'` : shown(value);

const PARAMETERS = new Set(['PTYPE', 'PSCAL', 'PZERO']);

/** The rules about reserved keywords. */
export const RESERVED_RULES = {
  /** FITS standard 4.0, 4.4.2. */
  'wrong-type': {
    severity: 'error',
    section: '4.4.2',
    meaning: 'the value of a reserved keyword is not of the type that the standard requires',
    *find({ cards }) {
      for (const card of cards) {
        if (card.type === 'commentary' || card.type === 'undefined' || isHierarch(card)) continue;
        const wanted = typeOf(card.keyword);
        if (wanted && !wanted.types.includes(card.type))
          yield at(card, `${card.keyword} should be ${wanted.what}, but is ${literal(card)}`);
      }
    },
  },
  /** FITS standard 4.0, 4.4.2.5 and 5.3. */
  'blank-with-float': {
    severity: 'error',
    section: '4.4.2.5',
    meaning: 'BLANK is in an array of floating-point numbers',
    *find(header) {
      const card = cardOf(header, 'BLANK');
      if (card && isArray(header) && (integerOf(header, 'BITPIX') ?? 0) < 0)
        yield at(card, `BLANK must not be used with BITPIX = ${integerOf(header, 'BITPIX')}`);
    },
  },
  /** FITS standard 4.0, 4.4.2.1, 4.4.2.2 and 9.1.1. */
  'bad-date': {
    severity: 'error',
    section: '4.4.2.1, 9.1.1',
    meaning: 'a date is not written as YYYY-MM-DD, YYYY-MM-DDThh:mm:ss[.sss] or, before 2000, DD/MM/YY',
    *find({ cards }) {
      for (const card of cards)
        if (
          /^(DATE|DATE-(OBS|BEG|AVG|END|MAP))$/.test(card.keyword) &&
          card.type === 'string' &&
          !isDate(card.value)
        )
          yield at(card, `${card.keyword} is not a date of the standard: "${shown(card.value)}"`);
    },
  },
  /** FITS standard 4.0, 6.1.2: n is from 1 to PCOUNT. */
  'parameter-index': {
    severity: 'error',
    section: '6.1.2',
    meaning: 'the number of a PTYPEn, PSCALn or PZEROn is not from 1 to PCOUNT',
    *find(header) {
      if (header.type === 'RANDOM GROUPS')
        yield* beyond(
          header,
          PARAMETERS,
          integerOf(header, 'PCOUNT') ?? 0,
          'the number of parameters (PCOUNT)',
        );
    },
  },
} as const satisfies Record<string, Rule>;

const ISO = /^[+-]?(\d{4,5})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d):(\d\d)(?:\.\d*)?)?$/;
const OLD = /^(\d\d)\/(\d\d)\/\d\d$/;

/** Whether a text is a date of the standard. A leap second has the number 60; the day is not checked against the month. */
function isDate(text: string): boolean {
  const [, oldDay, oldMonth] = OLD.exec(text) ?? [];
  if (oldDay !== undefined) return inRange(oldMonth, 1, 12) && inRange(oldDay, 1, 31);
  const [, year, month, day, hours = '0', minutes = '0', seconds = '0'] = ISO.exec(text) ?? [];
  if (year === undefined) return false;
  const isDay = inRange(month, 1, 12) && inRange(day, 1, 31);
  return isDay && inRange(hours, 0, 23) && inRange(minutes, 0, 59) && inRange(seconds, 0, 60);
}

const inRange = (digits: string | undefined, least: number, most: number): boolean =>
  Number(digits) >= least && Number(digits) <= most;
