import { distance } from 'fastest-levenshtein';

/**
 * The candidate that is most similar to a word, ignoring case. It differs by at most two letters, or by one if the word has
 * up to three. Undefined if there is no such candidate.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let [found, least]: [string | undefined, number] = [undefined, word.length < 4 ? 1 : 2];
  for (const candidate of candidates) {
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < least || (apart === least && found === undefined)) [found, least] = [candidate, apart];
  }
  return found;
}
