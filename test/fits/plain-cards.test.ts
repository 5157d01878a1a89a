import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CardTable,
  cardComment,
  cardName,
  cardRecord,
  cardTable,
  cardType,
  cardValue,
} from '../../lib/fits/card-table.ts';
import { parseCards } from '../../lib/fits/cards.ts';
import { plainCards } from '../../lib/fits/plain-cards.ts';
import { instantiate } from '../../lib/fits/wasm.ts';
import { cardLine } from '../helpers/card-lines.ts';
import { effort } from '../helpers/effort.ts';
import { record } from '../helpers/fits.ts';

const cardsOf = (table: CardTable) =>
  Array.from({ length: table.count }, (_, card) => ({
    name: cardName(table, card),
    value: cardValue(table, card),
    comment: cardComment(table, card),
    type: cardType(table, card),
    record: cardRecord(table, card),
    same: table.same[card],
  }));

/** Text made of the characters that matter to the parser. */
const text = (characters: string, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), maxLength });
const valueCard = fc
  .tuple(
    fc.constantFrom('K', 'HISTORY', 'COMMENT', 'CONTINUE', 'HIERARCH', 'LONG-KEY'),
    fc.constantFrom('= ', '=', '  '),
  )
  .chain(([name, indicator]) =>
    text("0123456789+-.EeDd 'TF/&(,) \u0000\u00e9", 70).map((value) => name.padEnd(8) + indicator + value),
  );
const number = text('0123456789+-.EeDd ', 20).map((value) => `K       = ${value.padStart(20)} / a number`);
const name = text("ABYZ09_- a{'=", 8).map((keyword) => `${keyword.padEnd(8)}= 'text'`);
const records = fc.array(fc.oneof(cardLine, valueCard, number, name), { maxLength: 40 });

describe('plain cards', () => {
  it('are parsed as in the general way, in headers one after another', () => {
    fc.assert(
      fc.property(fc.array(records, { minLength: 1, maxLength: 4 }), (headers) => {
        const [fast, general] = [cardTable(), cardTable()];
        for (const header of headers) {
          const bytes = Buffer.concat(header.map(record));
          parseCards(fast, bytes, 0, header.length);
          parseCards(general, bytes, 0, header.length, () => () => false);
          expect(cardsOf(fast)).toEqual(cardsOf(general));
        }
      }),
      { numRuns: effort(1000) },
    );
  });

  it('are nearly all cards of a header', () => {
    const lines = [
      'K       =                    1 / n',
      "K       = 'text'",
      'K       = -1.5E-03',
      'HISTORY text',
    ];
    const table = cardTable();
    const bytes = Buffer.concat(lines.map(record));
    parseCards(table, bytes, 0, lines.length);
    const take = plainCards(table, 0, lines.length);
    expect(lines.map((_, index) => take(index, index))).toEqual([true, true, true, true]);
  });

  it('are parsed in headers of thousands of cards', () => {
    const lines = Array.from({ length: 5000 }, (_, i) =>
      `K${i}`.padEnd(8).concat(`= ${i % 7 ? i : `+${i}`} / n`),
    );
    const table = cardTable();
    parseCards(table, Buffer.concat(lines.map(record)), 0, lines.length);
    expect(cardsOf(table).map(({ name, value }) => `${name} ${value}`)).toEqual(
      lines.map((_, i) => `K${i} ${i}`),
    );
  });
});

describe('WebAssembly', () => {
  it('is not used where it is not allowed, or a module not understood', () => {
    expect(instantiate('AGFzbQ==')).toBeUndefined();
  });
});
