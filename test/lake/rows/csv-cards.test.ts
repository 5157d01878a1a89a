import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cardComment, cardName, cardTable, cardType, cardValue } from '../../../lib/fits/card-table.ts';
import { parseCards } from '../../../lib/fits/cards.ts';
import { csvField, csvRow, placeFields } from '../../../lib/lake/rows/csv.ts';
import { cardWriter } from '../../../lib/lake/rows/csv-cards.ts';
import { rowBuffer } from '../../../lib/lake/rows/row-buffer.ts';
import { cardLine } from '../../helpers/card-lines.ts';
import { effort } from '../../helpers/effort.ts';
import { record } from '../../helpers/fits.ts';

/** The rows of a header, written card by card. */
function plainRows(records: readonly string[], start: string): string {
  const table = cardTable();
  parseCards(table, Buffer.concat(records.map(record)), 0, records.length);
  return Array.from({ length: table.count }, (_, card) =>
    csvRow(
      start,
      cardType(table, card),
      cardName(table, card),
      cardValue(table, card),
      cardComment(table, card),
      card,
    ),
  ).join('');
}

describe('the writer of cards', () => {
  it('writes one row per card, also for similar headers in one table', async () => {
    const header = fc.array(cardLine, { maxLength: 45 });
    const edit = fc.tuple(fc.nat(44), cardLine, fc.constantFrom('replace', 'insert', 'remove'));
    fc.assert(
      fc.property(header, fc.array(fc.array(edit, { maxLength: 3 }), { maxLength: 6 }), (first, edits) => {
        const table = cardTable();
        const rows = rowBuffer();
        let records = first;
        for (const [hdu, changes] of [[], ...edits].entries()) {
          for (const [at, text, how] of changes) {
            records = records.toSpliced(at, how === 'insert' ? 0 : 1, ...(how === 'remove' ? [] : [text]));
          }
          const start = hdu + placeFields('file:///data', 'a/b,c.fits');
          rows.length = 0;
          parseCards(table, Buffer.concat(records.map(record)), 0, records.length);
          cardWriter(table).write(rows, start, () => {});
          expect(Buffer.from(rows.bytes.subarray(0, rows.length)).toString()).toBe(plainRows(records, start));
        }
      }),
      { numRuns: effort(300) },
    );
  });

  it('writes rows that start with a long key', () => {
    const records = ['K       = 1', "NAME    = 'a, b'"];
    const start = 1 + placeFields('', 'x/'.repeat(2000));
    const table = cardTable();
    const rows = rowBuffer();
    parseCards(table, Buffer.concat(records.map(record)), 0, records.length);
    cardWriter(table).write(rows, start, () => {});
    expect(Buffer.from(rows.bytes.subarray(0, rows.length)).toString()).toBe(plainRows(records, start));
  });

  it('writes headers with thousands of cards', () => {
    // a value with a plus sign is not written by WebAssembly
    const textOf = (i: number): string => (i % 300 < 3 ? `+${i}` : `'${i}, "n"'`);
    const records = Array.from({ length: 12_000 }, (_, i) =>
      `K${i}`.padEnd(8).concat(`= ${textOf(i)} / n, \u00e9`),
    );
    const table = cardTable();
    for (const hdu of [1, 2]) {
      const rows = rowBuffer();
      const start = hdu + placeFields('', 'x');
      parseCards(table, Buffer.concat(records.map(record)), 0, records.length);
      cardWriter(table).write(rows, start, () => {});
      expect(Buffer.from(rows.bytes.subarray(0, rows.length)).toString()).toBe(plainRows(records, start));
    }
  });
});

describe('a CSV field', () => {
  it.each([
    ['plain text', 'plain text'],
    ['', ''],
    [' blanks ', ' blanks '],
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ["it's", "it's"],
    ['back\\', 'back\\'],
    ['line\nbreak\r', 'line\ufffdbreak\ufffd'],
    ['\u0000\u007f\u0085', '\ufffd\ufffd\ufffd'],
    ['\u00e9\u4e00', '\u00e9\u4e00'],
    ['lone \ud800 surrogate', 'lone \ufffd surrogate'],
  ])('for the text %j', (text, field) => {
    expect(csvField(text)).toBe(field);
  });
});
