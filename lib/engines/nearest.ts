import { distance } from 'fastest-levenshtein';

/** The word among some that a slip of the pen may have meant: one of at most two letters, in words of four or more. */
export function nearest(word: string, among: Iterable<string>): string | undefined {
  let [found, least]: [string | undefined, number] = [undefined, word.length < 4 ? 1 : 2];
  for (const other of among) {
    const apart = distance(word.toLowerCase(), other.toLowerCase());
    if (apart < least || (apart === least && found === undefined)) [found, least] = [other, apart];
  }
  return found;
}
