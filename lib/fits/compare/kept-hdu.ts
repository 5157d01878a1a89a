import { CARD } from '../ascii.ts';
import { type CardType, cardComment, cardName, cardTable, cardType, cardValue } from '../card-table.ts';
import { parseCards } from '../cards.ts';
import { keywordValue } from '../lookup.ts';
import type { Hdu } from '../walk.ts';

/** An HDU that outlives its table of cards. It takes as much memory as its header. */
export interface KeptHdu {
  readonly hdu: number;
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION. */
  readonly type: string;
  /** EXTNAME; empty if there is none. */
  readonly extname: string;
  /** EXTVER, 1 by default. */
  readonly extver: string;
  /** The records before END. */
  readonly records: Uint8Array;
}

/** A card to compare. */
export interface ComparedCard {
  readonly keyword: string;
  readonly type: CardType;
  readonly value: string;
  readonly comment: string;
}

/** Keeps an HDU. */
export const keptHdu = ({ hdu, type, cards }: Hdu): KeptHdu => ({
  hdu,
  type,
  extname: keywordValue(cards, 'EXTNAME') ?? '',
  extver: keywordValue(cards, 'EXTVER') ?? '1',
  records: cards.bytes.slice(0, cards.records * CARD),
});

/** The cards of an HDU, without END. */
export function cardsOf({ records }: KeptHdu): ComparedCard[] {
  const table = cardTable();
  parseCards(table, records, 0, records.length / CARD);
  return Array.from({ length: table.count }, (_, card) => ({
    keyword: cardName(table, card),
    type: cardType(table, card),
    value: cardValue(table, card),
    comment: cardComment(table, card),
  }));
}
