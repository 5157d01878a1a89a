import { textOf } from '../../fits/ascii.ts';
import {
  type CardTable,
  cardComment,
  cardName,
  cardType,
  cardValue,
  FIELDS,
  NAME,
  NAME_END,
} from '../../fits/card-table.ts';
import type { HeaderCard } from '../../sky/header.ts';
import { cleanText } from './csv.ts';
import { addCard, type CardsByKeyword, type NamedCard } from './header-cards.ts';
import { type KeywordFilter, keywordFilter } from './keyword-filter.ts';

// Collects the cards that a deriver wants, in one pass over each header. It belongs to the hot loop: a card that equals
// the one in the same place of the previous header is not looked at.

/** Returns the wanted cards of the header that a table holds. They are as the lake records them. */
export type WantedCards = (table: CardTable) => CardsByKeyword;

/** What is known about the header that a table held before. */
interface Before {
  /** The header's number in its table. */
  header: number;
  /** Its cards that are wanted; undefined in place of the others. */
  found: (NamedCard | undefined)[];
  cards: CardsByKeyword;
}

/** Longer headers are forgotten. */
const MOST_KEPT = 4000;

/** Returns a function that collects the cards with these keywords. */
export function wantedCards(wants: (keyword: string) => boolean): WantedCards {
  const isWanted = keywordFilter(wants, (bytes, start, end) => cleanText(textOf(bytes, start, end)));
  const known = new WeakMap<CardTable, Before>();
  return (table) => {
    const before = known.get(table) ?? { header: -1, found: [], cards: new Map() };
    known.set(table, before);
    // `same` is about the header before this one, which this function may not have seen
    if (before.header !== table.headers - 1) before.found = [];
    if (hasChanged(table, before.found, isWanted)) before.cards = byKeyword(before.found);
    const { cards } = before;
    before.header = table.count > MOST_KEPT ? -1 : table.headers;
    if (table.count > MOST_KEPT) before.found = [];
    return cards;
  };
}

/** Brings `found` up to date. Returns whether a wanted card may be another one. */
function hasChanged(table: CardTable, found: (NamedCard | undefined)[], isWanted: KeywordFilter): boolean {
  const { same, count, bytes, words, fields } = table;
  const comparable = Math.min(count, found.length);
  let changed = found.length !== count || count === 0;
  found.length = comparable;
  for (let card = 0; card < count; card++) {
    if (card < comparable && same[card] === 1) continue;
    const at = card * FIELDS;
    const wanted = isWanted(bytes, fields[at + NAME]!, fields[at + NAME_END]!, words)
      ? cardOf(table, card)
      : undefined;
    if (wanted !== undefined || found[card] !== undefined) changed = true;
    found[card] = wanted;
  }
  return changed;
}

const cardOf = (table: CardTable, card: number): NamedCard => ({
  name: cleanText(cardName(table, card)),
  card: {
    value: cleanText(cardValue(table, card)),
    comment: cleanText(cardComment(table, card)),
    type: cardType(table, card),
  },
});

function byKeyword(found: readonly (NamedCard | undefined)[]): CardsByKeyword {
  const cards = new Map<string, HeaderCard>();
  for (const card of found) if (card !== undefined) addCard(cards, card);
  return cards;
}
