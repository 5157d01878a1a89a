// The headers of a file as plain data: what the library `fits-datalake/fits` returns.

import { CARD, textOf } from '../fits/ascii.ts';
import {
  type CardTable,
  type CardType,
  cardComment,
  cardEnd,
  cardName,
  cardRecord,
  cardType,
  cardValue,
} from '../fits/card-table.ts';
import type { Hdu } from '../fits/walk.ts';

/**
 * The value of a card in JavaScript: a string; a number, or a bigint for an integer that a number cannot hold exactly; a
 * boolean; the two parts of a complex number; null for a card without a value. Of COMMENT, HISTORY and other cards without
 * a value indicator it is the text.
 */
export type CardValue = string | number | bigint | boolean | readonly [re: number, im: number] | null;

/** One card of a header, together with the CONTINUE records of a long string. */
export interface FitsCard {
  /** In upper case, without HIERARCH: `EXPTIME`, `ESO DPR CATG`. Empty for a blank keyword. */
  readonly keyword: string;
  readonly value: CardValue;
  readonly comment: string;
  readonly type: CardType;
  /** The value as text, with all of its digits. */
  readonly text: string;
  /** The card as it is in the file: 80 characters for each of its records, one for each byte (Latin-1). */
  readonly raw: string;
}

/** One HDU of a file. */
export interface FitsHdu {
  /** Counted from 0, the primary HDU. */
  readonly index: number;
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION. */
  readonly type: string;
  /** Offset of the header in bytes. In a compressed file, offsets are those of the uncompressed file. */
  readonly headerOffset: number;
  /** Offset of the data in bytes. */
  readonly dataOffset: number;
  /** Bytes of data without padding, according to the header; exact up to 2^53. */
  readonly dataLength: number;
  /** All cards before END, in the order of the file. */
  readonly cards: readonly FitsCard[];
}

/** A copy of an HDU as plain data. */
export const hduData = ({ hdu, type, headerOffset, dataOffset, dataLength, cards }: Hdu): FitsHdu => ({
  index: hdu,
  type,
  headerOffset,
  dataOffset,
  dataLength: Number(dataLength),
  cards: Array.from({ length: cards.count }, (_, card) => cardData(cards, card)),
});

function cardData(table: CardTable, card: number): FitsCard {
  const type = cardType(table, card);
  const text = cardValue(table, card);
  return {
    keyword: cardName(table, card),
    value: VALUES[type](text),
    comment: cardComment(table, card),
    type,
    text,
    raw: textOf(table.bytes, cardRecord(table, card) * CARD, cardEnd(table, card) * CARD),
  };
}

const VALUES: Readonly<Record<CardType, (text: string) => CardValue>> = {
  string: (text) => text,
  integer: (text) => {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : BigInt(text);
  },
  float: Number,
  logical: (text) => text === 'true',
  complex: (text) => {
    const [re = '', im = ''] = text.replace(/[()]/g, '').split(',');
    return [Number(re), Number(im)];
  },
  undefined: () => null,
  commentary: (text) => text,
};

/**
 * The value of a keyword in an HDU: of several cards, that of the first whose value is not blank; undefined if there is
 * none.
 *
 * @param keyword in any case, without HIERARCH
 */
export function headerValue(hdu: FitsHdu, keyword: string): CardValue | undefined {
  const name = keyword.toUpperCase();
  return hdu.cards.find((card) => card.keyword === name && card.type !== 'commentary' && card.text !== '')
    ?.value;
}
