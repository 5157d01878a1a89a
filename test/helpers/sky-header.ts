import { type HduHeader, type HeaderCard, headerOf } from '../../lib/sky/header.ts';
import type { ReadHdu } from './read-file.ts';

// Headers as lib/sky reads them.

/** What a made card may be: a number, a text, a logical value, or a whole card. */
export type CardValue = number | string | boolean | HeaderCard;

function cardOf(value: CardValue): HeaderCard {
  if (typeof value === 'object') return value;
  if (typeof value === 'string') return { value, comment: '', type: 'string' };
  if (typeof value === 'boolean') return { value: String(value), comment: '', type: 'logical' };
  return { value: String(value), comment: '', type: Number.isInteger(value) ? 'integer' : 'float' };
}

/** A made header. */
export function skyHeader(cards: Readonly<Record<string, CardValue>>, type = 'IMAGE', hdu = 1): HduHeader {
  const byKeyword = new Map(Object.entries(cards).map(([keyword, value]) => [keyword, cardOf(value)]));
  return headerOf(hdu, type, byKeyword);
}

/** The header of an HDU that was read from a file. */
export function skyHeaderOf({ hdu, type, cards }: ReadHdu): HduHeader {
  const byKeyword = new Map<string, HeaderCard>();
  for (const { name, value, comment, type: cardType } of cards) {
    const before = byKeyword.get(name);
    if (before === undefined || before.value.trim() === '')
      byKeyword.set(name, { value, comment, type: cardType as HeaderCard['type'] });
  }
  return headerOf(hdu, type, byKeyword);
}
