import {
  type CardTable,
  COMMENTARY,
  cardValue,
  FIELDS,
  NAME,
  NAME_END,
  TYPE,
  VALUE,
  VALUE_END,
} from './card-table.ts';

/**
 * The first card with the given keyword and a value indicator, from card `from` on; -1 if there is none.
 *
 * @param keyword as {@link cardName} returns it: upper case, without HIERARCH
 */
export function findCard(table: CardTable, keyword: string, from = 0): number {
  const { bytes, fields, count } = table;
  const first = keyword.charCodeAt(0);
  for (let card = from; card < count; card++) {
    const start = fields[card * FIELDS + NAME]!;
    const length = fields[card * FIELDS + NAME_END]! - start;
    if (length !== keyword.length || bytes[start] !== first) continue;
    if (fields[card * FIELDS + TYPE] === COMMENTARY) continue;
    let same = 1;
    while (same < length && bytes[start + same] === keyword.charCodeAt(same)) same++;
    if (same === length) return card;
  }
  return -1;
}

/**
 * The card that counts for a keyword: of duplicates, the first whose value is not blank. This is also the rule of
 * the lake's views. Returns -1 if there is none.
 */
export function findValueCard(table: CardTable, keyword: string): number {
  const { fields } = table;
  let card = findCard(table, keyword);
  while (card >= 0 && fields[card * FIELDS + VALUE] === fields[card * FIELDS + VALUE_END])
    card = findCard(table, keyword, card + 1);
  return card;
}

/** The value of the card that counts for a keyword, as text; undefined if there is none. See {@link findValueCard}. */
export function keywordValue(table: CardTable, keyword: string): string | undefined {
  const card = findValueCard(table, keyword);
  return card < 0 ? undefined : cardValue(table, card);
}
