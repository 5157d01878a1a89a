import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD_TYPES, type OtherType } from '../../../lib/lake/columns.ts';
import { csvRow, placeFields } from '../../../lib/lake/rows/csv.ts';
import {
  inWebAssembly,
  rowCount,
  rowSplitter,
  SPLIT_COLUMNS,
  type SplitColumns,
  splitByByte,
} from '../../../lib/lake/rows/split-rows.ts';
import { effort } from '../../helpers/effort.ts';

const SOURCE = { bucket: 'file:///data', key: 'a/b,c é.fits' };
const FACT_TYPES: readonly OtherType[] = ['file', 'hdu', 'derived', 'fault', 'tombstone'];
const PLACE = placeFields(SOURCE.bucket, SOURCE.key);

/** Rows as values: HDU, name, value, comment, index and type. */
type Values = readonly [number, string, string, string, number, string];
const text = fc.string({ unit: fc.constantFrom(...'ab0,"\u00e9 \ufffd'), maxLength: 40 });
const number = fc.constantFrom(-1, 0, 7, 12, 123_456_789);
const type = fc.constantFrom(...CARD_TYPES, ...FACT_TYPES);
const values: fc.Arbitrary<Values> = fc.tuple(number, text, text, text, number, type);
const lineOf = ([hdu, name, value, comment, index, cardType]: Values): string =>
  csvRow(
    `${hdu < 0 ? '' : hdu}${PLACE}`,
    cardType as Parameters<typeof csvRow>[1],
    name,
    value,
    comment,
    index < 0 ? '' : index,
  );
/** Lines that this release never writes. */
const odd = fc.oneof(
  fc
    .string({ unit: fc.constantFrom(...'0,"a\r\n\t\u007f'), maxLength: 40 })
    .map((line) => `1${PLACE}${line}\n`),
  fc.constantFrom(
    '\n',
    '12\n',
    `0${PLACE}`.slice(0, -1),
    `${PLACE}\n`,
    `0${placeFields('b', 'k')}x,,,,hdu\n`,
    `1234567890${PLACE}x,,,,hdu\n`,
    `0${PLACE}x,,,1234567890,hdu\n`,
    `0${PLACE}x,,,-1,hdu\n`,
    `0${PLACE}x,,,1,\n`,
    `0${PLACE}x,,,1,strin\n`,
    `0${PLACE}x,,,1,strings\n`,
    `0${PLACE}x,,,1,"string"\n`,
    `0${PLACE}x,,,1,${'string'.padEnd(262, 'x')}\n`,
    `0${PLACE}x,"a",,1,"hd""u"\n`,
    `0${PLACE}x,"a"b,,1,hdu\n`,
  ),
);
const many = <T>(line: fc.Arbitrary<T>) => fc.array(line, { minLength: 1, maxLength: 30 });

const BY_BYTE = { most: Number.POSITIVE_INFINITY, split: splitByByte };

/** The rows as they are staged, header cards apart from facts; undefined if they cannot be. */
function split(csv: string, way = inWebAssembly): Record<'cards' | 'facts', Values[]> | undefined {
  const rows: Record<'cards' | 'facts', Values[]> = { cards: [], facts: [] };
  const isComplete = rowSplitter(SOURCE, way).add(Buffer.from(csv), ({ cards, facts }) => {
    rows.cards.push(...rowsOf(cards));
    rows.facts.push(...rowsOf(facts));
  });
  return isComplete ? rows : undefined;
}

/** What {@link split} should return. */
const separated = (rows: readonly Values[]) => {
  const isCard = ([, , , , , cardType]: Values): boolean =>
    (CARD_TYPES as readonly string[]).includes(cardType);
  return { cards: rows.filter(isCard), facts: rows.filter((row) => !isCard(row)) };
};

function rowsOf(columns: SplitColumns): Values[] {
  const read = columns.map((bytes, index) => valuesOf(bytes, SPLIT_COLUMNS[index]!.isNumber));
  const count = rowCount(columns);
  for (const column of read) expect(column).toHaveLength(count);
  return Array.from({ length: count }, (_, row) => read.map((column) => column[row]) as unknown as Values);
}

function valuesOf(column: Uint8Array, isNumber: boolean): (number | string)[] {
  const bytes = Buffer.from(column);
  const found: (number | string)[] = [];
  for (let at = 0; at < bytes.length; ) {
    const first = bytes.readInt32LE(at);
    at += 4;
    found.push(isNumber ? first : bytes.toString('utf8', at, at + first));
    if (!isNumber) at += first;
  }
  return found;
}

describe('split rows', () => {
  it.each([
    ['in WebAssembly', inWebAssembly],
    ['byte by byte', BY_BYTE],
  ])('have the values of their columns, %s', (_, way) => {
    fc.assert(
      fc.property(many(values), (rows) => {
        expect(split(rows.map(lineOf).join(''), way)).toEqual(separated(rows));
      }),
      { numRuns: effort(500) },
    );
  });

  it('are the same in WebAssembly and byte by byte, whatever the lines are', () => {
    fc.assert(
      fc.property(many(fc.oneof({ weight: 9, arbitrary: values.map(lineOf) }, odd)), (rows) => {
        const csv = `${rows.join('')}\n`.replace(/\n\n$/, '\n');
        expect(split(csv)).toEqual(split(csv, BY_BYTE));
      }),
      { numRuns: effort(2000) },
    );
  });

  it.each([
    ['another file', `0${placeFields('file:///data', 'other')}A,1,,0,integer\n`],
    ['a value that continues on the next line', `0${PLACE}A,"1\n0${PLACE}B",,0,string\n`],
    ['a carriage return', `0${PLACE}A,1\r5,0,B,2,,0,integer\n`],
    ['a quote in the middle of a field', `0${PLACE}A,1"2,,0,string\n`],
    ['a column too many', `0${PLACE}A,1,,0,string,x\n`],
    ['a column too few', `0${PLACE}A,1,,0\n`],
    ['an index that is not a number', `0${PLACE}A,1,,x,string\n`],
    ['a number of ten digits', `0${PLACE}A,1,,1234567890,string\n`],
  ])('are not made of rows with %s', (_, csv) => {
    expect(split(csv)).toBeUndefined();
    expect(split(csv, BY_BYTE)).toBeUndefined();
  });

  it('are made of long values and of many rows', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => index).flatMap((index): Values[] => [
      [0, 'A', 'x'.repeat(index % 100), '', index, 'string'],
      ...(index % 1000 === 0 ? ([[0, 'B', '"y'.repeat(200_000), '', index, 'string']] as Values[]) : []),
    ]);
    expect(split(rows.map(lineOf).join(''))).toEqual(separated(rows));
  });
});
