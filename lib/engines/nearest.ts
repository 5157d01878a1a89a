import { distance } from 'fastest-levenshtein';

/**
 * The most similar of some words, ignoring case: it differs by at most two letters, or by one in words of up to three.
 * Undefined if there is none.
 */
export function nearest(word: string, candidates: Iterable<string>): string | undefined {
  let [found, least]: [string | undefined, number] = [undefined, word.length < 4 ? 1 : 2];
  for (const candidate of candidates) {
    const apart = distance(word.toLowerCase(), candidate.toLowerCase());
    if (apart < least || (apart === least && found === undefined)) [found, least] = [candidate, apart];
  }
  return found;
}
