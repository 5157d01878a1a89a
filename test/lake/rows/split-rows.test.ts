import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvRow, placeFields } from '../../../lib/lake/rows/csv.ts';
import { inWebAssembly, rowSplitter, SPLIT_COLUMNS, splitByByte } from '../../../lib/lake/rows/split-rows.ts';
import { effort } from '../../helpers/effort.ts';

const SOURCE = { bucket: 'file:///data', key: 'a/b,c é.fits' };
const PLACE = placeFields(SOURCE.bucket, SOURCE.key);

/** Rows as values: HDU, name, value, comment, index and type. */
type Values = readonly [number, string, string, string, number, string];
const text = fc.string({ unit: fc.constantFrom(...'ab0,"\u00e9 \ufffd'), maxLength: 40 });
const number = fc.constantFrom(-1, 0, 7, 12, 123_456_789);
const values: fc.Arbitrary<Values> = fc.tuple(number, text, text, text, number, fc.constant('string'));
const lineOf = ([hdu, name, value, comment, index]: Values): string =>
  csvRow(`${hdu < 0 ? '' : hdu}${PLACE}`, 'string', name, value, comment, index < 0 ? '' : index);
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
    `0${PLACE}x,"a",,1,"hd""u"\n`,
    `0${PLACE}x,"a"b,,1,hdu\n`,
  ),
);
const many = <T>(line: fc.Arbitrary<T>) => fc.array(line, { minLength: 1, maxLength: 30 });

const BY_BYTE = { most: Number.POSITIVE_INFINITY, split: splitByByte };

/** The rows as they are staged; undefined if they cannot be. */
function split(csv: string, way = inWebAssembly): Values[] | undefined {
  const rows: unknown[][] = [];
  const isComplete = rowSplitter(SOURCE, way).add(Buffer.from(csv), ({ count, columns }) => {
    const read = columns.map((bytes, index) => valuesOf(bytes, SPLIT_COLUMNS[index]!.isNumber));
    for (const column of read) expect(column).toHaveLength(count);
    for (let row = 0; row < count; row++) rows.push(read.map((column) => column[row]));
  });
  return isComplete ? (rows as unknown as Values[]) : undefined;
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
        expect(split(rows.map(lineOf).join(''), way)).toEqual(rows);
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
    expect(split(rows.map(lineOf).join(''))).toEqual(rows);
  });
});
