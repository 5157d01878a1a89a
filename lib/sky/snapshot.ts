import type { HduHeader, HeaderCard } from './header.ts';
import type { Place } from './lookup.ts';
import { isJunk } from './rules/junk.ts';

// A header is valid only until the next one comes: what rows may still need of it is kept here.

/** The cards of a header that rows can inherit: none about its structure, and none of its WCS. */
export interface Snapshot extends Place {
  readonly cards: ReadonlyMap<string, HeaderCard>;
}

/** A snapshot of these cards. */
export const snapshot = (cards: Snapshot['cards']): Snapshot => ({
  cards,
  card: (keyword) => cards.get(keyword),
});

/** Keeps those of the keywords that a header has. */
export function snapshotOf(header: HduHeader, keywords: ReadonlySet<string>): Snapshot {
  const cards = new Map<string, HeaderCard>();
  for (const [keyword, card] of header.cards) if (keywords.has(keyword)) cards.set(keyword, card);
  return snapshot(cards);
}

/** The keywords by which HDUs show that they are about different observations. */
const IDENTITY = ['TELESCOP', 'INSTRUME', 'OBJECT'] as const;

/** What a header says it is about: one text for each of these keywords, or undefined. */
export type Identity = readonly (string | undefined)[];

/** What a header says it is about. Case, blanks and dashes do not matter. */
export const identityOf = (place: Place): Identity =>
  IDENTITY.map((keyword) => {
    const card = place.card(keyword);
    if (card === undefined || isJunk(card.value)) return undefined;
    return card.value.toUpperCase().replace(/[\s_-]+/g, '');
  });

/** Whether two headers are about different observations. */
export const conflict = (one: Identity, other: Identity): boolean =>
  one.some((text, index) => text !== undefined && other[index] !== undefined && text !== other[index]);

/** What two headers say together: the first of them counts. */
export const joined = (one: Identity, other: Identity): Identity =>
  one.map((text, index) => text ?? other[index]);

/** Whether a header says what it is about. */
export const isSomething = (identity: Identity): boolean => identity.some((text) => text !== undefined);
