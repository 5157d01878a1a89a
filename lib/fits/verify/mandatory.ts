// Rules about the mandatory keywords: which there are, in which order, how they are written, and their values.

import {
  type CheckedCard,
  type CheckedHeader,
  cardOf,
  indexed,
  integerOf,
  isTable,
  stringOf,
} from './checked-header.ts';
import { at } from './records.ts';
import { type Place, type Rule, shown } from './rule.ts';

/** FITS standard 4.0, 7.2.1 and 7.3.1. */
const MOST_COLUMNS = 999;

/** The mandatory keywords of a header that have a fixed place, in order: FITS standard 4.0, tables 7, 10, 14 and 17. */
function inOrder(header: CheckedHeader): string[] {
  const axes = Math.min(Math.max(integerOf(header, 'NAXIS') ?? 0, 0), 999);
  return [
    header.isPrimary ? 'SIMPLE' : 'XTENSION',
    'BITPIX',
    'NAXIS',
    ...Array.from({ length: axes }, (_, axis) => `NAXIS${axis + 1}`),
    ...(header.isPrimary ? [] : ['PCOUNT', 'GCOUNT']),
    ...(isTable(header) ? ['TFIELDS'] : []),
  ];
}

/** The number of columns of a table that its keywords can describe. */
export const columnsOf = (header: CheckedHeader): number =>
  isTable(header) ? Math.min(Math.max(integerOf(header, 'TFIELDS') ?? 0, 0), MOST_COLUMNS) : 0;

/** All mandatory keywords of a header. */
function mandatory(header: CheckedHeader): string[] {
  const keywords = inOrder(header);
  if (header.type === 'RANDOM GROUPS') keywords.push('GROUPS', 'PCOUNT', 'GCOUNT');
  for (let column = 1; column <= columnsOf(header); column++) {
    keywords.push(`TFORM${column}`);
    if (header.type === 'TABLE') keywords.push(`TBCOL${column}`);
  }
  return keywords;
}

/** Faults report these, because without them nobody can find the next HDU. */
const REPORTED_AS_FAULT = /^(SIMPLE|XTENSION|BITPIX|NAXIS\d*)$/;

/** Extension types that are registered: FITS standard 4.0, table 1 of appendix F and its list of others. */
const EXTENSIONS = new Set(['IMAGE', 'TABLE', 'BINTABLE', 'IUEIMAGE', 'A3DTABLE', 'FOREIGN', 'DUMP']);

/** What the standard allows as the value of a mandatory keyword. */
interface Allowed {
  readonly types: readonly string[];
  readonly keyword: string;
  readonly test: (value: number) => boolean;
  readonly what: string;
}

const is = (wanted: number) => (value: number) => value === wanted;
const TABLES = ['TABLE', 'BINTABLE'];
/** FITS standard 4.0, 7.1.1, 7.2.1 and 7.3.1. */
const ALLOWED: readonly Allowed[] = [
  { types: TABLES, keyword: 'BITPIX', test: is(8), what: '8 in a table' },
  { types: TABLES, keyword: 'NAXIS', test: is(2), what: '2 in a table' },
  { types: ['IMAGE', ...TABLES], keyword: 'GCOUNT', test: is(1), what: '1' },
  { types: ['IMAGE', 'TABLE'], keyword: 'PCOUNT', test: is(0), what: '0 in an image or an ASCII table' },
  {
    types: TABLES,
    keyword: 'TFIELDS',
    test: (value) => value >= 0 && value <= MOST_COLUMNS,
    what: 'from 0 to 999',
  },
];

