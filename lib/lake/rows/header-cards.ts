import type { HeaderCard } from '../../sky/header.ts';

/** A card with its keyword. */
export interface NamedCard {
  readonly name: string;
  readonly card: HeaderCard;
}

/** The cards of a header by keyword: of duplicates, the first whose value is not blank. */
export type CardsByKeyword = ReadonlyMap<string, HeaderCard>;

/** Adds a card to the cards of its header, in the order of the header. */
export function addCard(cards: Map<string, HeaderCard>, { name, card }: NamedCard): void {
  const before = cards.get(name);
  if (before === undefined || (isBlank(before) && !isBlank(card))) cards.set(name, card);
}

const isBlank = ({ value }: HeaderCard): boolean => value.trim() === '';
