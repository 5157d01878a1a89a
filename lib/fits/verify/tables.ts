// Rules about the keywords of ASCII and binary tables.

import {
  type CheckedHeader,
  COLUMN_ROOTS,
  cardOf,
  integerOf,
  isCompressedImage,
  isTable,
  stringOf,
} from './checked-header.ts';
import {
  asciiFormat,
  binaryFormat,
  type ColumnFormat,
  canDisplay,
  elementsOf,
  isDisplayFormat,
} from './formats.ts';
import { beyond, columnsOf } from './mandatory.ts';
import { at } from './records.ts';
import { type Rule, shown } from './rule.ts';

/** The format of a column; undefined if its TFORMn is missing or not valid. */
function formatOf(header: CheckedHeader, column: number): ColumnFormat | undefined {
  const tform = stringOf(header, `TFORM${column}`);
  if (tform === undefined) return undefined;
  return header.type === 'TABLE' ? asciiFormat(tform) : binaryFormat(tform);
}

/** The numbers of the columns of a table, and their formats. */
function* columns(
  header: CheckedHeader,
): Generator<readonly [column: number, format: ColumnFormat | undefined]> {
  for (let column = 1; column <= columnsOf(header); column++) yield [column, formatOf(header, column)];
}

/** The rules about columns. */
export const TABLE_RULES = {
  /** FITS standard 4.0, 7.2.1, 7.3.1 and 7.3.5. */
  'bad-tform': {
    severity: 'error',
    section: '7.2.1, 7.3.1',
    meaning: 'a TFORMn is not a format of this type of table',
    *find(header) {
      for (const [column, format] of columns(header)) {
        const card = cardOf(header, `TFORM${column}`);
        if (card?.type === 'string' && format === undefined)
          yield at(card, `TFORM${column} is not a column format: "${shown(card.value)}"`);
      }
    },
  },
  /** FITS standard 4.0, 7.2.1 and 7.3.1. */
  'row-length': {
    severity: 'error',
    section: '7.2.1, 7.3.1',
    meaning:
      'NAXIS1 does not fit the columns: it is not the sum of their lengths, or a column ends beyond it',
    *find(header) {
      const [length, card] = [integerOf(header, 'NAXIS1'), cardOf(header, 'NAXIS1')];
      if (length === undefined || card === undefined || !isTable(header)) return;
      let sum = 0;
      for (const [column, format] of columns(header)) {
        // reported as another finding
        if (format === undefined) return;
        sum += format.bytes;
        const end = (integerOf(header, `TBCOL${column}`) ?? 1) + format.bytes - 1;
        if (header.type === 'TABLE' && end > length)
          yield at(card, `NAXIS1 is ${length}, but column ${column} ends at character ${end}`);
      }
      if (header.type === 'BINTABLE' && integerOf(header, 'TFIELDS') !== undefined && sum !== length)
        yield at(card, `NAXIS1 is ${length}, but the columns take ${sum} bytes`);
    },
  },
  /** FITS standard 4.0, 7.2.1 and 7.3.1. */
  'column-index': {
    severity: 'error',
    section: '7.2.1, 7.3.1',
    meaning: 'the number of a column keyword, such as TTYPEn, is not from 1 to TFIELDS',
    *find(header) {
      if (isTable(header))
        yield* beyond(header, COLUMN_ROOTS, columnsOf(header), 'the number of columns (TFIELDS)');
    },
  },
  /** FITS standard 4.0, 7.2.2 and 7.3.4. */
  'bad-tdisp': {
    severity: 'error',
    section: '7.2.2, 7.3.4',
    meaning: 'a TDISPn is not a display format, or not one for the type of its column',
    *find(header) {
      for (const [column, format] of columns(header)) {
        const card = cardOf(header, `TDISP${column}`);
        if (card?.type !== 'string' || card.value === '') continue;
        if (!isDisplayFormat(card.value))
          yield at(card, `TDISP${column} is not a display format: "${shown(card.value)}"`);
        else if (format && !canDisplay(card.value, format.letter))
          yield at(
            card,
            `TDISP${column} is "${shown(card.value)}", but the column has the type ${format.letter}`,
          );
      }
    },
  },
  /** FITS standard 4.0, 7.3.2. */
  'bad-tdim': {
    severity: 'error',
    section: '7.3.2',
    meaning: 'a TDIMn is not of the form (l,m,...), or its array has more elements than the column',
    *find(header) {
      for (const [column, format] of columns(header)) {
        const card = header.type === 'BINTABLE' ? cardOf(header, `TDIM${column}`) : undefined;
        if (card?.type !== 'string' || card.value === '') continue;
        const elements = elementsOf(card.value);
        if (elements === undefined)
          yield at(card, `TDIM${column} is not of the form (l,m,...): "${shown(card.value)}"`);
        else if (format && !format.isVariable && elements > format.repeat)
          yield at(card, `TDIM${column} has ${elements} elements, but the column has ${format.repeat}`);
      }
    },
  },
  /** FITS standard 4.0, 7.3.2. */
  'tnull-type': {
    severity: 'error',
    section: '7.3.2',
    meaning: 'a TNULLn is in a column that does not contain integers, or is not an integer itself',
    *find(header) {
      for (const [column, format] of columns(header)) {
        const card = header.type === 'BINTABLE' ? cardOf(header, `TNULL${column}`) : undefined;
        if (!card || card.type === 'undefined') continue;
        if (format && !/[BIJK]/.test(format.letter))
          yield at(card, `TNULL${column} is for integers, but the column has the type ${format.letter}`);
        else if (card.type !== 'integer')
          yield at(card, `TNULL${column} is not an integer: ${shown(card.value)}`);
      }
    },
  },
  /** FITS standard 4.0, 7.2.2 and 7.3.2. */
  'scaled-type': {
    severity: 'error',
    section: '7.2.2, 7.3.2',
    meaning: 'a TSCALn or TZEROn is in a column of text, logical values or bits',
    *find(header) {
      for (const [column, format] of columns(header))
        for (const keyword of [`TSCAL${column}`, `TZERO${column}`]) {
          const card = cardOf(header, keyword);
          if (card && format && /[ALX]/.test(format.letter))
            yield at(card, `${keyword} is for numbers, but the column has the type ${format.letter}`);
        }
    },
  },
  /** FITS standard 4.0, 7.3.2. */
  'theap-without-heap': {
    severity: 'error',
    section: '7.3.2',
    meaning: 'THEAP is in a table without a heap: PCOUNT is 0',
    *find(header) {
      const card = header.type === 'BINTABLE' ? cardOf(header, 'THEAP') : undefined;
      if (card && integerOf(header, 'PCOUNT') === 0) yield at(card, 'THEAP is set, but PCOUNT is 0');
    },
  },
  /** FITS standard 4.0, 7.2.2 and 7.3.2. */
  'column-name': {
    severity: 'warning',
    section: '7.2.2, 7.3.2',
    meaning:
      'a column has no name (TTYPEn), the name of another column, or one with characters other than letters, digits and _',
    *find(header) {
      const seen = new Map<string, number>();
      for (const [column] of columns(header)) {
        const card = cardOf(header, `TTYPE${column}`);
        const name = card?.type === 'string' ? card.value : '';
        const same = seen.get(name.toUpperCase());
        if (card === undefined || name === '')
          yield card
            ? at(card, `column ${column} has no name`)
            : { record: 0, what: `column ${column} has no name (TTYPE${column})` };
        else if (same !== undefined)
          yield at(card, `columns ${same} and ${column} have the same name: "${shown(name)}"`);
        // the names of a compressed image are those of the standard
        else if (/\W/.test(name) && !isCompressedImage(header))
          yield at(card, `the name of column ${column} contains "${/\W/.exec(name)?.[0]}": "${shown(name)}"`);
        if (name !== '' && same === undefined) seen.set(name.toUpperCase(), column);
      }
    },
  },
} as const satisfies Record<string, Rule>;
