import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CARD_TYPES } from '../../../lib/lake/columns.ts';
import { csvRow, placeFields } from '../../../lib/lake/rows/csv.ts';
import { inWebAssembly, numberedByByte, rowNumberer } from '../../../lib/lake/rows/numbered-rows.ts';
import { effort } from '../../helpers/effort.ts';

const SOURCE = { bucket: 'file:///data', key: 'a/b,c é.fits' };
const PLACE = placeFields(SOURCE.bucket, SOURCE.key);
const text = fc.string({ unit: fc.constantFrom(...'ab0,"\u00e9 \ufffd'), maxLength: 40 });
const type = fc.constantFrom(...CARD_TYPES, 'file', 'hdu', 'derived', 'fault', 'tombstone', 'substring', '');
const row = fc
  .tuple(fc.constantFrom('', '0', '7', '12', '1234567'), text, text, text, type)
  .map(([hdu, name, value, comment, last]) =>
    csvRow(hdu + PLACE, 'hdu', name, value, comment, 3).replace(/hdu\n$/, `${last}\n`),
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
  ),
);
const lines = (line: fc.Arbitrary<string>) => fc.array(line, { minLength: 1, maxLength: 30 });

interface Staged {
  readonly cards: string;
  readonly others: string;
}

/** The rows as they are staged; undefined if they cannot be. */
function staged(csv: string, way = inWebAssembly, number = 17): Staged | undefined {
  const pieces: Staged[] = [];
  const isComplete = rowNumberer(SOURCE, number, way).add(Buffer.from(csv), ({ cards, others }) => {
    pieces.push({ cards: Buffer.from(cards).toString(), others: Buffer.from(others).toString() });
  });
  const all = (kind: keyof Staged): string => pieces.map((piece) => piece[kind]).join('');
  return isComplete ? { cards: all('cards'), others: all('others') } : undefined;
}

/** What rows are with a number in place of the source file. */
function expected(rows: readonly string[], number = 17): Staged {
  const numbered = rows.map((line) => line.replace(PLACE, () => `,${number},`));
  const isCard = (line: string): boolean => CARD_TYPES.some((card) => line.endsWith(`,${card}\n`));
  return {
    cards: numbered.filter(isCard).join(''),
    others: numbered.filter((line) => !isCard(line)).join(''),
  };
}

const BY_BYTE = { most: Number.POSITIVE_INFINITY, numbered: numberedByByte };

describe('numbered rows', () => {
  it('have the number in place of the source file, and are header cards or not', () => {
    fc.assert(
      fc.property(lines(row), fc.nat(2 ** 31), (rows, number) => {
        expect(staged(rows.join(''), inWebAssembly, number)).toEqual(expected(rows, number));
      }),
      { numRuns: effort(500) },
    );
  });

  it('are the same in WebAssembly and byte by byte, whatever the lines are', () => {
    fc.assert(
      fc.property(lines(fc.oneof({ weight: 9, arbitrary: row }, odd)), (rows) => {
        const csv = `${rows.join('')}\n`.replace(/\n\n$/, '\n');
        expect(staged(csv)).toEqual(staged(csv, BY_BYTE));
      }),
      { numRuns: effort(2000) },
    );
  });

  it.each([
    ['another file', `0${placeFields('file:///data', 'other')}A,1,,0,integer\n`],
    ['a value that continues on the next line', `0${PLACE}A,"1\n0${PLACE}B",,0,string\n`],
    ['a type in quotes', `0${PLACE}A,1,,0,"integer"\n`],
    ['a carriage return', `0${PLACE}A,1\r5,0,B,2,,0,integer\n`],
  ])('are not made of rows with %s', (_, csv) => {
    expect(staged(csv)).toBeUndefined();
  });

  it('are made of long values and of many rows', () => {
    const rows = Array.from({ length: 5000 }, (_, index) => index).flatMap((index) => [
      csvRow(`0${PLACE}`, 'string', 'A', 'x'.repeat(index % 100), '', index),
      ...(index % 1000 === 0 ? [csvRow(`0${PLACE}`, 'string', 'B', '"y'.repeat(200_000), '', index)] : []),
    ]);
    expect(staged(rows.join(''))).toEqual(expected(rows));
  });
});
