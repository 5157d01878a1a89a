import { CARD, textOf } from '../ascii.ts';
import {
  type CardType,
  cardComment,
  cardEnd,
  cardName,
  cardRecord,
  cardType,
  cardValue,
} from '../card-table.ts';
import type { Hdu } from '../walk.ts';

/** A card as the rules see it. */
export interface CheckedCard {
  /** In upper case, and without HIERARCH; empty for a blank keyword. */
  readonly keyword: string;
  readonly type: CardType;
  readonly value: string;
  readonly comment: string;
  /** The position of its first record in the header, from 0. */
  readonly record: number;
  /** Its records as they are in the file: 80 characters for each, one for each byte. */
  readonly text: string;
}

/** A header as the rules see it: cards without END and the blank records before it. */
export interface CheckedHeader {
  readonly isPrimary: boolean;
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION in upper case. */
  readonly type: string;
  readonly cards: readonly CheckedCard[];
  /** The cards with a value, by keyword. */
  readonly byKeyword: ReadonlyMap<string, readonly CheckedCard[]>;
}

/** Makes a header that outlives the HDU's table of cards. */
export function checkedHeader({ hdu, type, cards: table }: Hdu): CheckedHeader {
  const cards: CheckedCard[] = [];
  const byKeyword = new Map<string, CheckedCard[]>();
  for (let card = 0; card < table.count; card++) {
    const record = cardRecord(table, card);
    const end = cardEnd(table, card);
    const checked: CheckedCard = {
      keyword: cardName(table, card),
      type: cardType(table, card),
      value: cardValue(table, card),
      comment: cardComment(table, card),
      record,
      text: textOf(table.bytes, record * CARD, Math.max(end, record + 1) * CARD),
    };
    cards.push(checked);
    if (checked.type === 'commentary') continue;
    const same = byKeyword.get(checked.keyword);
    if (same) same.push(checked);
    else byKeyword.set(checked.keyword, [checked]);
  }
  return { isPrimary: hdu === 0, type, cards, byKeyword };
}

/** The first card with this keyword and a value indicator. */
export const cardOf = ({ byKeyword }: CheckedHeader, keyword: string): CheckedCard | undefined =>
  byKeyword.get(keyword)?.[0];

/** The value of an integer keyword; undefined if it is missing, or not an integer. */
export function integerOf(header: CheckedHeader, keyword: string): number | undefined {
  const card = cardOf(header, keyword);
  return card?.type === 'integer' ? Number(card.value) : undefined;
}

/** The value of a string keyword; undefined if it is missing, or not a string. */
export function stringOf(header: CheckedHeader, keyword: string): string | undefined {
  const card = cardOf(header, keyword);
  return card?.type === 'string' ? card.value : undefined;
}

/** Whether a logical keyword is T. */
export const isTrue = (header: CheckedHeader, keyword: string): boolean => {
  const card = cardOf(header, keyword);
  return card?.type === 'logical' && card.value === 'true';
};

/** Whether the HDU is a table. A compressed image is stored as one: see {@link isCompressedImage}. */
export const isTable = ({ type }: CheckedHeader): boolean => type === 'TABLE' || type === 'BINTABLE';

/** Whether the HDU is a binary table that contains a compressed image (FITS standard 4.0, 10.1). */
export const isCompressedImage = (header: CheckedHeader): boolean =>
  header.type === 'BINTABLE' && isTrue(header, 'ZIMAGE');

/** Whether the HDU is an array, and not compressed. */
export const isArray = ({ type }: CheckedHeader): boolean =>
  type === 'PRIMARY' || type === 'IMAGE' || type === 'RANDOM GROUPS';

/** Whether a card follows the convention for long keywords, whose cards are commentary for the standard. */
export const isHierarch = ({ text }: CheckedCard): boolean => /^HIERARCH /i.test(text);

/** The keywords of columns, without the number: FITS standard 4.0, 7.2 and 7.3. */
export const COLUMN_ROOTS: ReadonlySet<string> = new Set([
  'TTYPE',
  'TFORM',
  'TBCOL',
  'TUNIT',
  'TSCAL',
  'TZERO',
  'TNULL',
  'TDISP',
  'TDIM',
]);

/** The number at the end of a keyword such as TFORM12, and what is before it. */
export function indexed(keyword: string): { readonly root: string; readonly index: number } | undefined {
  const [, root, digits] = /^([A-Z]+)(\d+)$/.exec(keyword) ?? [];
  return root === undefined ? undefined : { root, index: Number(digits) };
}
