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

/**
 * The names that are similar to a word, ignoring case and blanks: those that contain it or begin it, then those that differ
 * by at most two letters, or by one if the word has up to three. The most similar are first.
 */
export function similarNames(word: string, names: readonly string[], most: number): string[] {
  const wanted = squeezed(word);
  const tolerance = wanted.length < 4 ? 1 : 2;
  return names
    .map((name) => ({ name, apart: apartness(wanted, squeezed(name)) }))
    .filter(({ apart }) => apart <= tolerance)
    .sort((a, b) => a.apart - b.apart)
    .slice(0, most)
    .map(({ name }) => name);
}

const squeezed = (text: string): string => text.toLowerCase().replaceAll(/\s/g, '');

/** Containing a word counts as more similar than a difference of one letter. A single letter is in too many names. */
const apartness = (wanted: string, name: string): number =>
  wanted.length > 1 && name.length > 1 && (name.includes(wanted) || wanted.startsWith(name))
    ? 0.5
    : distance(wanted, name);
