import type { HeaderCard } from './header.ts';

// What the same cards say is derived once: the headers of a file, and of files from one instrument, are much alike.

/** Returns the result that cards gave before, or else computes it. */
export type Recall<Result> = (cards: string, compute: () => Result) => Result;

/** Results of longer texts are not remembered: one header can have 3 MB. */
const LONGEST = 8 * 1024;

/**
 * Returns a memory for the results of one function, which must depend on nothing but the cards.
 *
 * @param most how many results are remembered
 */
export function recall<Result>(most: number): Recall<Result> {
  /** By the texts of the cards, the oldest first. */
  const results = new Map<string, Result>();
  return (cards, compute) => {
    const known = results.get(cards);
    if (known !== undefined) return known;
    const result = compute();
    if (cards.length > LONGEST) return result;
    results.set(cards, result);
    const [oldest] = results.size > most ? results.keys() : [];
    if (oldest !== undefined) results.delete(oldest);
    return result;
  };
}

/** A card as a part of the text that {@link Recall} takes. Lengths come first, so that other cards never give the same text. */
export const cardText = (keyword: string, { value, comment, type }: HeaderCard): string =>
  `${keyword.length} ${value.length} ${comment.length} ${type} ${keyword}${value}${comment}`;
