import { type Column, isNumeric } from '../engines/answer.ts';
import type { Describe } from './column-about.ts';
import { distinct } from './distinct.ts';
import type { Card } from './fits-cards.ts';
import type { FitsLayout } from './fits-columns.ts';

// The headers of a FITS file with one binary table.

/** The primary header of a file whose only data is in an extension. */
export const PRIMARY: readonly Card[] = [
  ['SIMPLE', true],
  ['BITPIX', 8],
  ['NAXIS', 0],
  ['EXTEND', true],
];

/** What the header of a binary table says. */
export interface FitsTable {
  readonly columns: readonly Column[];
  readonly layouts: readonly FitsLayout[];
  readonly rowCount: number;
  /** The bytes of a row. */
  readonly rowLength: number;
  /** How many texts had characters that FITS cannot hold. */
  readonly changed: number;
}

/** The cards of a binary table (FITS 4.0, section 7.3.1). */
export function tableCards(table: FitsTable, describe: Describe): Card[] {
  const { columns, rowCount, rowLength, changed } = table;
  const names = columnNames(columns.map(({ name }) => name));
  return [
    ['XTENSION', 'BINTABLE'],
    ['BITPIX', 8],
    ['NAXIS', 2],
    ['NAXIS1', rowLength],
    ['NAXIS2', rowCount],
    ['PCOUNT', 0],
    ['GCOUNT', 1],
    ['TFIELDS', columns.length],
    ...columns.flatMap((_, index) => columnCards(table, index, names[index] ?? '', describe)),
    ...(changed > 0 ? CHANGED(changed) : []),
  ];
}

const CHANGED = (texts: number): Card[] => [
  [
    'COMMENT',
    `FITS text is ASCII: in ${texts} ${texts === 1 ? 'value' : 'values'}, other characters became "?".`,
  ],
];

/** The cards of one column. TCOMM, TUCD and TUTYP are those that STIL and TOPCAT read and write. */
function columnCards(
  { columns, layouts }: FitsTable,
  index: number,
  name: string,
  describe: Describe,
): Card[] {
  const { name: asked, type } = columns[index] ?? { name: '', type: 'text' };
  const { about, unit, ucd, utype } = describe(asked);
  const { form, blank } = layouts[index] ?? {};
  const cards = Object.entries({
    TTYPE: name,
    TFORM: form,
    TNULL: blank,
    TUNIT: isNumeric({ type }) ? unit : undefined,
    // the name in the query, if the column cannot have it
    TCOMM: about ?? (name === asked ? undefined : asked),
    TUCD: ucd,
    TUTYP: utype,
  });
  return cards.flatMap(([keyword, value]) =>
    value === undefined ? [] : [[`${keyword}${index + 1}`, value]],
  );
}

/** Leaves room on the card for `_2` and the like. */
const LONGEST_NAME = 60;

/**
 * Names for the columns of a binary table: letters, digits and `_`, and distinct even if case does not count, which is
 * what the standard recommends (section 7.3.2). The name of an expression can be long; astropy reads none that needs more
 * than a card.
 */
function columnNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name) => {
    const plain = /^\w+$/.test(name) ? name : name.replace(/\W+/g, '_').replace(/^_|_$/g, '') || 'column';
    return distinct(plain.slice(0, LONGEST_NAME), taken, (text) => text.toLowerCase());
  });
}