/** The rules about mandatory keywords. */
export const MANDATORY_RULES = {
  /** FITS standard 4.0, 4.4.1, 6.1.1, 7.2.1 and 7.3.1. */
  'mandatory-missing': {
    severity: 'error',
    section: '4.4.1',
    meaning:
      'PCOUNT, GCOUNT, TFIELDS, a TFORMn or a TBCOLn is missing (for the others: bad-bitpix, bad-naxis)',
    *find(header) {
      for (const keyword of mandatory(header))
        if (!REPORTED_AS_FAULT.test(keyword) && !cardOf(header, keyword))
          yield { record: 0, what: `${keyword} is missing` };
    },
  },
  /** FITS standard 4.0, 4.4.1. */
  'mandatory-order': {
    severity: 'error',
    section: '4.4.1',
    meaning:
      'the mandatory keywords are not in the order of the standard, or another keyword is between them',
    *find(header) {
      const all = new Set(header.cards.map(({ keyword }) => keyword));
      const present = inOrder(header).filter((keyword) => all.has(keyword));
      const wrong = present.findIndex((keyword, index) => header.cards[index]?.keyword !== keyword);
      const [keyword, found] = [present[wrong], header.cards[wrong]];
      if (keyword === undefined || found === undefined) return;
      yield at(found, `card ${wrong + 1} should be ${keyword}, but is ${found.keyword || 'blank'}`);
    },
  },
  /** FITS standard 4.0, 4.1.2.3. */
  'mandatory-duplicate': {
    severity: 'error',
    section: '4.1.2.3',
    meaning: 'a mandatory keyword appears more than once',
    *find(header) {
      for (const keyword of new Set(mandatory(header))) {
        const [first, ...others] = header.byKeyword.get(keyword) ?? [];
        for (const card of others)
          yield at(card, `${keyword} is also card ${header.cards.indexOf(first!) + 1}`);
      }
    },
  },
  /** FITS standard 4.0, 4.4.1, with the columns of 4.2.1.1, 4.2.2 and 4.2.3. */
  'fixed-format': {
    severity: 'error',
    section: '4.4.1',
    meaning: 'the value of a mandatory keyword is not in fixed format',
    *find(header) {
      for (const keyword of new Set(mandatory(header))) {
        const card = cardOf(header, keyword);
        const wanted = card && fixedFormatProblem(card);
        if (card && wanted) yield { record: card.record, column: 10, what: `${keyword}: ${wanted}` };
      }
    },
  },
  /** FITS standard 4.0, 7.1.1, 7.2.1 and 7.3.1. */
  'mandatory-value': {
    severity: 'error',
    section: '7.1.1, 7.2.1, 7.3.1',
    meaning: 'BITPIX, NAXIS, PCOUNT, GCOUNT or TFIELDS has a value that this type of extension must not have',
    *find(header) {
      for (const { types, keyword, test, what } of ALLOWED) {
        const card = types.includes(header.type) ? cardOf(header, keyword) : undefined;
        if (card && !(card.type === 'integer' && test(Number(card.value))))
          yield at(card, `${keyword} is ${shown(card.value) || 'empty'}, but has to be ${what}`);
      }
    },
  },
  /** FITS standard 4.0, 4.4.1.1. */
  'not-conforming': {
    severity: 'warning',
    section: '4.4.1.1',
    meaning: 'SIMPLE is not T: the file says that it may depart from the standard',
    *find(header) {
      const card = header.isPrimary ? cardOf(header, 'SIMPLE') : undefined;
      if (card && !(card.type === 'logical' && card.value === 'true')) yield at(card, 'SIMPLE is not T');
    },
  },
  /** FITS standard 4.0, 3.4.1 and 4.4.1.2. */
  'unknown-extension': {
    severity: 'error',
    section: '3.4.1',
    meaning: 'the value of XTENSION is not a registered type of extension',
    *find(header) {
      const card = header.isPrimary ? undefined : cardOf(header, 'XTENSION');
      if (card && !EXTENSIONS.has(stringOf(header, 'XTENSION') ?? ''))
        yield at(card, `the extension type "${shown(card.value)}" is not registered`);
    },
  },
} as const satisfies Record<string, Rule>;

/** How a card departs from fixed format, if it does. */
function fixedFormatProblem({ keyword, type, text }: CheckedCard): string | undefined {
  const field = text.slice(10, 30);
  if (type === 'logical') return /^ {19}[TF]$/.test(field) ? undefined : 'T or F should be in column 30';
  if (type === 'integer')
    return /^ *[+-]?\d+$/.test(field) && !/\d/.test(text[30] ?? '')
      ? undefined
      : 'the number should end in column 30';
  if (type !== 'string') return undefined;
  if (text[10] !== "'") return 'the opening quote should be in column 11';
  // only XTENSION has to have at least eight characters
  const close = text.indexOf("'", 11);
  return keyword === 'XTENSION' && close < 19
    ? 'the closing quote should be in column 20 or later'
    : undefined;
}

/** Whether a keyword is mandatory in this header. */
export const isMandatory = (header: CheckedHeader): ((keyword: string) => boolean) => {
  const keywords = new Set(mandatory(header));
  return (keyword) => keywords.has(keyword);
};

/** Cards whose number is beyond the last column or parameter. */
export function* beyond(
  { cards }: CheckedHeader,
  roots: ReadonlySet<string>,
  most: number,
  limit: string,
): Generator<Place> {
  for (const card of cards) {
    const { root, index } = indexed(card.keyword) ?? {};
    if (card.type === 'commentary' || root === undefined || index === undefined || !roots.has(root)) continue;
    if (index < 1 || index > most)
      yield at(card, `${card.keyword} has the number ${index}, but ${limit} is ${most}`);
  }
}
