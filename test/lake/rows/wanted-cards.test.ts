import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type CardTable,
  cardComment,
  cardName,
  cardTable,
  cardType,
  cardValue,
} from '../../../lib/fits/card-table.ts';
import { parseCards } from '../../../lib/fits/cards.ts';
import { cleanText } from '../../../lib/lake/rows/csv.ts';
import { addCard } from '../../../lib/lake/rows/header-cards.ts';
import { keywordFilter } from '../../../lib/lake/rows/keyword-filter.ts';
import { wantedCards } from '../../../lib/lake/rows/wanted-cards.ts';
import type { HeaderCard } from '../../../lib/sky/header.ts';
import { cardLine } from '../../helpers/card-lines.ts';
import { ECHOED } from '../../helpers/echo-sky.ts';
import { effort } from '../../helpers/effort.ts';
import { record } from '../../helpers/fits.ts';

const wants = (keyword: string): boolean => ECHOED.includes(keyword);

function parse(table: CardTable, records: readonly string[]): void {
  parseCards(table, Buffer.concat(records.map(record)), 0, records.length);
}

/** The wanted cards of the header in a table, found one by one. */
function plainCards(table: CardTable): Map<string, HeaderCard> {
  const cards = new Map<string, HeaderCard>();
  for (let i = 0; i < table.count; i++) {
    const name = cleanText(cardName(table, i));
    const [value, comment] = [cleanText(cardValue(table, i)), cleanText(cardComment(table, i))];
    if (wants(name)) addCard(cards, { name, card: { value, comment, type: cardType(table, i) } });
  }
  return cards;
}

describe('the wanted cards of a header', () => {
  it('are the same whatever headers the table held before, and whichever of them were looked at', () => {
    const header = fc.array(cardLine, { maxLength: 20 });
    const edits = fc.array(fc.tuple(fc.nat(19), cardLine, fc.boolean(), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(header, edits, (first, changes) => {
        const table = cardTable();
        const cardsOf = wantedCards(wants);
        let records = first;
        for (const [at, line, replaces, isSeen] of [[0, '', false, true] as const, ...changes]) {
          records = records.toSpliced(at, replaces ? 1 : 0, line);
          parse(table, records);
          if (isSeen) expect([...cardsOf(table)]).toEqual([...plainCards(table)]);
        }
      }),
      { numRuns: effort(300) },
    );
  });

  it('are found in headers that are too long to be remembered', () => {
    const table = cardTable();
    const cardsOf = wantedCards(wants);
    const many = Array.from({ length: 5000 }, (_, i) => `K${i}`.padEnd(8).concat('= 1'));
    for (const name of ['M31', 'M33', 'M33'])
      for (const records of [[...many, `OBJECT  = '${name}'`], [`OBJECT  = '${name}'`]]) {
        parse(table, records);
        expect(cardsOf(table).get('OBJECT')?.value).toBe(name);
      }
  });
});

describe('the test of keywords', () => {
  it('gives the same answer again, for bytes at any place', () => {
    const names = fc.array(fc.oneof(fc.constantFrom(...ECHOED), fc.string({ maxLength: 12 })), {
      minLength: 1,
    });
    fc.assert(
      fc.property(names, fc.nat(9), (keywords, at) => {
        const isWanted = keywordFilter(wants, (bytes, start, end) =>
          Buffer.from(bytes.subarray(start, end)).toString('latin1'),
        );
        for (const keyword of [...keywords, ...keywords]) {
          const memory = new Uint8Array(48).fill(0x20);
          memory.set(Buffer.from(keyword, 'latin1'), at);
          const words = new Int32Array(memory.buffer);
          expect(isWanted(memory, at, at + keyword.length, words)).toBe(wants(keyword));
          expect(isWanted(memory, at, at + keyword.length)).toBe(wants(keyword));
        }
      }),
      { numRuns: effort(200) },
    );
  });
});
