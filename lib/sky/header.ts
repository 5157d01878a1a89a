// What the sky room reads: the cards of an HDU by keyword. A reader of FITS files and a reader of lake objects each provide it.

/** A header card, as the lake records it: the texts of card_value and card_comment, and card_type. */
export interface HeaderCard {
  readonly value: string;
  readonly comment: string;
  readonly type: 'string' | 'integer' | 'float' | 'logical' | 'complex' | 'undefined' | 'commentary';
}

/** The header of an HDU. It is valid only until the next one is passed on. */
export interface HduHeader {
  readonly hdu: number;
  /** PRIMARY, RANDOM GROUPS, or the value of XTENSION. */
  readonly type: string;
  /**
   * The card that counts for a keyword: of duplicates, the first whose value is not blank. Undefined if there is none.
   *
   * @param keyword in upper case, without HIERARCH: `EXPTIME`, `ESO DPR CATG`
   */
  card(keyword: string): HeaderCard | undefined;
  /** The cards that count, by keyword. Headers with the same map have the same cards: what they say is derived once. */
  readonly cards: ReadonlyMap<string, HeaderCard>;
}

/** The header with these cards. */
export const headerOf = (hdu: number, type: string, cards: HduHeader['cards']): HduHeader => ({
  hdu,
  type,
  cards,
  card: (keyword) => cards.get(keyword),
});
