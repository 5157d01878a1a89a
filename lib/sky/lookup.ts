import type { HeaderCard } from './header.ts';
import { isJunk } from './rules/junk.ts';

// Where values are looked for. A place is one header or several as one; a row looks into its places in turn.

/** Something that has cards by keyword. */
export interface Place {
  card(keyword: string): HeaderCard | undefined;
}

/** A card that was found, and its keyword. */
export interface Found {
  readonly keyword: string;
  readonly card: HeaderCard;
}

/** The first keyword of a list that has a usable value in a place: all keywords in the first place, then in the next. */
export function firstFound(
  places: readonly Place[],
  keywords: readonly string[],
  isUsable: (card: HeaderCard) => boolean = isUsableText,
): Found | undefined {
  for (const place of places) {
    for (const keyword of keywords) {
      const card = place.card(keyword);
      if (card !== undefined && isUsable(card)) return { keyword, card };
    }
  }
  return undefined;
}

/** Whether a card has a value that says something. */
export const isUsableText = ({ type, value }: HeaderCard): boolean =>
  type !== 'logical' && type !== 'commentary' && type !== 'undefined' && !isJunk(value);

/** The text of a keyword in a place, trimmed; undefined if it says nothing. */
export function textIn(place: Place, keyword: string): string | undefined {
  const card = place.card(keyword);
  return card !== undefined && isUsableText(card) ? card.value.trim() : undefined;
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([ED][+-]?\d+)?$/i;

/** A number that a text is, also with the exponent letter D; undefined for anything else. */
export function numberOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (!NUMBER.test(trimmed)) return undefined;
  const number = Number(trimmed.replace(/d/i, 'E'));
  return Number.isFinite(number) ? number : undefined;
}

/** The number of a keyword in a place, which may be written as a string. */
export function numberIn(place: Place, keyword: string): number | undefined {
  const card = place.card(keyword);
  return card === undefined || card.type === 'logical' ? undefined : numberOf(card.value);
}
